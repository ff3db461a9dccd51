import { type Kysely, sql, type Transaction } from 'kysely';
import type { Store } from '../store.ts';
import { type Checksum, type Row, Summing } from './checksum.ts';
import { type Table, tablesInOrder } from './tables.ts';

/** The target holds something already: nothing is mixed. */
export class TargetNotEmpty extends Error {
  override readonly name = 'TargetNotEmpty';
}

/** What arrived is not what was sent; nothing was kept. */
export class CopyDiffers extends Error {
  override readonly name = 'CopyDiffers';
}

export interface CopiedTable extends Checksum {
  readonly name: string;
}

/** Rows in memory at a time, and values per INSERT: below Postgres' limit of 65,535. */
const ROWS_AT_ONCE = 1_000;
const VALUES_PER_INSERT = 30_000;

type Tx = Transaction<Record<string, Row>>;
type Source = Kysely<Record<string, Row>>;

/**
 * Copies everything from a SQLite store into an empty Postgres store: in one transaction, and each table is read back and
 * compared before it commits. Interrupted at any moment, it leaves the target as it was. Both are of the present model.
 * @throws TargetNotEmpty, CopyDiffers
 */
export async function copyStore(
  from: Store,
  to: Store,
  told: (table: CopiedTable) => void = () => {},
): Promise<readonly CopiedTable[]> {
  const source = from.db as unknown as Source;
  const tables = await tablesInOrder(source);
  return (to.db as unknown as Source).transaction().execute(async (tx) => {
    await sql`lock table ${sql.join(tables.map(({ name }) => sql.table(name)))} in exclusive mode`.execute(tx);
    await proveEmpty(tx, tables);
    await clearBeginnings(tx);
    const copied: CopiedTable[] = [];
    for (const table of tables) {
      const sent = await copyTable(source, tx, table);
      await setSequences(tx, table);
      const arrived = await readBack(tx, table);
      if (arrived.rows !== sent.rows || arrived.sum !== sent.sum) {
        throw new CopyDiffers(
          `Of table ${table.name} ${sent.rows} rows were sent and ${arrived.rows} arrived, or they differ. Nothing was kept.`,
        );
      }
      copied.push({ name: table.name, ...sent });
      told({ name: table.name, ...sent });
    }
    return copied;
  });
}

/** What the migrations themselves write into an empty database: the audit chain begins. */
const BEGINNINGS = ['audit_events', 'audit_head'] as const;

async function proveEmpty(tx: Tx, tables: readonly Table[]): Promise<void> {
  const full: string[] = [];
  for (const { name } of tables) {
    let query = tx.selectFrom(name).select(sql<number>`count(*)`.as('n'));
    if (name === 'audit_events') query = query.where(sql<boolean>`kind <> 'chain.began'`);
    if (name === 'audit_head') query = query.where(sql<boolean>`seq > 1`);
    const { n } = await query.executeTakeFirstOrThrow();
    if (n > 0) full.push(`${name} (${n})`);
  }
  if (full.length > 0) {
    throw new TargetNotEmpty(
      `The database to copy into is not empty: ${full.join(', ')}. Give a database of its own that no Muster has used; nothing was changed.`,
    );
  }
}

/** The source brings its own beginning. Triggers that keep anybody from changing the trail are off within this transaction. */
async function clearBeginnings(tx: Tx): Promise<void> {
  for (const name of BEGINNINGS) {
    await sql`alter table ${sql.table(name)} disable trigger user`.execute(tx);
    await tx.deleteFrom(name).execute();
    await sql`alter table ${sql.table(name)} enable trigger user`.execute(tx);
  }
}

async function copyTable(source: Source, tx: Tx, table: Table): Promise<Checksum> {
  const summing = new Summing(table);
  const rowsPerInsert = Math.max(1, Math.floor(VALUES_PER_INSERT / table.columns.length));
  for (let last = 0; ; ) {
    const page = await source
      .selectFrom(table.name)
      .selectAll()
      .select(sql<number>`rowid`.as('copied_rowid'))
      .where(sql<boolean>`rowid > ${last}`)
      .orderBy(sql`rowid`)
      .limit(ROWS_AT_ONCE)
      .execute();
    const rows = page.map((row) => Object.fromEntries(table.columns.map((column) => [column, row[column]])));
    for (const row of rows) summing.add(row);
    for (let start = 0; start < rows.length; start += rowsPerInsert) {
      await tx
        .insertInto(table.name)
        .values(rows.slice(start, start + rowsPerInsert))
        .execute();
    }
    if (page.length < ROWS_AT_ONCE) return summing.checksum;
    last = Number(page.at(-1)?.['copied_rowid']);
  }
}

/** A column that counts by itself goes on after the last number that was copied. */
async function setSequences(tx: Tx, { name, columns }: Table): Promise<void> {
  for (const column of columns) {
    await sql`select setval(sequence, (select coalesce(max(${sql.ref(column)})::bigint, 0) + 1 from ${sql.table(name)}), false)
      from pg_get_serial_sequence(${name}, ${column}) as sequence where sequence is not null`.execute(tx);
  }
}

async function readBack(tx: Tx, table: Table): Promise<Checksum> {
  const summing = new Summing(table);
  await sql`declare copied no scroll cursor for select * from ${sql.table(table.name)}`.execute(tx);
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(ROWS_AT_ONCE)} from copied`.execute(tx);
    for (const row of rows) summing.add(row);
    if (rows.length < ROWS_AT_ONCE) break;
  }
  await sql`close copied`.execute(tx);
  return summing.checksum;
}
