import { CompiledQuery, Kysely } from 'kysely';
import { withEvents } from '../audit/event.ts';
import type { Log } from '../telemetry/log.ts';
import { migrate } from './migrate.ts';
import { postgresDialect } from './postgres.ts';
import type { Database } from './schema.ts';
import { sqliteDialect } from './sqlite.ts';
import { ChangedMeanwhile, type Store } from './store.ts';

export interface OpenStore {
  /** `sqlite:./data/muster.db`, `sqlite::memory:` or `postgres://…`. */
  readonly url: string;
  readonly log: Log;
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: serialization_failure, deadlock_detected */
const POSTGRES_TRY_AGAIN = new Set(['40001', '40P01']);
const WRITE_TRIES = 5;

function mayTryAgain(error: unknown): boolean {
  if (error instanceof ChangedMeanwhile) return true;
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && POSTGRES_TRY_AGAIN.has(error.code)
  );
}

/**
 * Opens the database, brings it to the present model, and hands out the one truth.
 * @throws DatabaseInUse when another process holds the SQLite file
 */
export async function openStore({ url, log }: OpenStore): Promise<Store> {
  const dialect = url.startsWith('sqlite:') ? 'sqlite' : 'postgres';
  const db = new Kysely<Database>({
    dialect: dialect === 'sqlite' ? sqliteDialect(url.slice('sqlite:'.length)) : postgresDialect(url, log),
  });
  try {
    await migrate(db, dialect);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    dialect,
    db,
    write: async (work) => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await db.transaction().execute((tx) => withEvents(tx, () => work(tx)));
        } catch (error) {
          if (tries >= WRITE_TRIES || !mayTryAgain(error)) throw error;
        }
      }
    },
    check: async () => {
      await db.executeQuery(CompiledQuery.raw('select 1'));
    },
    close: () => db.destroy(),
  };
}
