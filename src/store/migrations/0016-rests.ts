import type { Kysely } from 'kysely';

/** How long a directory rests, so that nobody's time of day is needed to keep it. Column meanings stand in schema.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const name of ['rests', 'rest_ms']) {
    await db.schema
      .alterTable('directories')
      .addColumn(name, 'bigint', (column) => column.notNull().defaultTo(0))
      .execute();
  }
}
