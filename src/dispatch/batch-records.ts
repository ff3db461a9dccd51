import type { ExpressionBuilder } from 'kysely';
import { z } from 'zod';
import type { AccountState } from '../directories/account.ts';
import {
  type AccountId,
  accountId,
  type BatchId,
  batchId,
  type DirectoryName,
  directoryName,
  type RequestId,
  requestId,
} from '../ids.ts';
import { StoredAccountState } from '../requests/plan.ts';
import { OUTCOME_KINDS, type Outcome, type OutcomeKind } from '../requests/request.ts';
import { builtOnce, type Slots } from '../store/built-once.ts';
import type { BatchRow, Database, NewBatchRow } from '../store/schema.ts';
import type { Queries } from '../store/store.ts';
import { LONGEST_RETRY_AFTER_MS } from './backoff.ts';
import { BATCH_STATES, type Batch, type BatchState, DOUBTS, OPEN_BATCH_STATES } from './batch.ts';
import { readRest } from './directory-records.ts';
import type { Lease } from './lease-watch.ts';
import type { Rests } from './rests.ts';

const Members = z.array(z.string().transform(accountId)).min(1);
const StoredBatchState = z.enum(BATCH_STATES);
const StoredDoubt = z.enum(DOUBTS);

/** Rows per INSERT: below the bound-value limits of both stores. */
const BATCHES_PER_INSERT = 500;

function readBatch(row: BatchRow): Batch {
  return {
    id: batchId(row.id),
    requestId: requestId(row.request_id),
    directory: directoryName(row.directory),
    operation: row.operation,
    position: row.position,
    stage: row.stage,
    members: Members.parse(JSON.parse(row.members_json)),
    token: row.token,
    state: StoredBatchState.parse(row.state),
    fence: row.fence,
    attempts: row.attempts,
    readBacks: row.read_backs,
    doubt: StoredDoubt.parse(row.doubt),
  };
}

export async function insertBatches(tx: Queries, batches: readonly NewBatchRow[]): Promise<void> {
  for (let start = 0; start < batches.length; start += BATCHES_PER_INSERT) {
    await tx
      .insertInto('batches')
      .values(batches.slice(start, start + BATCHES_PER_INSERT))
      .execute();
  }
}

/** No wait is longer than LONGEST_RETRY_AFTER_MS; one that is was written before the clock went back. */
const isDue =
  ({ now, tooFar }: Slots<Moment>) =>
  (eb: ExpressionBuilder<Database, 'batches'>) =>
    eb.or([eb('batches.not_before', '<=', now), eb('batches.not_before', '>', tooFar)]);

interface Moment {
  readonly now: number;
  /** LONGEST_RETRY_AFTER_MS after it. */
  readonly tooFar: number;
}

/** What may be moved on of a request: doubts are read back even while it is being stopped. */
const MOVABLE: Readonly<Record<'approved' | 'running' | 'stopping', readonly BatchState[]>> = {
  approved: ['ready'],
  running: ['settling', 'ready'],
  stopping: ['settling'],
};
/** While Muster is frozen: looking changes nobody. */
const READABLE: Readonly<Partial<typeof MOVABLE>> = { running: ['settling'], stopping: ['settling'] };

/** A request whose cool-down is not over. Only the clock loop ends one, so a clock that jumps ahead ends none by itself. */
const coolsDown = (eb: ExpressionBuilder<Database, 'requests'>) =>
  eb
    .selectFrom('guards')
    .select('guards.request_id')
    .whereRef('guards.request_id', '=', 'requests.id')
    .where('guards.next_at', 'is not', null);

/** A batch is not sent before everybody of lower stages has an outcome. */
const isItsTurn = (eb: ExpressionBuilder<Database, 'batches'>) =>
  eb.or([
    eb('batches.stage', '=', 0),
    eb.not(
      eb.exists(
        eb
          .selectFrom('batches as earlier')
          .select('earlier.id')
          .whereRef('earlier.request_id', '=', 'batches.request_id')
          .whereRef('earlier.stage', '<', 'batches.stage')
          .where('earlier.state', 'in', OPEN_BATCH_STATES),
      ),
    ),
  ]);

/**
 * The batch a directory should look at next: of the request that was served longest ago, so that none waits for more turns
 * than there are requests; and of its batches doubts first, then in the plan's order. `frozen`: only what is to be read back.
 */
