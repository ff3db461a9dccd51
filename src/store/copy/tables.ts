import { type Kysely, sql } from 'kysely';

export interface Table {
  readonly name: string;
  /** In the order of their names. */
  readonly columns: readonly string[];
}

interface ForeignKey {
  readonly from: string;
  readonly to: string;
}

/** Kysely's own, which say how far the model has come: each database keeps its own. */
const MIGRATIONS = 'kysely_migration%';

/**
 * All tables of a SQLite database, each after those its rows refer to.
 * @throws when tables refer to each other in a circle
 */
export async function tablesInOrder<DB>(sqlite: Kysely<DB>): Promise<readonly Table[]> {
  const { rows: columns } = await sql<{ name: string; column: string }>`
    select tables.name, columns.name as "column" from sqlite_master tables, pragma_table_info(tables.name) columns
    where tables.type = 'table' and tables.name not like ${MIGRATIONS} and tables.name not like 'sqlite_%'
    order by tables.name, columns.name`.execute(sqlite);
  const { rows: keys } = await sql<ForeignKey>`
    select tables.name as "from", keys."table" as "to" from sqlite_master tables, pragma_foreign_key_list(tables.name) keys
    where tables.type = 'table'`.execute(sqlite);
  const tables = [...Map.groupBy(columns, ({ name }) => name)].map(([name, of]) => ({
    name,
    columns: of.map(({ column }) => column),
  }));
  return inOrder(tables, keys);
}

export function inOrder(tables: readonly Table[], keys: readonly ForeignKey[]): readonly Table[] {
  const ordered: Table[] = [];
  const isPlaced = (name: string) => ordered.some((table) => table.name === name);
  while (ordered.length < tables.length) {
    const next = tables.filter(
      ({ name }) => !isPlaced(name) && keys.every(({ from, to }) => from !== name || to === name || isPlaced(to)),
    );
    if (next.length === 0) throw new Error('Tables refer to each other in a circle');
    ordered.push(...next);
  }
  return ordered;
}
