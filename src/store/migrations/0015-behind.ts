import { type Kysely, sql } from 'kysely';

/** What is asked at every turn of a loop costs the same however many requests have ended. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('requests')
    .addColumn('shown_version', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  await sql`update requests set shown_version = coalesce(
    (select rendered_version from posts where posts.request_id = requests.id and posts.key = 'presented'), 0)`.execute(
    db,
  );
  // SQLite uses it only where it sees the same terms in the query.
  await sql`create index requests_behind on requests (updated_at)
    where shown_version < version and state not in ('drafted', 'cancelled', 'lapsed')`.execute(db);
  await db.schema.createIndex('requests_by_place').on('requests').columns(['directory', 'state']).execute();
  await db.schema.createIndex('batches_by_state').on('batches').columns(['state', 'not_before']).execute();
}
