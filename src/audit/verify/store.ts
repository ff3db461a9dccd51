import type { Queries } from '../../store/store.ts';
import { commitment } from '../sealed.ts';
import { add, ofHash } from './fold.ts';
import type { Problem } from './problem.ts';
import {
  answerFact,
  attemptFact,
  decisionFact,
  emptyStory,
  OUTCOME_SLOTS,
  type OutcomeKind,
  type Stories,
  type Story,
} from './story.ts';

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
  spared: number;
}

const isOutcome = (text: string): text is OutcomeKind => Object.hasOwn(OUTCOME_SLOTS, text);

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
  const pages = paged<{ id: string; state: string; digest: string; requester_id: string; created_at: number }>(
    (after) =>
      queries
        .selectFrom('requests')
        .select(['id', 'state', 'digest', 'requester_id', 'created_at'])
        .where('id', '>', after?.id ?? '')
        .orderBy('id')
        .limit(ROWS_PER_QUERY)
        .execute(),
  );
  for await (const page of pages)
    for (const { id, state, digest, requester_id: requester, created_at: createdAt } of page)
      stories.set(id, { ...emptyStory(), state, digest, requester, createdAt, spared: 0 });
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

async function readPeople(queries: Queries, stories: ReadonlyMap<string, StoredStory>): Promise<number> {
  let people = 0;
  const pages = paged<{
    request_id: string;
    position: number;
    kind: string;
    account_id: string | null;
    outcome: string | null;
    commitment: string | null;
  }>((after) =>
    queries
      .selectFrom('targets')
      .leftJoin('audit_clear', (join) =>
        join
          .onRef('audit_clear.request_id', '=', 'targets.request_id')
          .onRef('audit_clear.account_id', '=', 'targets.account_id'),
      )
      .select([
        'targets.request_id',
        'targets.position',
        'targets.kind',
        'targets.account_id',
        'targets.outcome',
        'commitment',
      ])
      .where((eb) =>
        eb(
          eb.refTuple('targets.request_id', 'targets.position'),
          '>',
          eb.tuple(after?.request_id ?? '', after?.position ?? -1),
        ),
      )
      .orderBy('targets.request_id')
      .orderBy('targets.position')
      .limit(ROWS_PER_QUERY)
      .execute(),
  );
  for await (const page of pages)
    for (const { request_id: id, kind, account_id: account, outcome, commitment: seal } of page) {
      const story = stories.get(id);
      people += 1;
      if (!story) continue;
      story.people += 1;
      if (kind === 'will-change' && (account === null || seal === null)) story.spared += 1;
      if (outcome === null || !isOutcome(outcome)) continue;
      const slot = OUTCOME_SLOTS[outcome];
      story.counts[slot] += 1;
      if (seal !== null) story.outcomes = add(story.outcomes, ofHash(seal, slot));
    }
  return people;
}

async function checkClear(queries: Queries): Promise<{ readonly count: number; readonly problem: Problem | null }> {
  let count = 0;
  const pages = paged<{ commitment: string; salt: string; clear: string; request_id: string | null }>((after) =>
    queries
      .selectFrom('audit_clear')
      .select(['commitment', 'salt', 'clear', 'request_id'])
      .where('commitment', '>', after?.commitment ?? '')
      .orderBy('commitment')
      .limit(ROWS_PER_QUERY)
      .execute(),
  );
  for await (const page of pages)
    for (const row of page) {
      count += 1;
      if (commitment(row.salt, row.clear) === row.commitment) continue;
      const where = row.request_id === null ? '' : ` of request ${row.request_id}`;
      const what = `A clear text${where} is not the one that was committed to (${row.commitment.slice(0, 12)}…): it was changed.`;
      return { count, problem: { seq: null, what } };
    }
  return { count, problem: null };
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
  const people = await readPeople(queries, stored);
  const clear = await checkClear(queries);
  const answer = (problem: Problem | null): StoreChecked => ({
    requests: stored.size,
    people,
    clearTexts: clear.count,
    problem,
  });
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
  return answer(clear.problem);
}
