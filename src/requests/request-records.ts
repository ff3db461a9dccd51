import { sql } from 'kysely';
import { z } from 'zod';
import type { EventActor } from '../audit/audit-event.ts';
import { appendEvent } from '../audit/event.ts';
import { loadGoing } from '../dispatch/speed-records.ts';
import {
  accountId,
  directoryName,
  planDigest,
  type RequestId,
  requestId,
  type SlackUserId,
  slackTeamId,
  slackUserId,
} from '../ids.ts';
import { PersonKey } from '../people/person-key.ts';
import { breathe } from '../runtime/calmly.ts';
import type { Random } from '../runtime/random.ts';
import { loadFreezes } from '../safeguards/freeze-records.ts';
import { loadCoolDown } from '../safeguards/guard-records.ts';
import { builtOnce } from '../store/built-once.ts';
import type { RequestRow, TargetRow } from '../store/schema.ts';
import { ChangedMeanwhile, type Queries } from '../store/store.ts';
import { TARGET_KINDS, type TargetKind } from '../targets/target.ts';
import { after, dueAt, type RequestEvent } from './life.ts';
import {
  type Decision,
  isOver,
  OUTCOME_KINDS,
  type Outcome,
  type OutcomeCounts,
  type OutcomeKind,
  type Request,
  RequestState,
} from './request.ts';
import { forgetSecrets } from './secret-records.ts';
import { loadSharedWith } from './shared-with.ts';
import { moveFacts } from './told.ts';
import type { RequestView, StoredTarget } from './view.ts';

const Typed = z.array(z.string());
const StoredTargetKind = z.enum(TARGET_KINDS);
const StoredOutcomeKind = z.enum(OUTCOME_KINDS);
const StoredTexts = z.record(z.string(), z.string());
const StoredVerdict = z.enum(['approve', 'reject']);

/** Rows that are read before others have their turn. */
const TARGETS_PER_READ = 1_000;

const REQUEST_COLUMNS = [
  'id',
  'version',
  'kind',
  'directory',
  'operation',
  'requester_id',
  'requester_team_id',
  'reason',
  'state_json',
  'choice_words',
  'people',
  'choices_json',
  'sealed_json',
  'digest',
  'retry_of',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof RequestRow)[];

