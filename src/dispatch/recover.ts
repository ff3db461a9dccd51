import { appendEvent } from '../audit/event.ts';
import type { BatchId } from '../ids.ts';
import { touchRequest } from '../requests/request-records.ts';
import type { SteadyClock } from '../runtime/clock.ts';
import { type LeaseWatch, watchLeases } from '../runtime/lease-watch.ts';
import type { Random } from '../runtime/random.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import { changeBatch, findLeases, loadHeld } from './batch-records.ts';

export interface RecoveryDeps {
  readonly store: Store;
  readonly clock: SteadyClock;
  readonly random: Random;
  readonly log: Log;
  readonly leaseMs: number;
}

/** Takes back batches whose lease has ended, or (`everyone`) all that are held, where nobody else can be alive to hold them. */
export type Recover = (everyone: boolean) => Promise<void>;

export function createRecovery({ store, clock, random, log, leaseMs }: RecoveryDeps): Recover {
  let watch: LeaseWatch<BatchId> = new Map();

  /** What a dead process left behind: a call that may have been made is a doubt, never a fresh start. */
  return async (everyone) => {
    const leases = await findLeases(store.db);
    const seen = watchLeases(watch, leases, clock.elapsed(), leaseMs);
    watch = seen.watch;
    for (const lease of everyone ? leases : seen.ended) {
      const batch = await store.write(async (tx) => {
        const now = clock.now();
        const held = await loadHeld(tx, lease);
        if (!held) return null;
        const doubt = held.state === 'calling' ? 'lost' : held.doubt;
        const problem = 'Muster was interrupted during a call; reading back who was changed.';
        if (!(await changeBatch(tx, held, { state: 'settling', doubt, notBefore: now, problem }))) return null;
        await tx
          .updateTable('attempts')
          .set({ ended_at: now, result: 'interrupted' })
          .where('batch_id', '=', held.id)
          .where('ended_at', 'is', null)
          .execute();
        const event = { batch: held.id, fence: held.fence, state: held.state };
        await appendEvent(
          tx,
          { at: now, requestId: held.requestId, actor: 'muster', kind: 'batch.recovered', data: event },
          random,
        );
        await touchRequest(tx, held.requestId, now);
        return held;
      });
      if (batch === null) continue;
      log.warn({ requestId: batch.requestId, batch: batch.id }, 'An interrupted batch was recovered');
    }
  };
}
