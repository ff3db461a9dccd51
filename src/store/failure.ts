/** What keeps the store from taking a write, as far as somebody can do something about it. */
export type StoreTrouble = 'unreachable' | 'full' | 'read-only' | 'disk-fails';

/** The database cannot be used as it is; the message says what to do. */
export class DatabaseUnfit extends Error {
  override readonly name = 'DatabaseUnfit';
}

/** The store took a write neither now nor after waiting a little; nothing of it is stored. */
export class StoreTroubled extends Error {
  override readonly name = 'StoreTroubled';
  readonly trouble: StoreTrouble;

  constructor(trouble: StoreTrouble, cause: unknown) {
    super(`The store takes no writes (${trouble})`, { cause });
    this.trouble = trouble;
  }
}

/** The connection ended in the middle of a COMMIT, and nobody could be asked in time whether it took. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';
}

/** https://www.sqlite.org/rescode.html: SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN */
const SQLITE: ReadonlyMap<number, StoreTrouble> = new Map([
  [8, 'read-only'],
  [10, 'disk-fails'],
  [13, 'full'],
  [14, 'read-only'],
]);

/**
 * https://www.postgresql.org/docs/current/errcodes-appendix.html: read_only_sql_transaction; disk_full;
 * admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections, idle_in_transaction_session_timeout.
 */
const POSTGRES: ReadonlyMap<string, StoreTrouble> = new Map([
  ['25006', 'read-only'],
  ['53100', 'full'],
  ['57P01', 'unreachable'],
  ['57P02', 'unreachable'],
  ['57P03', 'unreachable'],
  ['53300', 'unreachable'],
  ['25P03', 'unreachable'],
]);

/** What Node says of a connection that is not there or ended. */
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** `pg` gives its own connection errors no code: https://github.com/brianc/node-postgres/blob/master/packages/pg/lib/client.js */
const PG_LOST =
  /^(Connection terminated|Query read timeout|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/**
 * What kept the store from doing something, or null when it was something else. Looks through causes. For errors that came from
 * the store: another far end's broken connection looks the same.
 */
export function troubleOf(error: unknown): StoreTrouble | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof StoreTroubled) return error.trouble;
  if ('errcode' in error && typeof error.errcode === 'number') return SQLITE.get(error.errcode & 0xff) ?? null;
  if (error instanceof AggregateError && error.errors.some((one) => troubleOf(one) === 'unreachable'))
    return 'unreachable';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = POSTGRES.get(code);
  if (known) return known;
  // Class 08 is connection_exception.
  if (NETWORK.has(code) || /^08...$/.test(code) || PG_LOST.test(error.message)) return 'unreachable';
  return error.cause === undefined ? null : troubleOf(error.cause);
}
