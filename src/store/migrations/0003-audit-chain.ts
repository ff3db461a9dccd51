import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();
const key = (column: ColumnDefinitionBuilder) => column.primaryKey().notNull();

/** Events become a chain. Those from before stay where they are, under another name, and the chain begins with their digest. */
export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  await db.schema.dropIndex('audit_events_by_request').execute();
  await db.schema.alterTable('audit_events').renameTo('audit_events_before_chain').execute();

  await db.schema
    .createTable('audit_events')
    .addColumn('seq', 'bigint', key)
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('at', 'bigint', required)
    .addColumn('request_id', 'text')
    .addColumn('actor', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('data_json', 'text', required)
    .addColumn('previous', 'text', required)
    .addColumn('hash', 'text', required)
    .execute();
  await db.schema.createIndex('audit_events_by_request').on('audit_events').columns(['request_id', 'seq']).execute();
  await db.schema.createIndex('audit_events_by_kind').on('audit_events').columns(['kind', 'seq']).execute();

  await db.schema
    .createTable('audit_head')
    .addColumn('one', 'integer', (column) => column.primaryKey().notNull().check(sql`one = 1`))
    .addColumn('seq', 'bigint', required)
    .addColumn('hash', 'text', required)
    .execute();

  await db.schema
    .createTable('audit_clear')
    .addColumn('commitment', 'text', key)
    .addColumn('salt', 'text', required)
    .addColumn('clear', 'text', required)
    .addColumn('request_id', 'text')
    .addColumn('account_id', 'text')
    .addColumn('email', 'text')
    .execute();
  await db.schema
    .createIndex('audit_clear_by_request')
    .on('audit_clear')
    .columns(['request_id', 'account_id'])
    .execute();
  await db.schema.createIndex('audit_clear_by_account').on('audit_clear').column('account_id').execute();
  await db.schema.createIndex('audit_clear_by_email').on('audit_clear').column('email').execute();

  await db.schema
    .createTable('checkpoints')
    .addColumn('seq', 'bigint', key)
    .addColumn('at', 'bigint', required)
    .addColumn('line', 'text', required)
    .execute();
  await db.schema
    .createTable('checkpoint_posts')
    .addColumn('place', 'text', key)
    .addColumn('seq', 'bigint', required)
    .execute();

  await begin(db);
  await refuseChanges(db, dialect);
}

interface Before {
  audit_events_before_chain: {
    seq: number;
    id: string;
    at: number;
    request_id: string | null;
    actor: string;
    kind: string;
    data_json: string;
  };
  audit_head: { one: number; seq: number; hash: string };
  audit_events: Before['audit_events_before_chain'] & { previous: string; hash: string };
}

/** The first event: how many there were before, and a digest over them. */
async function begin(unknown: Kysely<unknown>): Promise<void> {
  const db = unknown as Kysely<Before>;
  const digest = createHash('sha256');
  let earlier = 0;
  for (let last = 0; ; ) {
    const rows = await db
      .selectFrom('audit_events_before_chain')
      .selectAll()
      .where('seq', '>', last)
      .orderBy('seq')
      .limit(1_000)
      .execute();
    for (const row of rows) digest.update(`${canonicalize(row)}\n`);
    earlier += rows.length;
    if (rows.length < 1_000) break;
    last = rows.at(-1)?.seq ?? last;
  }
  const id = crypto.randomUUID();
  const at = Date.now();
  const previous = '0'.repeat(64);
  const data = { digest: digest.digest('hex'), earlier };
  const event = { v: 1, seq: 1, id, at, requestId: null, actor: 'muster', kind: 'chain.began', data, previous };
  const hash = createHash('sha256')
    .update(canonicalize(event) ?? '')
    .digest('hex');
  await db
    .insertInto('audit_events')
    .values({
      seq: 1,
      id,
      at,
      request_id: null,
      actor: 'muster',
      kind: 'chain.began',
      data_json: canonicalize(data) ?? '',
      previous,
      hash,
    })
    .execute();
  await db.insertInto('audit_head').values({ one: 1, seq: 1, hash }).execute();
}

/** Tables nobody may change, and the one whose rows may only go as a whole. */
const FIXED = [
  ['audit_events', ['update', 'delete']],
  ['checkpoints', ['update', 'delete']],
  ['audit_clear', ['update']],
  ['audit_head', ['delete']],
] as const;

async function refuseChanges(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  for (const [table, changes] of FIXED) {
    for (const change of changes) {
      const name = sql.raw(`${table}_refuses_${change}`);
      const on = sql.raw(`before ${change} on ${table}`);
      // The function is there since 0001, and says that audit events are append-only.
      await (dialect === 'sqlite'
        ? sql`create trigger ${name} ${on} begin select raise(abort, 'audit events are append-only'); end`
        : sql`create trigger ${name} ${on} for each row execute function audit_events_append_only()`
      ).execute(db);
    }
    if (dialect === 'postgres') {
      await sql`create trigger ${sql.raw(`${table}_refuses_truncate`)} before truncate on ${sql.raw(table)}
        for each statement execute function audit_events_append_only()`.execute(db);
    }
  }
}