export async function findDueBatch(
  queries: Queries,
  directory: DirectoryName,
  now: number,
  frozen = false,
): Promise<Batch | null> {
  const moment: Moment = { now, tooFar: now + LONGEST_RETRY_AFTER_MS };
  const [next] = await (frozen ? nextToRead : nextToMove)(queries, { directory, ...moment });
  if (!next) return null;
  const found = await Promise.all(
    ((frozen ? READABLE : MOVABLE)[next.state as keyof typeof MOVABLE] ?? []).map((state) =>
      firstDue(queries, { request: requestId(next.id), state, ...moment }),
    ),
  );
  const row = found.flat().at(0);
  return row ? readBatch(row) : null;
}

const nextRequest = (movable: Partial<typeof MOVABLE>) =>
  builtOnce<Moment & { directory: DirectoryName }>()((queries, slots) =>
    queries
      .selectFrom('requests')
      .leftJoin('turns', 'turns.request_id', 'requests.id')
      .select(['requests.id', 'requests.state'])
      .where('requests.directory', '=', slots.directory)
      .where('requests.state', 'in', Object.keys(movable))
      .where((eb) => eb.not(eb.exists(coolsDown(eb))))
      .where((eb) => {
        // One state at a time, so that the index leads straight to them past all that is done.
        const hasDue = (batchState: BatchState) =>
          eb.exists(
            eb
              .selectFrom('batches')
              .select('batches.id')
              .whereRef('batches.request_id', '=', 'requests.id')
              .where('batches.state', '=', batchState)
              .where(isDue(slots))
              .where(isItsTurn),
          );
        return eb.or(
          Object.entries(movable).flatMap(([state, batchStates]) =>
            batchStates.map((batchState) => eb.and([eb('requests.state', '=', state), hasDue(batchState)])),
          ),
        );
      })
      .orderBy((eb) => eb.fn.coalesce('turns.turn', eb.val(0)))
      .orderBy('requests.id')
      .limit(1),
  );

const nextToMove = nextRequest(MOVABLE);
const nextToRead = nextRequest(READABLE);

const firstDue = builtOnce<Moment & { request: RequestId; state: BatchState }>()((queries, slots) =>
  queries
    .selectFrom('batches')
    .selectAll()
    .where('request_id', '=', slots.request)
    .where('state', '=', slots.state)
    .where(isDue(slots))
    .where(isItsTurn)
    .orderBy('position')
    .orderBy('id')
    .limit(1),
);

/** When the next batch of any directory falls due, in milliseconds UTC, or null. */
export async function nextDueAt(queries: Queries): Promise<number | null> {
  const row = await queries
    .selectFrom('batches')
    .innerJoin('requests', 'requests.id', 'batches.request_id')
    .select((eb) => eb.fn.min<number | null>('batches.not_before').as('at'))
    .where('batches.state', 'in', ['ready', 'settling'])
    .where('requests.state', 'in', ['approved', 'running', 'stopping'])
    .executeTakeFirst();
  return row?.at ?? null;
}

export async function loadBatch(queries: Queries, id: Batch['id']): Promise<Batch | null> {
  const [row] = await batchById(queries, { id });
  return row ? readBatch(row) : null;
}

const batchById = builtOnce<{ id: BatchId }>()((queries, { id }) =>
  queries.selectFrom('batches').selectAll().where('id', '=', id),
);

/** How far clocks of replicas may be apart, and a moment more, in milliseconds. */
const A_MOMENT_AGO_MS = 15_000;

/** Does nobody else change anybody in a request's directory through Muster, now or a moment ago? */
export async function hasDirectoryToItself(
  queries: Queries,
  { id, directory }: { readonly id: RequestId; readonly directory: DirectoryName },
  now: number,
): Promise<boolean> {
  return (await otherInDirectory(queries, { id, directory, since: now - A_MOMENT_AGO_MS })).length === 0;
}

interface OtherThan {
  readonly id: RequestId;
  readonly directory: DirectoryName;
  readonly since: number;
}

const otherInDirectory = builtOnce<OtherThan>()((queries, { id, directory, since }) =>
  queries
    .selectFrom('requests')
    .select('id')
    .where('directory', '=', directory)
    .where('id', '!=', id)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['approved', 'running', 'paused', 'stopping']),
        eb.and([eb('state', 'in', ['finished', 'stopped']), eb('updated_at', '>', since)]),
      ]),
    )
    .limit(1),
);

/** What a request still has to do, in the plan's order. */
export async function loadOpenBatches(queries: Queries, id: RequestId): Promise<readonly Batch[]> {
  const rows = await queries
    .selectFrom('batches')
    .selectAll()
    .where('request_id', '=', id)
    .where('state', 'in', OPEN_BATCH_STATES)
    .orderBy('position')
    .execute();
  return rows.map(readBatch);
}

