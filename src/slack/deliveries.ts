import type { Clock } from '../runtime/clock.ts';
import type { Store } from '../store/store.ts';

const KEPT_MS = 7 * 24 * 60 * 60 * 1_000;

/**
 * Remembers what Slack delivered. Slack promises at least once, on any connection and to any replica, so the answer
 * comes from the store.
 */
export interface Deliveries {
  /** True for the first caller with this key, false for every later one within a week. */
  isNew(key: string): Promise<boolean>;
  /** Forgets what is older than a week, but for what still has to be worked off. */
  forgetOld(): Promise<void>;
}

export function createDeliveries(store: Store, clock: Clock): Deliveries {
  return {
    isNew: (key) =>
      store.write(async (tx) => {
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto('deliveries')
          .values({ key, received_at: clock.now() })
          .onConflict((conflict) => conflict.column('key').doNothing())
          .executeTakeFirstOrThrow();
        return numInsertedOrUpdatedRows === 1n;
      }),
    forgetOld: () =>
      store.write(async (tx) => {
        await tx
          .deleteFrom('deliveries')
          .where('received_at', '<', clock.now() - KEPT_MS)
          .where('lease_until', 'is', null)
          .execute();
      }),
  };
}
