import type { ExpressionBuilder } from 'kysely';
import { type BatchId, type DirectoryName, type RequestId, requestId } from '../ids.ts';
import { builtOnce, type Slots } from '../store/built-once.ts';
import type { Database } from '../store/schema.ts';
import type { Queries } from '../store/store.ts';
import { LONGEST_RETRY_AFTER_MS } from './backoff.ts';
import { type Batch, type BatchState, OPEN_BATCH_STATES } from './batch.ts';
import { readBatch } from './batch-records.ts';

/** No wait is longer than LONGEST_RETRY_AFTER_MS; one that is was written before the clock went back. */
const isDue =
  ({ now, tooFar, waiting }: Slots<Moment>) =>
  (eb: ExpressionBuilder<Database, 'batches'>) =>
    eb.and([
      eb.or([eb('batches.not_before', '<=', now), eb('batches.not_before', '>', tooFar)]),
      eb.not(waiting.has('batches.id')),
    ]);

interface Moment {
  readonly now: number;
  /** LONGEST_RETRY_AFTER_MS after it. */
  readonly tooFar: number;
  /** What is due by the time of day, and has to wait all the same. */
  readonly waiting: readonly BatchId[];
}

interface Except {
  readonly frozen?: boolean;
  readonly putOff?: readonly RequestId[];
  readonly waiting?: readonly BatchId[];
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
 * than there are requests; and of its batches doubts first, then in the plan's order. `frozen`: only what is to be read back;
 * `putOff`: of these requests as well; `waiting`: none of these batches.
 */
export async function findDueBatch(
  queries: Queries,
  directory: DirectoryName,
  now: number,
  { frozen = false, putOff = [], waiting = [] }: Except = {},
): Promise<Batch | null> {
  const moment: Moment = { now, tooFar: now + LONGEST_RETRY_AFTER_MS, waiting };
  const [next] = await (frozen ? nextToRead : nextToMove)(queries, { directory, putOff, ...moment });
  if (!next) return null;
  const readsOnly = frozen || putOff.includes(requestId(next.id));
  const found = await Promise.all(
    ((readsOnly ? READABLE : MOVABLE)[next.state as keyof typeof MOVABLE] ?? []).map((state) =>
      firstDue(queries, { request: requestId(next.id), state, ...moment }),
    ),
  );
  const row = found.flat().at(0);
  return row ? readBatch(row) : null;
}

const nextRequest = (movable: Partial<typeof MOVABLE>) =>
  builtOnce<Moment & { directory: DirectoryName; putOff: readonly RequestId[] }>(
    'putOff',
    'waiting',
  )((queries, slots) =>
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
              .$if(batchState === 'ready', (some) => some.where(eb.not(slots.putOff.has('requests.id'))))
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

const firstDue = builtOnce<Moment & { request: RequestId; state: BatchState }>('waiting')((queries, slots) =>
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
  const [row] = await firstDueAt(queries, {});
  return row?.at ?? null;
}

const firstDueAt = builtOnce<Record<never, never>>()((queries) =>
  queries
    .selectFrom('batches')
    .innerJoin('requests', 'requests.id', 'batches.request_id')
    .select((eb) => eb.fn.min<number | null>('batches.not_before').as('at'))
    .where('batches.state', 'in', ['ready', 'settling'])
    .where('requests.state', 'in', ['approved', 'running', 'stopping']),
);
