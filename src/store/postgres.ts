import { type Dialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Log } from '../telemetry/log.ts';

/** 64-bit integers arrive as text by default; ours are milliseconds and counters, all far below 2^53. */
const INT8_OID = 20;

export function postgresDialect(url: string, log: Log): Dialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5_000,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8_OID ? (value: string) => Number(value) : pg.types.getTypeParser(oid, format as 'text'),
    },
  });
  // A connection that breaks while idle raises an event; the pool replaces it by itself.
  pool.on('error', (error) => log.warn({ err: error }, 'An idle database connection broke'));
  return new PostgresDialect({ pool });
}
