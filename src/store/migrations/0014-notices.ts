import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();
const counter = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0);

/** What the second channel is to be told besides what becomes of requests. Column meanings stand in schema.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('notices')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('at', 'bigint', required)
    .addColumn('subject', 'text', required)
    .addColumn('data_json', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('fence', 'bigint', counter)
    .addColumn('attempts', 'bigint', counter)
    .addColumn('not_before', 'bigint', counter)
    .addColumn('updated_at', 'bigint', required)
    .execute();
  await db.schema.createIndex('notices_by_state').on('notices').columns(['state', 'not_before']).execute();
  await db.schema.createIndex('notices_by_subject').on('notices').columns(['subject', 'at']).execute();
}
