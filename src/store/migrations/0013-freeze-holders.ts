import type { Kysely } from 'kysely';

/** Which processes keep a freeze from outside of Slack alive, and how many administrators a directory had. Column meanings stand in schema.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('freeze_holders')
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('renewed_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('freeze_holders_key', ['source', 'owner'])
    .execute();
  await db.schema.alterTable('directories').addColumn('admins', 'bigint').execute();
}