function readRequest(row: Pick<RequestRow, (typeof REQUEST_COLUMNS)[number]>): Request {
  return {
    id: requestId(row.id),
    version: row.version,
    kind: row.kind,
    directory: directoryName(row.directory),
    operation: row.operation,
    requester: slackUserId(row.requester_id),
    requesterTeam: slackTeamId(row.requester_team_id),
    reason: row.reason,
    state: RequestState.parse(JSON.parse(row.state_json)),
    choiceWords: row.choice_words,
    people: row.people,
    choices: StoredTexts.parse(JSON.parse(row.choices_json)),
    sealed: StoredTexts.parse(JSON.parse(row.sealed_json)),
    digest: planDigest(row.digest),
    retryOf: row.retry_of === null ? null : requestId(row.retry_of),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function readOutcome(row: TargetRow): Outcome | null {
  if (row.outcome === null || row.outcome_at === null) return null;
  const kind = StoredOutcomeKind.parse(row.outcome);
  const at = row.outcome_at;
  return kind === 'succeeded' ? { kind, at } : { kind, at, reason: row.outcome_reason ?? '' };
}

function readTarget(row: TargetRow): StoredTarget {
  return {
    position: row.position,
    kind: StoredTargetKind.parse(row.kind),
    typed: Typed.parse(JSON.parse(row.typed_json)),
    accountId: row.account_id === null ? null : accountId(row.account_id),
    label: row.label,
    email: row.email,
    detail: row.details_json === null ? null : (StoredTexts.parse(JSON.parse(row.details_json))['words'] ?? null),
    reason: row.reason,
    outcome: readOutcome(row),
  };
}

/**
 * Moves a request by one event and writes the audit event beside it. Answers the moved request, or null when the event
 * cannot happen in its present state.
 * @throws ChangedMeanwhile when another writer was first; the surrounding write then runs again
 */
export async function moveRequest(
  tx: Queries,
  request: Request,
  event: RequestEvent,
  by: { readonly actor: EventActor; readonly reason?: string | null; readonly random: Random },
): Promise<Request | null> {
  const state = after(request.state, event);
  if (!state) return null;
  const moved: Request = {
    ...request,
    state,
    reason: by.reason ?? request.reason,
    version: request.version + 1,
    updatedAt: event.at,
  };
  const { numUpdatedRows } = await tx
    .updateTable('requests')
    .set({
      version: moved.version,
      state: state.kind,
      state_json: JSON.stringify(state),
      reason: moved.reason,
      updated_at: moved.updatedAt,
      due_at: dueAt(state),
    })
    .where('id', '=', request.id)
    .where('version', '=', request.version)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw new ChangedMeanwhile('The request was changed by somebody else first');
  if (isOver(state.kind)) await forgetSecrets(tx, request.id);
  const facts = moveFacts(event, request.state.kind, state.kind, moved.reason);
  await appendEvent(tx, { at: event.at, requestId: request.id, actor: by.actor, ...facts }, by.random);
  return moved;
}

/** Something a reader could see has changed without a change of state: an outcome, a decision, a wait. */
export async function touchRequest(tx: Queries, id: RequestId, now: number): Promise<void> {
  await tx
    .updateTable('requests')
    .set((eb) => ({ version: eb('version', '+', 1), updated_at: now }))
    .where('id', '=', id)
    .execute();
}

/** The same, and answers the request; null where there is none. */
export async function touchedRequest(tx: Queries, id: RequestId, now: number): Promise<Request | null> {
  const [row] = await touched(tx, { id, now });
  return row ? readRequest(row) : null;
}

const touched = builtOnce<{ id: RequestId; now: number }>()((tx, { id, now }) =>
  tx
    .updateTable('requests')
    .set((eb) => ({ version: eb('version', '+', 1), updated_at: now }))
    .where('id', '=', id)
    .returning(REQUEST_COLUMNS),
);

/**
 * The same for a decision that rests on the request as it was read.
 * @throws ChangedMeanwhile when another writer was first, such as a second approver at the same moment
 */
export async function touchUnchanged(tx: Queries, request: Request, now: number): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('requests')
    .set({ version: request.version + 1, updated_at: now })
    .where('id', '=', request.id)
    .where('version', '=', request.version)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw new ChangedMeanwhile('The request was changed by somebody else first');
}

export async function loadRequest(queries: Queries, id: RequestId): Promise<Request | null> {
  const [row] = await requestById(queries, { id });
  return row ? readRequest(row) : null;
}

const requestById = builtOnce<{ id: RequestId }>()((queries, { id }) =>
  queries.selectFrom('requests').select(REQUEST_COLUMNS).where('id', '=', id),
);

/**
 * Requests whose id starts with the prefix (hexadecimal digits and hyphens), at most two: enough to tell one from several.
 * Not a range: how Postgres orders text depends on the database's language.
 */
export async function findRequestsByPrefix(queries: Queries, prefix: string): Promise<readonly Request[]> {
  const rows = await queries
    .selectFrom('requests')
    .select(REQUEST_COLUMNS)
    .where('id', 'like', `${prefix}%`)
    .orderBy('id')
    .limit(2)
    .execute();
  return rows.map(readRequest);
}

export async function loadDueIds(queries: Queries, now: number, limit: number): Promise<readonly RequestId[]> {
  const rows = await dueIds(queries, { now, limit });
  return rows.map((row) => requestId(row.id));
}

const dueIds = builtOnce<{ now: number; limit: number }>()((queries, { now, limit }) =>
  queries.selectFrom('requests').select('id').where('due_at', '<=', now).orderBy('due_at').limit(limit),
);

/** Which submitted requests are meant. What is absent does not matter. */
export interface RequestFilter {
  readonly kind: string;
  readonly requester?: SlackUserId;
  readonly pending?: true;
  readonly directory?: string;
  /** Milliseconds UTC. */
  readonly since?: number;
  /** A native id, or an e-mail in lower case, of somebody it was about. */
  readonly about?: string;
}

/** The newest requests that were submitted, newest first. */
export async function loadRecentIds(
  queries: Queries,
  filter: RequestFilter,
  limit: number,
): Promise<readonly RequestId[]> {
  let query = queries
    .selectFrom('requests')
    .select('id')
    .where('kind', '=', filter.kind)
    .where('state', 'not in', ['drafted', 'cancelled', 'lapsed']);
  const { requester, pending, directory, since, about } = filter;
  if (requester !== undefined) query = query.where('requester_id', '=', requester);
  if (pending) query = query.where('state', '=', 'pending');
  if (directory !== undefined) query = query.where('directory', '=', directory);
  if (since !== undefined) query = query.where('created_at', '>=', since);
  if (about !== undefined) {
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('targets')
          .select('targets.position')
          .whereRef('targets.request_id', '=', 'requests.id')
          .where((of) =>
            of.or([of('targets.account_id', '=', about), of(of.fn('lower', ['targets.email']), '=', about)]),
          ),
      ),
    );
  }
  const rows = await query.orderBy('created_at', 'desc').limit(limit).execute();
  return rows.map((row) => requestId(row.id));
}

export async function loadDecisions(queries: Queries, id: RequestId): Promise<readonly Decision[]> {
  const rows = await decisionsOf(queries, { id });
  return rows.map((row) => ({
    approver: slackUserId(row.approver_id),
    verdict: StoredVerdict.parse(row.verdict),
    reason: row.reason,
    digest: planDigest(row.digest),
    at: row.decided_at,
    ...(row.stage === null ? {} : { stage: row.stage }),
    ...(row.person_key === null ? {} : { personKey: PersonKey.parse(row.person_key) }),
  }));
}

const decisionsOf = builtOnce<{ id: RequestId }>()((queries, { id }) =>
  queries.selectFrom('decisions').selectAll().where('request_id', '=', id).orderBy('decided_at'),
);

