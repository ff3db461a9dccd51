import { type Kysely, sql } from 'kysely';

/**
 * Each card counts a request's people by outcome: from this alone, not from everything that is stored of everybody. One expression and not
 * two columns, which SQLite, keeping no statistics here, would take for a better way to a few people than their accounts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index targets_by_outcome on targets (request_id, (kind || ':' || coalesce(outcome, '')))`.execute(
    db,
  );
}
