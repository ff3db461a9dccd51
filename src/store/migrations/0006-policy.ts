import type { Kysely } from 'kysely';

/**
 * What the policy is asked about of each request: its reach, the reason it needs, and who was in which group when it was
 * submitted. And of a decision: the stage it was given for, and who the approver is. Column meanings stand in schema.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('request_policy')
    .addColumn('request_id', 'text', (column) =>
      column.primaryKey().notNull().references('requests.id').onDelete('cascade'),
    )
    .addColumn('blast_json', 'text', (column) => column.notNull())
    .addColumn('reason_json', 'text', (column) => column.notNull())
    .addColumn('targets_json', 'text', (column) => column.notNull())
    .addColumn('pins_json', 'text')
    .execute();
  await db.schema.alterTable('decisions').addColumn('stage', 'text').execute();
  await db.schema.alterTable('decisions').addColumn('person_key', 'text').execute();
}