/** What the directory said when it last refused this batch or the one it was split from; null when it never did. */
export async function lastRefusal(queries: Queries, id: Batch['id']): Promise<string | null> {
  const row = await queries
    .selectFrom('attempts')
    .innerJoin('batches', (join) =>
      join.on((eb) =>
        eb.or([
          eb('attempts.batch_id', '=', eb.ref('batches.id')),
          eb('attempts.batch_id', '=', eb.ref('batches.split_from')),
        ]),
      ),
    )
    .select('attempts.detail')
    .where('batches.id', '=', id)
    .where('attempts.result', '=', 'refused')
    .orderBy('attempts.started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.detail ?? null;
}

/**
 * Batches that are under way in a directory, without those that are known not to be. One whose worker died counts until it
 * is recovered.
 */
export async function countInFlight(
  queries: Queries,
  directory: DirectoryName,
  notUnderWay: readonly BatchId[],
): Promise<number> {
  const rows = await underWayIn(queries, { directory });
  return rows.filter(({ id }) => !notUnderWay.includes(batchId(id))).length;
}

const underWayIn = builtOnce<{ directory: DirectoryName }>()((queries, { directory }) =>
  queries
    .selectFrom('batches')
    .select('id')
    .where('directory', '=', directory)
    .where('state', 'in', ['calling', 'reading']),
);

/**
 * Asked of a batch that was claimed a moment ago, right before its call leaves: is it still ours, does its request still
 * run, and has nobody frozen Muster or been told to leave the directory alone?
 */
export async function mayStillLeave(
  queries: Queries,
  batch: Pick<Batch, 'id' | 'fence'>,
  { owner, rests }: { readonly owner: string; readonly rests: Pick<Rests, 'leftMs'> },
): Promise<boolean> {
  const row = await queries
    .selectFrom('batches')
    .innerJoin('requests', 'requests.id', 'batches.request_id')
    .innerJoin('directories', 'directories.name', 'batches.directory')
    .select(['directories.name', 'directories.not_before', 'directories.rest_ms', 'directories.rests'])
    .where('batches.id', '=', batch.id)
    .where('batches.fence', '=', batch.fence)
    .where('batches.owner', '=', owner)
    .where('batches.state', '=', 'calling')
    .where('requests.state', '=', 'running')
    .where((eb) => eb.not(eb.exists(eb.selectFrom('freezes').select('freezes.id').where('lifted_at', 'is', null))))
    .executeTakeFirst();
  return row !== undefined && rests.leftMs(directoryName(row.name), readRest(row)) <= 0;
}

/** Every batch that a process is at work on, or was when it died. */
export async function findLeases(queries: Queries): Promise<readonly Lease[]> {
  const rows = await queries
    .selectFrom('batches')
    .select(['id', 'fence', 'lease_until'])
    .where('state', 'in', ['calling', 'reading'])
    .execute();
  return rows.map(({ id, fence, lease_until }) => ({ batch: batchId(id), fence, until: lease_until }));
}

/** The batch of a lease that is still as it was seen; null when it was renewed or ended meanwhile. */
export async function loadHeld(queries: Queries, { batch, fence, until }: Lease): Promise<Batch | null> {
  const row = await queries
    .selectFrom('batches')
    .selectAll()
    .where('id', '=', batch)
    .where('state', 'in', ['calling', 'reading'])
    .where('fence', '=', fence)
    .where('lease_until', until === null ? 'is' : '=', until)
    .executeTakeFirst();
  return row ? readBatch(row) : null;
}

export interface BatchChange {
  readonly state: BatchState;
  readonly doubt?: Batch['doubt'];
  readonly notBefore?: number;
  readonly problem?: string | null;
}

/**
 * Writes where a batch goes, but only under the fence it was claimed with.
 * @returns false when somebody else has claimed it since: then nothing about it may be written
 */
export async function changeBatch(
  tx: Queries,
  batch: Pick<Batch, 'id' | 'fence'>,
  change: BatchChange,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('batches')
    .set({
      state: change.state,
      owner: null,
      lease_until: null,
      ...(change.doubt === undefined ? {} : { doubt: change.doubt }),
      ...(change.notBefore === undefined ? {} : { not_before: change.notBefore }),
      ...(change.problem === undefined ? {} : { problem: change.problem }),
    })
    .where('id', '=', batch.id)
    .where('fence', '=', batch.fence)
    .where('state', 'in', ['calling', 'reading'])
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Takes a batch that nobody has claimed out of the way of the batches that replace it; false when it is no longer so. */
export async function retireReady(tx: Queries, batch: Pick<Batch, 'id' | 'fence'>): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('batches')
    .set({ state: 'split' })
    .where('id', '=', batch.id)
    .where('fence', '=', batch.fence)
    .where('state', '=', 'ready')
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

interface OfAccounts {
  readonly request: RequestId;
  readonly accounts: readonly AccountId[];
}

/** Ids and e-mails of the members that have no outcome yet, in sending order. */
export async function openAccounts(
  queries: Queries,
  batch: Pick<Batch, 'requestId' | 'members'>,
): Promise<readonly { readonly id: AccountId; readonly email: string | null }[]> {
  const rows = await withoutOutcome(queries, { request: batch.requestId, accounts: batch.members });
  const emails = new Map(rows.map((row) => [row.account_id, row.email]));
  return batch.members.flatMap((id) => {
    const email = emails.get(id);
    return email === undefined ? [] : [{ id, email }];
  });
}

const withoutOutcome = builtOnce<OfAccounts>('accounts')((queries, { request, accounts }) =>
  queries
    .selectFrom('targets')
    .select(['account_id', 'email'])
    .where('request_id', '=', request)
    .where(accounts.has('account_id'))
    .where('outcome', 'is', null),
);

/** Those who have an outcome already, and go along when the batch is sent again under its token. */
export async function settledAccounts(
  queries: Queries,
  batch: Pick<Batch, 'requestId' | 'members'>,
): Promise<readonly { readonly id: string; readonly email: string | null }[]> {
  const rows = await queries
    .selectFrom('targets')
    .select(['account_id as id', 'email'])
    .where('request_id', '=', batch.requestId)
    .where('account_id', 'in', batch.members)
    .where('outcome', 'is not', null)
    .execute();
  return rows.map(({ id, email }) => ({ id: id ?? '', email }));
}

/** The members that have no outcome yet, in sending order. */
export async function openMembers(
  queries: Queries,
  batch: Pick<Batch, 'requestId' | 'members'>,
): Promise<readonly AccountId[]> {
  return (await openAccounts(queries, batch)).map(({ id }) => id);
}

/** These accounts as the approval saw them. */
export async function statesWhenApproved(
  queries: Queries,
  id: RequestId,
  accounts: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, AccountState>> {
  const states = new Map<AccountId, AccountState>();
  /** Most accounts are alike. */
  const read = new Map<string, AccountState>();
  for (const { account_id, state_json } of await storedStates(queries, { request: id, accounts })) {
    if (account_id === null || state_json === null) continue;
    const state = read.get(state_json) ?? StoredAccountState.parse(JSON.parse(state_json));
    read.set(state_json, state);
    states.set(accountId(account_id), state);
  }
  return states;
}

const storedStates = builtOnce<OfAccounts>('accounts')((queries, { request, accounts }) =>
  queries
    .selectFrom('targets')
    .select(['account_id', 'state_json'])
    .where('request_id', '=', request)
    .where(accounts.has('account_id'))
    .where('state_json', 'is not', null),
);

/** What came of everybody in a stage of a request. Whoever took the place of others in an earlier stage belongs to that one. */
export async function outcomesOfStage(
  queries: Queries,
  id: RequestId,
  stage: number,
): Promise<readonly { readonly id: AccountId; readonly outcome: OutcomeKind }[]> {
  const rows = await queries
    .selectFrom('batches')
    .select(['stage', 'members_json'])
    .where('request_id', '=', id)
    .where('stage', '<=', stage)
    .execute();
  const stageOf = new Map<AccountId, number>();
  for (const row of rows)
    for (const member of Members.parse(JSON.parse(row.members_json)))
      stageOf.set(member, Math.min(row.stage, stageOf.get(member) ?? stage));
  const members = [...stageOf].flatMap(([member, lowest]) => (lowest === stage ? [member] : []));
  if (members.length === 0) return [];
  const people = await queries
    .selectFrom('targets')
    .select(['account_id', 'outcome'])
    .where('request_id', '=', id)
    .where('account_id', 'in', members)
    .where('outcome', 'is not', null)
    .execute();
  return people.flatMap(({ account_id, outcome }) => {
    const kind = OUTCOME_KINDS.find((one) => one === outcome) ?? 'unconfirmed';
    return account_id === null ? [] : [{ id: accountId(account_id), outcome: kind }];
  });
}

/** Writes outcomes; an outcome once written never changes. */
export async function writeOutcomes(
  tx: Queries,
  id: RequestId,
  outcomes: ReadonlyMap<AccountId, Outcome>,
): Promise<void> {
  for (const { accounts, outcome } of alike(outcomes)) {
    const { kind, at } = outcome;
    const reason = outcome.kind === 'succeeded' ? null : outcome.reason;
    await writeOutcome(tx, { request: id, accounts, kind, reason, at });
  }
}

interface OutcomeOf extends OfAccounts {
  readonly kind: OutcomeKind;
  readonly reason: string | null;
  readonly at: number;
}

const writeOutcome = builtOnce<OutcomeOf>('accounts')((tx, { request, accounts, kind, reason, at }) =>
  tx
    .updateTable('targets')
    .set({ outcome: kind, outcome_reason: reason, outcome_at: at })
    .where('request_id', '=', request)
    .where(accounts.has('account_id'))
    .where('kind', '=', 'will-change')
    .where('outcome', 'is', null),
);

function alike(
  outcomes: ReadonlyMap<AccountId, Outcome>,
): readonly { readonly accounts: AccountId[]; readonly outcome: Outcome }[] {
  const groups = new Map<string, { accounts: AccountId[]; outcome: Outcome }>();
  for (const [account, outcome] of outcomes) {
    const key = JSON.stringify(outcome);
    const group = groups.get(key);
    if (group) group.accounts.push(account);
    else groups.set(key, { accounts: [account], outcome });
  }
  return [...groups.values()];
}

/**
 * Takes the unsent batches of a stopped request out of the way. `dropped` were certainly never sent; an earlier call of
 * `doubted` may have had an effect, so they are read back.
 */
export async function dropUnsent(
  tx: Queries,
  id: RequestId,
): Promise<{ readonly dropped: readonly Batch[]; readonly doubted: readonly Batch[] }> {
  const move = (to: BatchState, certain: boolean) =>
    tx
      .updateTable('batches')
      .set({ state: to })
      .where('request_id', '=', id)
      .where('state', '=', 'ready')
      .where('doubt', certain ? '=' : '!=', 'none')
      .returningAll()
      .execute();
  const dropped = await move('dropped', true);
  const doubted = await move('settling', false);
  return { dropped: dropped.map(readBatch), doubted: doubted.map(readBatch) };
}

/** Ends the doubts of a request that nobody can read back; answers the batches they were of. */
export async function endDoubts(tx: Queries, id: RequestId): Promise<readonly Batch[]> {
  const rows = await tx
    .updateTable('batches')
    .set({ state: 'done' })
    .where('request_id', '=', id)
    .where('state', '=', 'settling')
    .returningAll()
    .execute();
  return rows.map(readBatch);
}

/** `below`: of stages before this one only. */
export async function hasOpenBatches(queries: Queries, id: RequestId, below?: number): Promise<boolean> {
  const open =
    below === undefined ? await anOpenBatch(queries, { id }) : await anOpenBatchBelow(queries, { id, below });
  return open.length > 0;
}

const openBatchesOf = (queries: Queries) =>
  queries.selectFrom('batches').select('id').where('state', 'in', OPEN_BATCH_STATES).limit(1);

const anOpenBatch = builtOnce<{ id: RequestId }>()((queries, { id }) =>
  openBatchesOf(queries).where('request_id', '=', id),
);

const anOpenBatchBelow = builtOnce<{ id: RequestId; below: number }>()((queries, { id, below }) =>
  openBatchesOf(queries).where('request_id', '=', id).where('stage', '<', below),
);

/** Does a request have batches whose effect waits to be read back? */
export async function hasDoubts(queries: Queries, id: RequestId): Promise<boolean> {
  const row = await queries
    .selectFrom('batches')
    .select('id')
    .where('request_id', '=', id)
    .where('state', '=', 'settling')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** A request that dispatch is to move: it runs, or is being stopped. */
export interface Live {
  readonly id: RequestId;
  readonly directory: DirectoryName;
  readonly operation: string;
  readonly stopping: boolean;
}

export async function findLive(queries: Queries): Promise<readonly Live[]> {
  const rows = await queries
    .selectFrom('requests')
    .select(['id', 'directory', 'operation', 'state'])
    .where('state', 'in', ['approved', 'running', 'stopping'])
    .execute();
  return rows.map(({ id, directory, operation, state }) => ({
    id: requestId(id),
    directory: directoryName(directory),
    operation,
    stopping: state === 'stopping',
  }));
}
