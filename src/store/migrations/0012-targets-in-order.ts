import { type Kysely, sql } from 'kysely';

/** What is asked about a request with every batch is found without looking at all of its people. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Only of those who have an outcome: SQLite would prefer an index of everybody to the one that leads to single people.
  await sql`create index targets_lately on targets (request_id, outcome_at, position, outcome)
    where outcome is not null`.execute(db);
  // Few ever, so that nearly no write pays for it. SQLite uses it only where it sees the same constant in the query.
  await sql`create index targets_unconfirmed on targets (request_id) where outcome = 'unconfirmed'`.execute(db);
  await sql`create index targets_by_email on targets (request_id, lower(email))`.execute(db);
}
