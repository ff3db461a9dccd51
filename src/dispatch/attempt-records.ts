import { builtOnce } from '../store/built-once.ts';
import type { Queries } from '../store/store.ts';
import type { Batch } from './batch.ts';

/** How a call ended, as it is stored. */
export interface AttemptEnd {
  /** CallResult's tag. */
  readonly result: string;
  readonly status: number | null;
  readonly directoryRequestId: string | null;
  readonly detail: string | null;
  /** When the call left, milliseconds UTC; null: when it was claimed. */
  readonly leftAt: number | null;
}

/** Stores that a call is about to be made for a batch that was just claimed. */
export async function beginAttempt(
  tx: Queries,
  { id, fence }: Pick<Batch, 'id' | 'fence'>,
  now: number,
): Promise<void> {
  await begun(tx, { batch: id, fence, now });
}

interface Begun {
  readonly batch: string;
  readonly fence: number;
  readonly now: number;
}

const begun = builtOnce<Begun>()((tx, { batch, fence, now }) =>
  tx.insertInto('attempts').values({
    batch_id: batch,
    number: fence,
    fence,
    started_at: now,
    ended_at: null,
    result: null,
    status: null,
    directory_request_id: null,
    detail: null,
  }),
);

/** Completes the attempt that began with a batch's present claim. Answers when its call left, milliseconds UTC. */
export async function endAttempt(
  tx: Queries,
  { id, fence }: Pick<Batch, 'id' | 'fence'>,
  end: AttemptEnd,
  now: number,
): Promise<number> {
  const [attempt] = await ended(tx, { batch: id, fence, now, ...end });
  if (!attempt) throw new Error('A call was never begun');
  return attempt.started_at;
}

const ended = builtOnce<Begun & AttemptEnd>()((tx, slots) =>
  tx
    .updateTable('attempts')
    .set((eb) => ({
      started_at: eb.fn.coalesce(slots.leftAt, 'started_at'),
      ended_at: slots.now,
      result: slots.result,
      status: slots.status,
      directory_request_id: slots.directoryRequestId,
      detail: slots.detail,
    }))
    .where('batch_id', '=', slots.batch)
    .where('number', '=', slots.fence)
    .returning('started_at'),
);
