import type { Kysely } from 'kysely';

/**
 * A large plan lies in pieces: as one text of many megabytes it would be copied several times over whenever it is written or
 * read, and keep everybody waiting meanwhile. Plans that are there stay as they are. Column meanings stand in schema.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('plan_pieces')
    .addColumn('request_id', 'text', (column) => column.notNull().references('requests.id').onDelete('cascade'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('plan_json', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('plan_pieces_key', ['request_id', 'position'])
    .execute();
}
