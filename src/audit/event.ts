import { type Random, uuidV7 } from '../runtime/random.ts';
import type { Queries } from '../store/store.ts';
import type { AuditEvent } from './audit-event.ts';
import { appendToChain, type NewEvent } from './chain/append.ts';

/** Events of transactions under way. Keyed by the transaction, so nothing is shared between two of them. */
const told = new WeakMap<Queries, NewEvent[]>();

/**
 * Tells an event in the transaction of the change it tells of: both are there, or neither. It is written when the work of
 * `Store.write` has ended, right before the commit, so that the chain's head is locked last and shortly.
 * @throws outside of `Store.write`, where it would be lost
 */
export async function appendEvent(tx: Queries, event: AuditEvent, random: Random): Promise<void> {
  const events = told.get(tx);
  if (!events) throw new Error('An audit event was told outside of a write');
  events.push({ ...event, id: uuidV7(event.at, random), random });
}

/** Runs the work of one transaction and then writes what it told. */
export async function withEvents<T>(tx: Queries, work: () => Promise<T>): Promise<T> {
  const events: NewEvent[] = [];
  told.set(tx, events);
  const done = await work();
  told.delete(tx);
  await appendToChain(tx, events);
  return done;
}
