import type { Kysely } from 'kysely';

/** What Slack delivered is kept until it is worked off, in the row that remembers that it came. Column meanings stand in schema.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('deliveries').addColumn('handler', 'text').execute();
  await db.schema.alterTable('deliveries').addColumn('body_json', 'text').execute();
  await db.schema.alterTable('deliveries').addColumn('owner', 'text').execute();
  await db.schema.alterTable('deliveries').addColumn('lease_until', 'bigint').execute();
  await db.schema
    .alterTable('deliveries')
    .addColumn('starts', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.createIndex('deliveries_by_lease').on('deliveries').column('lease_until').execute();
}
