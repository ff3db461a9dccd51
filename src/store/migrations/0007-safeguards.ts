import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();
const counter = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0);

/** What safeguards count and remember. Column meanings stand in schema.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('directories').addColumn('people', 'bigint').execute();
  await db.schema.createIndex('requests_by_directory').on('requests').columns(['directory', 'operation']).execute();
  await db.schema.alterTable('batches').addColumn('stage', 'bigint', counter).execute();

  await db.schema
    .createTable('guards')
    .addColumn('request_id', 'text', (column) =>
      column.primaryKey().notNull().references('requests.id').onDelete('cascade'),
    )
    .addColumn('stages_proven', 'bigint', counter)
    .addColumn('looks', 'bigint', counter)
    .addColumn('seen_json', 'text')
    .addColumn('starts_at', 'bigint')
    .addColumn('next_at', 'bigint')
    .addColumn('reminded', 'bigint')
    .execute();
  await db.schema.createIndex('guards_by_next').on('guards').column('next_at').execute();

  await db.schema
    .createTable('freezes')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('source', 'text', required)
    .addColumn('at', 'bigint', required)
    .addColumn('by_id', 'text')
    .addColumn('reason', 'text')
    .addColumn('lifted_at', 'bigint')
    .addColumn('lifted_by', 'text')
    .execute();
}
