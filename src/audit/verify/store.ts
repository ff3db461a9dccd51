import type { Queries } from '../../store/store.ts';
import { commitment } from '../sealed.ts';
import { add, ofHash } from './fold.ts';
import { isOutcome, OUTCOME_SLOTS, type OutcomeKind } from './outcome-slots.ts';
import type { Problem } from './problem.ts';
import { answerFact, attemptFact, decisionFact, emptyStory, type Stories, type Story } from './story.ts';

const ROWS_PER_QUERY = 5_000;

export interface StoreChecked {
  readonly requests: number;
  readonly people: number;
  readonly clearTexts: number;
  readonly problem: Problem | null;
}

/** What the store says of requests, as the trail would have told it. `spared`: changed accounts without a name any more. */
interface StoredStory extends Story {
  createdAt: number;
  /** How many people it says that it changes. */
  planned: number;
  spared: number;
}

/** Rows in the order of their key, in pages (comparing keys as a tuple lets an index find the next one): waiting for each row by itself would take longer than all the rest. */
async function* paged<Row>(read: (after: Row | null) => Promise<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  for (let last: Row | null = null; ; ) {
    const rows: readonly Row[] = await read(last);
    yield rows;
    last = rows.at(-1) ?? null;
    if (rows.length < ROWS_PER_QUERY) return;
  }
}

async function readRequests(queries: Queries): Promise<Map<string, StoredStory>> {
  const stories = new Map<string, StoredStory>();
  type Row = { id: string; state: string; digest: string; requester_id: string; created_at: number; people: number };
  const pages = paged<Row>((after) =>
    queries
      .selectFrom('requests')
      .select(['id', 'state', 'digest', 'requester_id', 'created_at', 'people'])
      .where('id', '>', after?.id ?? '')
      .orderBy('id')
      .limit(ROWS_PER_QUERY)
      .execute(),
  );
  for await (const page of pages)
    for (const { id, state, digest, requester_id: requester, created_at: createdAt, people: planned } of page)
      stories.set(id, { ...emptyStory(), state, digest, requester, createdAt, planned, spared: 0 });
  return stories;
}

async function readDecisions(queries: Queries, stories: ReadonlyMap<string, StoredStory>): Promise<void> {
  const pages = paged<{ request_id: string; approver_id: string; verdict: string; digest: string }>((after) =>
    queries
      .selectFrom('decisions')
      .select(['request_id', 'approver_id', 'verdict', 'digest'])
      .where((eb) =>
        eb(eb.refTuple('request_id', 'approver_id'), '>', eb.tuple(after?.request_id ?? '', after?.approver_id ?? '')),
      )
      .orderBy('request_id')
      .orderBy('approver_id')
      .limit(ROWS_PER_QUERY)
      .execute(),
  );
  for await (const page of pages)
    for (const { request_id: id, approver_id: approver, verdict, digest } of page) {
      const story = stories.get(id);
      if (story) story.decisions = add(story.decisions, decisionFact(approver, verdict, digest));
    }
}

async function readAttempts(queries: Queries, stories: ReadonlyMap<string, StoredStory>): Promise<void> {
  const pages = paged<{
    batch_id: string;
    number: number;
    result: string | null;
    status: number | null;
    request_id: string;
  }>((after) =>
    queries
      .selectFrom('attempts')
      .innerJoin('batches', 'batches.id', 'attempts.batch_id')
      .select(['attempts.batch_id', 'attempts.number', 'attempts.result', 'attempts.status', 'batches.request_id'])
      .where((eb) =>
        eb(
          eb.refTuple('attempts.batch_id', 'attempts.number'),
          '>',
          eb.tuple(after?.batch_id ?? '', after?.number ?? 0),
        ),
      )
      .orderBy('attempts.batch_id')
      .orderBy('attempts.number')
      .limit(ROWS_PER_QUERY)
      .execute(),
  );
  for await (const page of pages)
    for (const { batch_id: batch, number, result, status, request_id: id } of page) {
      const story = stories.get(id);
      if (!story) continue;
      story.attempts = add(story.attempts, attemptFact(batch, number));
      // Interrupted: the process died before it could tell an answer.
      if (result !== null && result !== 'interrupted')
        story.attempts = add(story.attempts, answerFact(batch, number, result, status));
    }
}

/** Neighbouring requests, in the order of their ids, with some thousands of people together. `upTo` null: whatever comes after them. */
interface Stretch {
  readonly after: string;
  readonly upTo: string | null;
}

function stretches(requests: Iterable<readonly [string, { readonly planned: number }]>): readonly Stretch[] {
  const found: Stretch[] = [];
  let [after, last, people] = ['', '', 0];
  for (const [id, { planned }] of requests) {
    people += planned + 1;
    last = id;
    if (people < ROWS_PER_QUERY) continue;
    found.push({ after, upTo: last });
    [after, people] = [last, 0];
  }
  return [...found, { after, upTo: null }];
}

interface ClearRow {
  readonly commitment: string;
  readonly salt: string;
  readonly clear: string;
  readonly request_id: string | null;
  readonly account_id: string | null;
}

const CLEAR = ['commitment', 'salt', 'clear', 'request_id', 'account_id'] as const;

/** A clear text that is not what was committed to. */
function clearProblem({ commitment: seal, salt, clear, request_id: id }: ClearRow): Problem | null {
  if (commitment(salt, clear) === seal) return null;
  const where = id === null ? '' : ` of request ${id}`;
  const what = `A clear text${where} is not the one that was committed to (${seal.slice(0, 12)}…): it was changed.`;
  return { seq: null, what };
}

