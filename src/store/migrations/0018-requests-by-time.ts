import type { Kysely } from 'kysely';

/** What counts of the last hours, and who is at work in a directory now, costs the same however many requests have ended there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('requests_by_place').execute();
  await db.schema
    .createIndex('requests_by_place')
    .on('requests')
    .columns(['directory', 'state', 'updated_at'])
    .execute();
  // Without statistics SQLite would rather go through all there ever were of an operation.
  await db.schema.dropIndex('requests_by_directory').execute();
}
