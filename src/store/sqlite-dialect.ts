import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type LimitNode,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  SqliteQueryCompiler,
  type SqliteStatement,
  ValueNode,
} from 'kysely';

/** Queries are few and fixed in shape; lists of values vary a little. Beyond this the oldest statement is prepared anew. */
const PREPARED_STATEMENTS_KEPT = 200;

/** Longer texts do not stay bound to a statement that is kept: the plan of 100,000 people has 14 million characters. */
const BOUND_TEXT_KEPT = 100_000;

const isLarge = (value: unknown): boolean =>
  (typeof value === 'string' || value instanceof Uint8Array) && value.length > BOUND_TEXT_KEPT;

/** Shapes node:sqlite as Kysely's SQLite dialect expects a database. */
export function bridge(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  const wrap = (statement: StatementSync, forget: () => void): SqliteStatement => {
    const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
    return {
      reader: statement.columns().length > 0,
      all: (parameters) => statement.all(...values(parameters)),
      run: (parameters) => {
        if (parameters.some(isLarge)) forget();
        return statement.run(...values(parameters));
      },
      iterate: (parameters) => statement.iterate(...values(parameters)),
    };
  };
  return {
    prepare: (sql) => {
      const known = prepared.get(sql);
      if (known) return known;
      const oldest = prepared.size >= PREPARED_STATEMENTS_KEPT ? prepared.keys().next().value : undefined;
      if (oldest !== undefined) prepared.delete(oldest);
      const statement = wrap(database.prepare(sql), () => prepared.delete(sql));
      prepared.set(sql, statement);
      return statement;
    },
    close: () => database.close(),
  };
}

/** How the driver tells of commits; with nothing to tell where there is no disk. */
export interface CommitWatch {
  /** @throws StoreTroubled when the disk has failed */
  beginning(): void;
  committed(): void;
  closing(): Promise<void>;
}

/** Transactions here are for writing: they take the write lock at once instead of failing half-way. */
class ImmediateSqliteDriver extends SqliteDriver {
  readonly #watch: CommitWatch;

  constructor(database: SqliteDatabase, watch: CommitWatch) {
    super({ database });
    this.#watch = watch;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    this.#watch.beginning();
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection);
    this.#watch.committed();
  }

  override async destroy(): Promise<void> {
    await this.#watch.closing();
    await super.destroy();
  }

  /** SQLite rolls back by itself when the disk is full; that there is nothing left to roll back must not hide the reason. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection).catch(() => {});
  }
}

/**
 * Writes limits into the text. SQLite plans a query by the number behind a bound LIMIT, and so prepares it anew each time that
 * one is bound: https://www.sqlite.org/c3ref/prepare.html
 */
class LiteralLimitCompiler extends SqliteQueryCompiler {
  protected override visitLimit(node: LimitNode): void {
    const { limit } = node;
    if (ValueNode.is(limit) && Number.isSafeInteger(limit.value)) this.append(`limit ${String(limit.value)}`);
    else super.visitLimit(node);
  }
}

export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase;
  readonly #watch: CommitWatch;

  constructor(database: SqliteDatabase, watch: CommitWatch) {
    super({ database });
    this.#database = database;
    this.#watch = watch;
  }

  override createDriver(): SqliteDriver {
    return new ImmediateSqliteDriver(this.#database, this.#watch);
  }

  override createQueryCompiler(): SqliteQueryCompiler {
    return new LiteralLimitCompiler();
  }
}
