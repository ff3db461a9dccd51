import { type Compilable, type CompiledQuery, type RawBuilder, type SqlBool, SqliteAdapter, sql } from 'kysely';
import type { Queries } from './store.ts';

/** What a query may be given: a value, or a list that a column is looked for in. */
export type Given = string | number | null | readonly string[];

/** Stands for a value in a query that is asked with others each time. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A list that is given to a query as one value, however long it is. */
export interface ListSlot {
  /** Is what stands in this column in the list? */
  has(column: string): RawBuilder<SqlBool>;
}

/** What `builtOnce` hands out in place of the values. Each is there under its name only: nothing can be enumerated. */
export type Slots<Values> = {
  readonly [Name in keyof Values]: Values[Name] extends readonly string[] ? ListSlot : RawBuilder<Values[Name]>;
};

type Ask<Values, Row> = (queries: Queries, values: Values) => Promise<readonly Row[]>;

const isSqlite = (queries: Queries): boolean => queries.getExecutor().adapter instanceof SqliteAdapter;

/**
 * A query that every batch asks: putting it together costs more than asking it, so that is done once for each database, and
 * from then on it is given its values. `lists`: which of them are lists.
 * @example const one = builtOnce<{ id: string }>()((queries, { id }) => queries.selectFrom('requests').selectAll().where('id', '=', id));
 */
export function builtOnce<Values extends { readonly [Name in keyof Values]: Given }>(
  ...lists: readonly (keyof Values & string)[]
): <Row>(build: (queries: Queries, slots: Slots<Values>) => Compilable<Row>) => Ask<Values, Row> {
  return (build) => {
    const built = new WeakMap<object, CompiledQuery<unknown>>();
    return async (queries, values) => {
      // A transaction has the adapter of its database.
      const { adapter } = queries.getExecutor();
      let query = built.get(adapter);
      if (query === undefined) {
        query = build(queries, slotsOf<Values>(queries, lists)).compile();
        built.set(adapter, query);
      }
      const parameters = query.parameters.map((one) => (one instanceof Slot ? given(queries, values, one.name) : one));
      const { rows } = await queries.executeQuery({ ...query, parameters } as CompiledQuery<never>);
      return rows;
    };
  };
}

function slotsOf<Values>(queries: Queries, lists: readonly string[]): Slots<Values> {
  const slotOf = (name: string) => {
    const slot = sql`${new Slot(name)}`;
    return lists.includes(name) ? listSlot(slot, isSqlite(queries)) : slot;
  };
  return new Proxy({} as Slots<Values>, {
    get: (_, name) => slotOf(String(name)),
    ownKeys: () => {
      throw new TypeError('What a query will be given is there by name only: pass all of it on, not the rest of it');
    },
  });
}

/** Postgres takes arrays; SQLite has none, and reads JSON. */
function listSlot(slot: RawBuilder<unknown>, sqlite: boolean): ListSlot {
  return {
    has: (column) =>
      sqlite
        ? sql`${sql.ref(column)} in (select value from json_each(${slot}))`
        : sql`${sql.ref(column)} = any(${slot}::text[])`,
  };
}

function given<Values>(queries: Queries, values: Values, name: string): unknown {
  const value = values[name as keyof Values];
  return Array.isArray(value) && isSqlite(queries) ? JSON.stringify(value) : value;
}
