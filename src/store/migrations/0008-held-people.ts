import type { Kysely } from 'kysely';
import { sql } from 'kysely';

/** Requests that are about the same people find each other. Column meanings stand in schema.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('batches').addColumn('held_by', 'text').execute();
  // Without a condition on the kind: SQLite uses a partial index only where it sees the same constant in the query.
  await sql`create index targets_open_by_account on targets (account_id) where outcome is null`.execute(db);
  await sql`create index targets_open_by_email on targets (lower(email)) where outcome is null`.execute(db);
}
