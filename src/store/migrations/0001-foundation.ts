import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();
const counter = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0);

/** The tables of the main job. Column meanings stand in schema.ts. */
export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  await db.schema
    .createTable('requests')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('version', 'bigint', required)
    .addColumn('kind', 'text', required)
    .addColumn('directory', 'text', required)
    .addColumn('operation', 'text', required)
    .addColumn('requester_id', 'text', required)
    .addColumn('requester_team_id', 'text', required)
    .addColumn('reason', 'text')
    .addColumn('state', 'text', required)
    .addColumn('state_json', 'text', required)
    .addColumn('choice_words', 'text')
    .addColumn('plan_json', 'text', required)
    .addColumn('digest', 'text', required)
    .addColumn('retry_of', 'text')
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .addColumn('due_at', 'bigint')
    .execute();
  await db.schema.createIndex('requests_by_state').on('requests').columns(['state', 'updated_at']).execute();
  await db.schema.createIndex('requests_by_requester').on('requests').columns(['requester_id', 'created_at']).execute();
  await db.schema.createIndex('requests_by_due').on('requests').column('due_at').execute();

  await db.schema
    .createTable('targets')
    .addColumn('request_id', 'text', (column) => column.notNull().references('requests.id').onDelete('cascade'))
    .addColumn('position', 'bigint', required)
    .addColumn('kind', 'text', required)
    .addColumn('typed_json', 'text', required)
    .addColumn('account_id', 'text')
    .addColumn('label', 'text', required)
    .addColumn('email', 'text')
    .addColumn('reason', 'text')
    .addColumn('outcome', 'text')
    .addColumn('outcome_reason', 'text')
    .addColumn('outcome_at', 'bigint')
    .addPrimaryKeyConstraint('targets_key', ['request_id', 'position'])
    .execute();
  await db.schema
    .createIndex('targets_by_account')
    .unique()
    .on('targets')
    .columns(['request_id', 'account_id'])
    .where('account_id', 'is not', null)
    .execute();

  await db.schema
    .createTable('decisions')
    .addColumn('request_id', 'text', (column) => column.notNull().references('requests.id').onDelete('cascade'))
    .addColumn('approver_id', 'text', required)
    .addColumn('verdict', 'text', required)
    .addColumn('reason', 'text')
    .addColumn('digest', 'text', required)
    .addColumn('decided_at', 'bigint', required)
    .addPrimaryKeyConstraint('decisions_key', ['request_id', 'approver_id'])
    .execute();

  await db.schema
    .createTable('batches')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('request_id', 'text', (column) => column.notNull().references('requests.id').onDelete('cascade'))
    .addColumn('kind', 'text', required)
    .addColumn('directory', 'text', required)
    .addColumn('operation', 'text', required)
    .addColumn('position', 'bigint', required)
    .addColumn('members_json', 'text', required)
    .addColumn('token', 'text', (column) => column.notNull().unique())
    .addColumn('payload_digest', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('fence', 'bigint', counter)
    .addColumn('owner', 'text')
    .addColumn('lease_until', 'bigint')
    .addColumn('attempts', 'bigint', counter)
    .addColumn('read_backs', 'bigint', counter)
    .addColumn('doubt', 'text', required)
    .addColumn('not_before', 'bigint', required)
    .addColumn('problem', 'text')
    .addColumn('split_from', 'text')
    .addColumn('created_at', 'bigint', required)
    .execute();
  await db.schema.createIndex('batches_by_request').on('batches').columns(['request_id', 'state']).execute();
  await db.schema
    .createIndex('batches_by_directory')
    .on('batches')
    .columns(['directory', 'state', 'not_before'])
    .execute();

  await db.schema
    .createTable('attempts')
    .addColumn('batch_id', 'text', (column) => column.notNull().references('batches.id').onDelete('cascade'))
    .addColumn('number', 'bigint', required)
    .addColumn('fence', 'bigint', required)
    .addColumn('started_at', 'bigint', required)
    .addColumn('ended_at', 'bigint')
    .addColumn('result', 'text')
    .addColumn('status', 'bigint')
    .addColumn('directory_request_id', 'text')
    .addColumn('detail', 'text')
    .addPrimaryKeyConstraint('attempts_key', ['batch_id', 'number'])
    .execute();

  await db.schema
    .createTable('directories')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('next_call_at', 'bigint', counter)
    .addColumn('not_before', 'bigint', counter)
    .addColumn('waiting_for', 'text')
    .execute();

  await db.schema
    .createTable('posts')
    .addColumn('request_id', 'text', (column) => column.notNull().references('requests.id').onDelete('cascade'))
    .addColumn('key', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('channel_id', 'text')
    .addColumn('ts', 'text')
    .addColumn('rendered_version', 'bigint', counter)
    .addColumn('attempts', 'bigint', counter)
    .addColumn('not_before', 'bigint', counter)
    .addColumn('updated_at', 'bigint', required)
    .addPrimaryKeyConstraint('posts_key', ['request_id', 'key'])
    .execute();

  await db.schema
    .createTable('deliveries')
    .addColumn('key', 'text', (column) => column.primaryKey().notNull())
    .addColumn('received_at', 'bigint', required)
    .execute();
  await db.schema.createIndex('deliveries_by_time').on('deliveries').column('received_at').execute();

  await db.schema
    .createTable('audit_events')
    .addColumn('seq', dialect === 'sqlite' ? 'integer' : 'bigserial', (column) =>
      dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
    )
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('at', 'bigint', required)
    .addColumn('request_id', 'text')
    .addColumn('actor', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('data_json', 'text', required)
    .execute();
  await db.schema.createIndex('audit_events_by_request').on('audit_events').column('request_id').execute();
  await refuseChanges(db, dialect);
}

/** Events are written once: the database itself refuses to change or remove one. */
async function refuseChanges(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  if (dialect === 'sqlite') {
    for (const change of ['update', 'delete'] as const) {
      await sql`create trigger ${sql.raw(`audit_events_no_${change}`)} before ${sql.raw(change)} on audit_events
        begin select raise(abort, 'audit events are append-only'); end`.execute(db);
    }
    return;
  }
  await sql`create function audit_events_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'audit events are append-only'; end $$`.execute(db);
  await sql`create trigger audit_events_no_change before update or delete on audit_events
    for each row execute function audit_events_append_only()`.execute(db);
}
