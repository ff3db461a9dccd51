import { type Kysely, sql } from 'kysely';

/** What is asked about a request with every batch is found without looking at all of its people. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Only of those who have an outcome: SQLite would prefer an index of everybody to the one that leads to single people.
  await sql`create index targets_by_outcome on targets (request_id, outcome) where outcome is not null`.execute(db);
  await sql`create index targets_lately on targets (request_id, outcome_at, position, outcome)
    where outcome is not null`.execute(db);
  await sql`create index targets_by_email on targets (request_id, lower(email))`.execute(db);
}