/** Records a decision; answers false when this person had already decided. */
export async function insertDecision(tx: Queries, id: RequestId, decision: Decision): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('decisions')
    .values({
      request_id: id,
      approver_id: decision.approver,
      verdict: decision.verdict,
      reason: decision.reason,
      digest: decision.digest,
      decided_at: decision.at,
      stage: decision.stage ?? null,
      person_key: decision.personKey ?? null,
    })
    .onConflict((conflict) => conflict.columns(['request_id', 'approver_id']).doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

export interface TargetSelection {
  readonly kind?: TargetKind;
  readonly outcome?: OutcomeKind;
  /** Behind this position. */
  readonly after?: number;
  readonly offset: number;
  readonly limit: number;
}

/** In the order typed. */
export async function loadTargets(
  queries: Queries,
  id: RequestId,
  selection: TargetSelection,
): Promise<readonly StoredTarget[]> {
  let query = queries.selectFrom('targets').selectAll().where('request_id', '=', id);
  if (selection.kind) query = query.where('kind', '=', selection.kind);
  if (selection.outcome) query = query.where('outcome', '=', selection.outcome);
  if (selection.after !== undefined) query = query.where('position', '>', selection.after);
  const rows = await query.orderBy('position').offset(selection.offset).limit(selection.limit).execute();
  return rows.map(readTarget);
}

/** Everybody, in the order typed, a portion at a time, with a pause between two of them. */
export async function* eachTarget(
  queries: Queries,
  id: RequestId,
  load: typeof loadTargets = loadTargets,
): AsyncGenerator<readonly StoredTarget[]> {
  for (let after = -1; ; ) {
    const portion = await load(queries, id, { after, offset: 0, limit: TARGETS_PER_READ });
    yield portion;
    const last = portion.at(-1);
    if (last === undefined || portion.length < TARGETS_PER_READ) return;
    after = last.position;
    await breathe();
  }
}

export async function loadAllTargets(queries: Queries, id: RequestId): Promise<readonly StoredTarget[]> {
  const targets: StoredTarget[] = [];
  for await (const portion of eachTarget(queries, id)) for (const target of portion) targets.push(target);
  return targets;
}

/** Word for word as in the index `targets_by_outcome`, without which each card would go through all that is stored of everybody. */
const kindAndOutcome = sql<string>`kind || ':' || coalesce(outcome, '')`;

const selectCounts = builtOnce<{ id: RequestId }>()((queries, { id }) =>
  queries
    .selectFrom('targets')
    .select((eb) => [kindAndOutcome.as('what'), eb.fn.countAll<number>().as('people')])
    .where('request_id', '=', id)
    .groupBy(kindAndOutcome),
);

async function countTargets(
  queries: Queries,
  id: RequestId,
): Promise<{ readonly targetCounts: Readonly<Record<TargetKind, number>>; readonly outcomes: OutcomeCounts }> {
  const rows = await selectCounts(queries, { id });
  const targetCounts = { 'will-change': 0, 'already-so': 0, protected: 0, ambiguous: 0, 'not-found': 0, invalid: 0 };
  const outcomes = { succeeded: 0, failed: 0, unconfirmed: 0, skipped: 0, waiting: 0 };
  for (const { what, people } of rows) {
    const [kindText, outcome] = what.split(':');
    const kind = StoredTargetKind.parse(kindText);
    targetCounts[kind] += people;
    if (kind === 'will-change') outcomes[outcome === '' ? 'waiting' : StoredOutcomeKind.parse(outcome)] += people;
  }
  return { targetCounts, outcomes };
}

/** What holds open batches up, worst first: a doubt that is being read back, else whatever went wrong last. */
async function loadWait(queries: Queries, id: RequestId): Promise<string | null> {
  const row = await queries
    .selectFrom('batches')
    .select('problem')
    .where('request_id', '=', id)
    .where('state', 'in', ['ready', 'settling'])
    .where('problem', 'is not', null)
    .orderBy('state', 'desc')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row?.problem ?? null;
}

export async function viewOf(queries: Queries, request: Request): Promise<RequestView> {
  const { targetCounts, outcomes } = await countTargets(queries, request.id);
  const coolDown = await loadCoolDown(queries, request.id);
  const frozen = isOver(request.state.kind) ? [] : await loadFreezes(queries);
  const moves = request.state.kind === 'approved' || request.state.kind === 'running';
  const going = moves ? await loadGoing(queries, request) : null;
  return {
    request,
    decisions: await loadDecisions(queries, request.id),
    targetCounts,
    outcomes,
    waitingFor: (await loadWait(queries, request.id)) ?? (going?.kind === 'resting' ? going.why : null),
    speed: going?.kind === 'going' ? going.speed : null,
    sharedWith: await loadSharedWith(queries, request),
    ...(coolDown === null ? {} : { coolDown }),
    ...(frozen.length === 0 ? {} : { frozen }),
  };
}

export async function loadView(queries: Queries, id: RequestId): Promise<RequestView | null> {
  const request = await loadRequest(queries, id);
  return request ? viewOf(queries, request) : null;
}
