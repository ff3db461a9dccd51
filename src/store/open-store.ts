import { Kysely, sql } from 'kysely';
import { type Clock, systemClock } from '../runtime/clock.ts';
import type { Log } from '../telemetry/log.ts';
import { DatabaseUnfit } from './failure.ts';
import { migrate } from './migrate.ts';
import { type PostgresPatience, postgresConnections, USUAL_PATIENCE } from './postgres.ts';
import { askWhetherCommitted } from './postgres-commit.ts';
import { awaitFitPostgres } from './postgres-start.ts';
import type { Database } from './schema.ts';
import { openSqliteFile, sqliteInMemory } from './sqlite.ts';
import type { Store } from './store.ts';
import { startWakeUps } from './wake-ups.ts';
import { createWrite } from './write.ts';

export interface OpenStore {
  /** `sqlite:./data/muster.db`, `sqlite::memory:` or `postgres://…`. */
  readonly url: string;
  readonly log: Log;
  /** For waiting until a database comes back. */
  readonly clock?: Clock;
  readonly patience?: PostgresPatience;
}

/**
 * Opens the database, brings it to the present model, and hands out the one truth.
 * @throws DatabaseInUse when another process holds the SQLite file, DatabaseUnfit when Postgres would not keep what it acknowledges
 */
export async function openStore(options: OpenStore): Promise<Store> {
  return options.url.startsWith('sqlite:') ? openSqlite(options) : openPostgres(options);
}

async function openSqlite({ url, clock = systemClock }: OpenStore): Promise<Store> {
  const path = url.slice('sqlite:'.length);
  const { dialect, commits } =
    path === ':memory:' ? { dialect: sqliteInMemory(), commits: null } : openSqliteFile(path);
  const db = new Kysely<Database>({ dialect });
  await migrateOrClose(db, 'sqlite');
  try {
    await commits?.durable();
  } catch (cause) {
    await db.destroy();
    throw new DatabaseUnfit(`The database ${path} cannot be used: its disk does not keep what is written to it.`, {
      cause,
    });
  }
  const { write, proveWritable } = createWrite(db, clock, { ask: null, durable: commits?.durable ?? null });
  return {
    dialect: 'sqlite',
    db,
    write,
    check: async () => {
      await sql`select 1`.execute(db);
      commits?.assertWritable();
      await proveWritable();
    },
    watch: () => ({ stop: async () => {} }),
    close: () => db.destroy(),
  };
}

async function openPostgres({ url, log, clock = systemClock, patience = USUAL_PATIENCE }: OpenStore): Promise<Store> {
  await awaitFitPostgres(url, patience, log, clock);
  // Several processes that start at once wait for one another here, however long the first one takes.
  const unhurried = new Kysely<Database>({
    dialect: postgresConnections(url, log, { patience: null, max: 2 }).dialect,
  });
  await migrateOrClose(unhurried, 'postgres');
  await unhurried.destroy();
  const { dialect, ownProcesses } = postgresConnections(url, log, { patience });
  const db = new Kysely<Database>({ dialect });
  const { write, proveWritable } = createWrite(db, clock, {
    ask: (doubt) => askWhetherCommitted(db, doubt, clock),
    durable: null,
  });
  return {
    dialect: 'postgres',
    db,
    write,
    check: async () => {
      // A primary that has become a standby answers reads as ever.
      const { rows } = await sql<{
        off: boolean;
      }>`select current_setting('transaction_read_only') = 'off' as off`.execute(db);
      if (!rows[0]?.off) throw new DatabaseUnfit('The database takes no writes');
      await proveWritable();
    },
    watch: (changed) => startWakeUps({ url, clock, log, isOwn: (one) => ownProcesses.has(one), changed }),
    close: () => db.destroy(),
  };
}

async function migrateOrClose(db: Kysely<Database>, dialect: Store['dialect']): Promise<void> {
  try {
    await migrate(db, dialect);
  } catch (error) {
    await db.destroy();
    throw error;
  }
}