interface Tally {
  people: number;
  clearTexts: number;
  problem: Problem | null;
}

/**
 * People and clear texts, one stretch of requests after the other: so both are read in the order in which they were written,
 * and put together here. Commitments are random: read in their order, each row would be another page of the file.
 */
async function readPeople(queries: Queries, stories: ReadonlyMap<string, StoredStory>): Promise<Tally> {
  const tally: Tally = { people: 0, clearTexts: 0, problem: null };
  for (const { after, upTo } of stretches(stories)) {
    let texts = queries.selectFrom('audit_clear').select(CLEAR).where('request_id', '>', after);
    let named = queries
      .selectFrom('targets')
      .select(['request_id', 'kind', 'account_id', 'outcome'])
      .where('request_id', '>', after);
    if (upTo !== null) {
      texts = texts.where('request_id', '<=', upTo);
      named = named.where('request_id', '<=', upTo);
    }
    const seals = new Map<string, Map<string, string>>();
    for (const row of await texts.orderBy('request_id').execute()) {
      tally.clearTexts += 1;
      tally.problem ??= clearProblem(row);
      const { request_id: id, account_id: account } = row;
      if (id === null || account === null) continue;
      const ofRequest = seals.get(id) ?? new Map<string, string>();
      if (ofRequest.size === 0) seals.set(id, ofRequest);
      ofRequest.set(account, row.commitment);
    }
    for (const { request_id: id, kind, account_id: account, outcome } of await named.orderBy('request_id').execute()) {
      tally.people += 1;
      const story = stories.get(id);
      if (!story) continue;
      const seal = account === null ? undefined : seals.get(id)?.get(account);
      story.people += 1;
      if (kind === 'will-change' && seal === undefined) story.spared += 1;
      if (outcome === null || !isOutcome(outcome)) continue;
      const slot = OUTCOME_SLOTS[outcome];
      story.counts[slot] += 1;
      if (seal !== undefined) story.outcomes = add(story.outcomes, ofHash(seal, slot));
    }
  }
  return tally;
}

/** Clear texts that belong to no request: what somebody was told who was refused. */
async function checkLoose(queries: Queries, tally: Tally): Promise<void> {
  const pages = paged<ClearRow>((after) =>
    queries
      .selectFrom('audit_clear')
      .select(CLEAR)
      .where('request_id', 'is', null)
      .where('commitment', '>', after?.commitment ?? '')
      .orderBy('commitment')
      .limit(ROWS_PER_QUERY)
      .execute(),
  );
  for await (const page of pages)
    for (const row of page) {
      tally.clearTexts += 1;
      tally.problem ??= clearProblem(row);
    }
}

/** What the trail and the store say differently about a request, as a sentence, or null. Pure. */
export function difference(id: string, told: Story, stored: StoredStory, isErased: boolean): string | null {
  const say = (what: string): string => `Request ${id}: ${what}`;
  if (told.state !== stored.state) return say(`the store says it is ${stored.state}, the trail says ${told.state}.`);
  if (told.digest !== stored.digest) return say('the store holds another plan than the trail tells of.');
  if (told.requester !== stored.requester) return say('the store names another requester than the trail.');
  if (told.decisions !== stored.decisions) return say('its decisions are not those the trail tells of.');
  if (told.attempts !== stored.attempts) return say('its calls are not those the trail tells of.');
  if (told.people !== stored.people) return say(`the store names ${stored.people} people, the trail ${told.people}.`);
  for (const [slot, kind] of (Object.keys(OUTCOME_SLOTS) as OutcomeKind[]).entries()) {
    const [inStore, inTrail] = [stored.counts[slot], told.counts[slot]];
    if (inStore !== inTrail) return say(`the store has ${inStore} people ${kind}, the trail ${inTrail}.`);
  }
  if (stored.spared > 0 && !isErased)
    return say(`${stored.spared} of its people are without a name, and no event tells that anybody was erased in it.`);
  if (stored.spared === 0 && told.outcomes !== stored.outcomes)
    return say('somebody has another outcome in the store than in the trail.');
  return null;
}

/** Holds the store against what the trail told. */
export async function checkStore(queries: Queries, stories: Stories): Promise<StoreChecked> {
  const stored = await readRequests(queries);
  await readDecisions(queries, stored);
  await readAttempts(queries, stored);
  const tally = await readPeople(queries, stored);
  await checkLoose(queries, tally);
  const { people, clearTexts } = tally;
  const answer = (problem: Problem | null): StoreChecked => ({ requests: stored.size, people, clearTexts, problem });
  const wrong = (what: string): StoreChecked => answer({ seq: null, what });

  for (const [id, told] of stories.byRequest) {
    const inStore = stored.get(id);
    if (!inStore) return wrong(`Request ${id} is in the trail and not in the store: it was removed there.`);
    if (!told.told) continue;
    const what = difference(id, told, inStore, stories.erased.has(id));
    if (what !== null) return wrong(what);
  }
  for (const [id, { createdAt }] of stored) {
    if (stories.byRequest.get(id)?.told || createdAt < stories.began()) continue;
    return wrong(`Request ${id} is in the store and not in the trail: it was put there, or its events are missing.`);
  }
  return answer(tally.problem);
}
