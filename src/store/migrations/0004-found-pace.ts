import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

const counter = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0);

/** A directory's pace finds itself, and requests take turns. Column meanings stand in schema.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const add = (name: string, type: 'bigint' | 'double precision' | 'text', build?: typeof counter) =>
    db.schema
      .alterTable('directories')
      .addColumn(name, type, build ?? ((column) => column))
      .execute();
  await add('calls_per_second', 'double precision');
  await add('found_per_second', 'double precision');
  await add('found_at', 'bigint');
  await add('found_margin', 'double precision');
  await add('slowed_at', 'bigint', counter);
  await add('troubled_at', 'bigint', counter);
  await add('limited_by', 'text');
  await add('turns', 'bigint', counter);
  await db.schema.alterTable('requests').addColumn('turn', 'bigint', counter).execute();
  await db.schema.createIndex('batches_in_order').on('batches').columns(['request_id', 'state', 'position']).execute();
  await db.schema.dropIndex('batches_by_request').execute();
}
