import { z } from 'zod';
import type { Store } from '../store/store.ts';

/** A delivery that was acknowledged and whose work is not done. */
export interface LeftDelivery {
  readonly key: string;
  readonly handler: string;
  /** As it was kept; the listener reads it. */
  readonly body: unknown;
  readonly receivedAt: number;
  /** How often it was begun, this time included. */
  readonly starts: number;
}

export interface Hold {
  readonly owner: string;
  readonly leaseUntil: number;
}

/** False when there is this key already: then nothing is changed. */
export function keepDelivery(
  store: Store,
  { key, handler, body }: Pick<LeftDelivery, 'key' | 'handler' | 'body'>,
  { now, owner, leaseUntil }: Hold & { readonly now: number },
): Promise<boolean> {
  const kept = { handler, body_json: JSON.stringify(body), owner, lease_until: leaseUntil, starts: 1 };
  return store.write(async (tx) => {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('deliveries')
      .values({ key, received_at: now, ...kept })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  });
}

/** Its work is done, by whoever: only the key stays. */
export async function markWorked(store: Store, key: string): Promise<void> {
  await store.write((tx) =>
    tx
      .updateTable('deliveries')
      .set({ body_json: null, owner: null, lease_until: null })
      .where('key', '=', key)
      .execute(),
  );
}

/** The longest that a lease can have left; one that has more was given before the clock went back. */
export interface TakeLeft extends Hold {
  readonly now: number;
  readonly longestLeaseMs: number;
  readonly atMost: number;
}

/** Takes what nobody works on any more. What another process takes at the same moment is that one's. */
export async function takeLeft(store: Store, wanted: TakeLeft): Promise<readonly LeftDelivery[]> {
  const { now, longestLeaseMs, atMost, ...hold } = wanted;
  const free = await store.db
    .selectFrom('deliveries')
    .select(['key', 'lease_until'])
    .where((where) => where.or([where('lease_until', '<=', now), where('lease_until', '>', now + longestLeaseMs)]))
    .orderBy('received_at')
    .limit(atMost)
    .execute();
  if (free.length === 0) return [];
  return store.write(async (tx) => {
    const taken: LeftDelivery[] = [];
    for (const { key, lease_until } of free) {
      const row = await tx
        .updateTable('deliveries')
        .set((set) => ({ owner: hold.owner, lease_until: hold.leaseUntil, starts: set('starts', '+', 1) }))
        .where('key', '=', key)
        .where('lease_until', '=', lease_until)
        .returning(['handler', 'body_json', 'received_at', 'starts'])
        .executeTakeFirst();
      if (row === undefined) continue;
      const { handler, body_json, received_at: receivedAt, starts } = row;
      taken.push({ key, handler: handler ?? '', body: parsed(body_json), receivedAt, starts: Number(starts) });
    }
    return taken;
  });
}

const Json = z.string().transform((text): unknown => JSON.parse(text));

function parsed(bodyJson: string | null): unknown {
  return bodyJson === null ? null : Json.parse(bodyJson);
}

export async function renewHolds(store: Store, keys: readonly string[], { owner, leaseUntil }: Hold): Promise<void> {
  await store.write((tx) =>
    tx
      .updateTable('deliveries')
      .set({ lease_until: leaseUntil })
      .where('key', 'in', keys)
      .where('owner', '=', owner)
      .where('lease_until', 'is not', null)
      .execute(),
  );
}

/** Frees everything that is held, where nobody else can be alive to hold it. */
export async function dropHolds(store: Store): Promise<void> {
  await store.write((tx) =>
    tx.updateTable('deliveries').set({ lease_until: 0 }).where('lease_until', 'is not', null).execute(),
  );
}
