import type { Kysely } from 'kysely';

/**
 * Turns lie in rows of their own: a request's row holds its plan, which may be large, and would be read and written whole
 * with every claim.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('turns')
    .addColumn('request_id', 'text', (column) =>
      column.primaryKey().notNull().references('requests.id').onDelete('cascade'),
    )
    .addColumn('turn', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.alterTable('requests').dropColumn('turn').execute();
}
