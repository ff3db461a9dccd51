import { type Kysely, sql } from 'kysely';

/**
 * Plans lie in rows of their own: the row of a request is read and written with every batch, and a plan of thousands of
 * people would be read and written with it. Column meanings stand in schema.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('plans')
    .addColumn('request_id', 'text', (column) =>
      column.primaryKey().notNull().references('requests.id').onDelete('cascade'),
    )
    .addColumn('plan_json', 'text', (column) => column.notNull())
    .execute();
  await sql`insert into plans (request_id, plan_json) select id, plan_json from requests`.execute(db);
  await db.schema.alterTable('requests').dropColumn('plan_json').execute();
}
