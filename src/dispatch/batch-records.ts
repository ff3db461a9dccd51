import { z } from 'zod';
import {
  accountId,
  type BatchId,
  batchId,
  type DirectoryName,
  directoryName,
  type RequestId,
  requestId,
} from '../ids.ts';
import type { Lease } from '../runtime/lease-watch.ts';
import { builtOnce, type Slots } from '../store/built-once.ts';
import type { BatchRow, NewBatchRow } from '../store/schema.ts';
import type { Queries } from '../store/store.ts';
import { BATCH_STATES, type Batch, type BatchState, DOUBTS, OPEN_BATCH_STATES } from './batch.ts';
import { readRest } from './directory-records.ts';
import type { Rests } from './rests.ts';

/** As they are stored. */
export const Members = z.array(z.string().transform(accountId)).min(1);
const StoredBatchState = z.enum(BATCH_STATES);
const StoredDoubt = z.enum(DOUBTS);

/** Rows per INSERT: below the bound-value limits of both stores. */
const BATCHES_PER_INSERT = 500;

export function readBatch(row: BatchRow): Batch {
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
  if ((await otherUnderWay(queries, { id, directory })).length > 0) return false;
  return (await otherEnded(queries, { id, directory, since: now - A_MOMENT_AGO_MS })).length === 0;
}

interface OtherThan {
  readonly id: RequestId;
  readonly directory: DirectoryName;
}

const othersInDirectory = (queries: Queries, { id, directory }: Slots<OtherThan>, states: readonly string[]) =>
  queries
    .selectFrom('requests')
    .select('id')
    .where('directory', '=', directory)
    .where('id', '!=', id)
    .where('state', 'in', states)
    .limit(1);

const otherUnderWay = builtOnce<OtherThan>()((queries, slots) =>
  othersInDirectory(queries, slots, ['approved', 'running', 'paused', 'stopping']),
);

const otherEnded = builtOnce<OtherThan & { since: number }>()((queries, slots) =>
  othersInDirectory(queries, slots, ['finished', 'stopped']).where('updated_at', '>', slots.since),
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
  const [row] = await stillToLeave(queries, { id: batch.id, fence: batch.fence, owner });
  return row !== undefined && rests.leftMs(directoryName(row.name), readRest(row)) <= 0;
}

const stillToLeave = builtOnce<Pick<Batch, 'id' | 'fence'> & { owner: string }>()((queries, { id, fence, owner }) =>
  queries
    .selectFrom('batches')
    .innerJoin('requests', 'requests.id', 'batches.request_id')
    .innerJoin('directories', 'directories.name', 'batches.directory')
    .select(['directories.name', 'directories.not_before', 'directories.rest_ms', 'directories.rests'])
    .where('batches.id', '=', id)
    .where('batches.fence', '=', fence)
    .where('batches.owner', '=', owner)
    .where('batches.state', '=', 'calling')
    .where('requests.state', '=', 'running')
    .where((eb) => eb.not(eb.exists(eb.selectFrom('freezes').select('freezes.id').where('lifted_at', 'is', null)))),
);

/**
 * Writes what a batch became when a process claimed it, and until when its lease holds (milliseconds UTC).
 * @returns false when it is no longer as it was read: then nothing was written
 */
export async function saveClaimed(
  tx: Queries,
  before: Batch,
  { state, fence, attempts, readBacks }: Batch,
  { owner, until }: { readonly owner: string; readonly until: number },
): Promise<boolean> {
  const was = { id: before.id, stateBefore: before.state, fenceBefore: before.fence };
  return (await claimed(tx, { ...was, state, fence, attempts, readBacks, owner, until })).length === 1;
}

interface Claimed extends Pick<Batch, 'id' | 'state' | 'fence' | 'attempts' | 'readBacks'> {
  readonly stateBefore: BatchState;
  readonly fenceBefore: number;
  readonly owner: string;
  readonly until: number;
}

const claimed = builtOnce<Claimed>()((tx, slots) =>
  tx
    .updateTable('batches')
    .set({
      state: slots.state,
      fence: slots.fence,
      attempts: slots.attempts,
      read_backs: slots.readBacks,
      owner: slots.owner,
      lease_until: slots.until,
      problem: null,
      held_by: null,
    })
    .where('id', '=', slots.id)
    .where('state', '=', slots.stateBefore)
    .where('fence', '=', slots.fenceBefore)
    .returning('id'),
);

/** Every batch that a process is at work on, or was when it died. */
export async function findLeases(queries: Queries): Promise<readonly Lease<BatchId>[]> {
  const rows = await leases(queries, {});
  return rows.map(({ id, fence, lease_until }) => ({ of: batchId(id), fence, until: lease_until }));
}

const leases = builtOnce<Record<never, never>>()((queries) =>
  queries.selectFrom('batches').select(['id', 'fence', 'lease_until']).where('state', 'in', ['calling', 'reading']),
);

/** The batch of a lease that is still as it was seen; null when it was renewed or ended meanwhile. */
export async function loadHeld(queries: Queries, { of, fence, until }: Lease<BatchId>): Promise<Batch | null> {
  const row = await queries
    .selectFrom('batches')
    .selectAll()
    .where('id', '=', of)
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
  readonly problem?: string;
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
  const { state, doubt = null, notBefore = null, problem = null } = change;
  return (await changed(tx, { id: batch.id, fence: batch.fence, state, doubt, notBefore, problem })).length === 1;
}

interface Changed extends Pick<Batch, 'id' | 'fence'> {
  readonly state: BatchState;
  /** Null leaves what is stored, here and in the next two. */
  readonly doubt: Batch['doubt'] | null;
  readonly notBefore: number | null;
  readonly problem: string | null;
}

const changed = builtOnce<Changed>()((tx, slots) =>
  tx
    .updateTable('batches')
    .set((eb) => ({
      state: slots.state,
      owner: null,
      lease_until: null,
      doubt: eb.fn.coalesce(slots.doubt, 'doubt'),
      not_before: eb.fn.coalesce(slots.notBefore, 'not_before'),
      problem: eb.fn.coalesce(slots.problem, 'problem'),
    }))
    .where('id', '=', slots.id)
    .where('fence', '=', slots.fence)
    .where('state', 'in', ['calling', 'reading'])
    .returning('id'),
);

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

const live = builtOnce<Record<never, never>>()((queries) =>
  queries
    .selectFrom('requests')
    .select(['id', 'directory', 'operation', 'state'])
    .where('state', 'in', ['approved', 'running', 'stopping']),
);

export async function findLive(queries: Queries): Promise<readonly Live[]> {
  const rows = await live(queries, {});
  return rows.map(({ id, directory, operation, state }) => ({
    id: requestId(id),
    directory: directoryName(directory),
    operation,
    stopping: state === 'stopping',
  }));
}
