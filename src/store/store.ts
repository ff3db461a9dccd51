import type { Kysely, Transaction } from 'kysely';
import type { Database } from './schema.ts';

/** A transaction or the connection itself: what a query needs. */
export type Queries = Kysely<Database> | Transaction<Database>;

/** Somebody else changed the row first. Thrown inside a write, it makes the whole write run again from fresh reads. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile';
}

/** The one truth. */
export interface Store {
  readonly dialect: 'sqlite' | 'postgres';
  /** For reads that need no transaction. */
  readonly db: Kysely<Database>;
  /**
   * Runs `work` in one write transaction and makes it durable before resolving. Writers never interleave on SQLite;
   * on Postgres they may, so a decision compares and swaps the version it rests on. `work` may run again after a serialization failure or
   * a ChangedMeanwhile, or when the connection was lost before the commit, and must touch nothing but the transaction.
   * Audit events that `work` tells are written at its end, in the same transaction.
   * @throws StoreTroubled when the store takes no writes, and nothing of it is stored; CommitUnknown when the connection was lost during the commit and nobody could be asked whether it took
   */
  write<T>(work: (tx: Transaction<Database>) => Promise<T>): Promise<T>;
  /** Does the store answer, and take writes? */
  check(): Promise<void>;
  /** Calls `changed` when another process may have changed a request, until stopped. Where nobody else can be, never. */
  watch(changed: () => void): { stop(): Promise<void> };
  close(): Promise<void>;
}
