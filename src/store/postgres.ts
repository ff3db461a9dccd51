import { CompiledQuery, type Dialect, PostgresDialect, PostgresDriver } from 'kysely';
import pg from 'pg';
import type { Log } from '../telemetry/log.ts';
import { troubleOf } from './failure.ts';

/** 64-bit integers arrive as text by default; ours are milliseconds and counters, all far below 2^53. */
const INT8_OID = 20;

/** How long the database may keep us waiting, in milliseconds. Each is longer than the one before it, so that the most exact error comes first. */
export interface PostgresPatience {
  readonly connectMs: number;
  /** A replica that froze in the middle of a transaction must not hold its locks for long. */
  readonly idleInTransactionMs: number;
  readonly lockMs: number;
  readonly statementMs: number;
  /** For a server that says nothing at all any more: the connection is then given up. */
  readonly silenceMs: number;
}

export const USUAL_PATIENCE: PostgresPatience = {
  connectMs: 5_000,
  idleInTransactionMs: 10_000,
  lockMs: 15_000,
  statementMs: 30_000,
  silenceMs: 40_000,
};

/** The connection ended while a COMMIT was under way. */
export class CommitInDoubt extends Error {
  override readonly name = 'CommitInDoubt';
  readonly xid: string;

  constructor(xid: string, cause: unknown) {
    super('The connection to the database ended during a commit', { cause });
    this.xid = xid;
  }
}

/**
 * Gives a connection up whose server has fallen silent: `pg` itself would go on to queue behind the lost answer. Of several
 * statements in one message it answers what the last one did.
 */
class LettingGoClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const query = this.query.bind(this) as (...given: unknown[]) => unknown;
    const watched = (...given: unknown[]): unknown => {
      const answer = query(...given);
      if (!(answer instanceof Promise)) return answer;
      return answer.then(
        (result: unknown) => (Array.isArray(result) ? result.at(-1) : result),
        (error: unknown) => {
          if (error instanceof Error && error.message === 'Query read timeout') this.letGo();
          throw error;
        },
      );
    };
    this.query = watched as typeof this.query;
  }

  private letGo(): void {
    const { connection } = this as unknown as { connection?: { stream?: { destroy(): void } } };
    connection?.stream?.destroy();
  }
}

/** Settings of any connection of ours. What the address itself says has precedence. */
export function clientConfig(url: string, patience: PostgresPatience | null): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'muster',
    connectionTimeoutMillis: (patience ?? USUAL_PATIENCE).connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ...(patience === null
      ? {}
      : {
          idle_in_transaction_session_timeout: patience.idleInTransactionMs,
          lock_timeout: patience.lockMs,
          statement_timeout: patience.statementMs,
          query_timeout: patience.silenceMs,
        }),
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8_OID ? (value: string) => Number(value) : pg.types.getTypeParser(oid, format as 'text'),
    },
  };
}

type Connection = Parameters<PostgresDriver['rollbackTransaction']>[0];

/**
 * Knows every transaction's id from its beginning, so that a commit whose answer is lost can be asked about. At the end it
 * would cost the same and keep locks for longer.
 */
class AskableDriver extends PostgresDriver {
  readonly #transactions = new WeakMap<object, string>();

  override async beginTransaction(connection: Connection) {
    // In one message: a database may be far away.
    const { rows } = await connection.executeQuery<{ xid: string }>(
      CompiledQuery.raw('begin; select pg_current_xact_id()::text as xid'),
    );
    this.#transactions.set(connection, rows[0]?.xid ?? '');
  }

  override async commitTransaction(connection: Connection): Promise<void> {
    try {
      await super.commitTransaction(connection);
    } catch (error) {
      if (troubleOf(error) !== 'unreachable') throw error;
      throw new CommitInDoubt(this.#transactions.get(connection) ?? '', error);
    }
  }

  /** What made us roll back is what should be told, and not that rolling back failed on a connection that is gone. */
  override async rollbackTransaction(connection: Connection): Promise<void> {
    await super.rollbackTransaction(connection).catch(() => {});
  }
}

class AskableDialect extends PostgresDialect {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    super({ pool });
    this.#pool = pool;
  }

  override createDriver(): PostgresDriver {
    return new AskableDriver({ pool: this.#pool });
  }
}

export interface PostgresConnections {
  readonly dialect: Dialect;
  /** Process ids of the server's ends of our connections: whose notifications are our own. */
  readonly ownProcesses: ReadonlySet<number>;
}

/** `patience` null: for work that may take its time, such as bringing the database to the present model. */
export function postgresConnections(
  url: string,
  log: Log,
  { patience = USUAL_PATIENCE, max = 10 }: { readonly patience?: PostgresPatience | null; readonly max?: number } = {},
): PostgresConnections {
  const pool = new pg.Pool({ ...clientConfig(url, patience), Client: LettingGoClient, max });
  const ownProcesses = new Set<number>();
  const processOf = (client: pg.PoolClient) => (client as unknown as { processID?: number | null }).processID ?? 0;
  pool.on('connect', (client) => {
    ownProcesses.add(processOf(client));
    // A connection that breaks in use raises an event besides failing its query; unheard, it would end the process.
    client.on('error', () => {});
  });
  pool.on('remove', (client) => ownProcesses.delete(processOf(client)));
  // The pool replaces what breaks while idle by itself.
  pool.on('error', (error) => log.warn({ err: error }, 'An idle database connection broke'));
  return { dialect: new AskableDialect(pool), ownProcesses };
}
