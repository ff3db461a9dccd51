import type { SteadyClock } from '../runtime/clock.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import type { Batch } from './batch.ts';

export interface LeaseDeps {
  readonly store: Store;
  readonly clock: SteadyClock;
  readonly log: Log;
  readonly owner: string;
  readonly leaseMs: number;
}

/** A claimed batch, and when its lease ends if nothing renews it. */
export interface Held {
  readonly batch: Batch;
  /** By the steady clock: a time of day that jumps makes no lease longer. */
  readonly endsAt: number;
}

const RENEWALS_PER_LEASE = 4;

/**
 * Does what is to be done under a lease, and keeps renewing it meanwhile. `signal` is aborted once the lease is lost, or has
 * ended unrenewed: then somebody else may be at work on the batch, and nothing further may be sent for it. That a lease was
 * lost in spite of this is noticed when the result is written.
 * @returns null when the lease had ended before anything began, as in a process that was frozen
 */
export async function underLease<T>(
  { store, clock, log, owner, leaseMs }: LeaseDeps,
  { batch, endsAt }: Held,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | null> {
  if (clock.elapsed() >= endsAt) return null;
  const done = new AbortController();
  const lost = new AbortController();
  let until = endsAt;

  const renew = async (): Promise<boolean> => {
    const begunAt = clock.elapsed();
    const { numUpdatedRows } = await store.db
      .updateTable('batches')
      .set({ lease_until: clock.now() + leaseMs })
      .where('id', '=', batch.id)
      .where('fence', '=', batch.fence)
      .where('owner', '=', owner)
      .executeTakeFirstOrThrow();
    until = begunAt + leaseMs;
    return numUpdatedRows === 1n;
  };
  const keepRenewing = async () => {
    while (!done.signal.aborted && !lost.signal.aborted) {
      await clock.sleep(Math.min(leaseMs / RENEWALS_PER_LEASE, Math.max(1, until - clock.elapsed())), done.signal);
      if (done.signal.aborted) return;
      if (clock.elapsed() >= until) lost.abort();
      const kept = await renew().catch((error: unknown) => {
        log.warn({ err: error, batch: batch.id }, 'A lease could not be renewed');
        return true;
      });
      if (!kept) lost.abort();
    }
  };

  const renewal = keepRenewing();
  try {
    return await work(lost.signal);
  } finally {
    done.abort();
    await renewal;
  }
}
