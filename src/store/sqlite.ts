import { closeSync, fdatasync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import type { Dialect } from 'kysely';
import { DatabaseUnfit, troubleOf } from './failure.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import { bridge, type CommitWatch, ImmediateSqliteDialect } from './sqlite-dialect.ts';

/** Another process holds the database file. Two processes on one SQLite file would each believe the ledger is theirs. */
export class DatabaseInUse extends Error {
  override readonly name = 'DatabaseInUse';
}

/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

function primaryResultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

function openDatabase(path: string): DatabaseSync {
  const absolute = resolve(path);
  mkdirSync(dirname(absolute), { recursive: true });
  return new DatabaseSync(absolute, { timeout: 0 });
}

/**
 * Sets the pragmas durability and exclusiveness rest on and proves that they took. With `synchronous=NORMAL` SQLite puts its log on
 * disk before a checkpoint and leaves the commits between to us (https://www.sqlite.org/pragma.html#pragma_synchronous): the group
 * commit syncs the log after each, beside the program, where `FULL` would stop everything for the time of a sync.
 */
function setPragmas(database: DatabaseSync, inMemory: boolean): void {
  database.exec('PRAGMA locking_mode=EXCLUSIVE');
  database.exec('PRAGMA journal_mode=WAL');
  database.exec('PRAGMA synchronous=NORMAL');
  database.exec('PRAGMA fullfsync=ON');
  database.exec('PRAGMA foreign_keys=ON');
  // A secret that is deleted must not stay readable in a page of the file that is free.
  database.exec('PRAGMA secure_delete=ON');
  // The first write takes the exclusive lock, which is then held until the file is closed.
  database.exec('BEGIN IMMEDIATE; COMMIT');
  const read = (name: string): unknown => database.prepare(`PRAGMA ${name}`).get()?.[name];
  const expected: Readonly<Record<string, unknown>> = {
    synchronous: 1,
    foreign_keys: 1,
    secure_delete: 1,
    ...(inMemory ? {} : { journal_mode: 'wal', locking_mode: 'exclusive' }),
  };
  for (const [name, value] of Object.entries(expected)) {
    if (read(name) !== value)
      throw new Error(`SQLite did not accept ${name}=${String(value)}; it says ${String(read(name))}`);
  }
}

/** A disk that takes no writes, with what to do; anything else as it was. */
function unfit(path: string, error: unknown): unknown {
  const trouble = troubleOf(error);
  if (trouble === null) return error;
  const full = trouble === 'full' ? 'its disk is full' : 'its folder or disk takes no writes';
  const cure = trouble === 'full' ? 'Make room on it' : 'Make both writable for the user that runs Muster';
  return new DatabaseUnfit(`The database ${path} cannot be written: ${full}. ${cure}, then start again.`, {
    cause: error,
  });
}

const NOTHING_TO_WATCH: CommitWatch = { beginning: () => {}, committed: () => {}, closing: async () => {} };

/** The dialect over a database in memory, which no disk has to take. */
export function sqliteInMemory(database: DatabaseSync = new DatabaseSync(':memory:')): Dialect {
  setPragmas(database, true);
  return new ImmediateSqliteDialect(bridge(database), NOTHING_TO_WATCH);
}

/** A file that this process alone holds. What is committed is on disk only when `commits.durable` says so. */
export interface SqliteFile {
  readonly dialect: Dialect;
  readonly commits: Pick<GroupCommit, 'durable' | 'assertWritable'>;
}

/**
 * Opens (or makes) the file and holds it alone.
 * @throws DatabaseInUse when another process has it open, DatabaseUnfit when it cannot be written
 */
export function openSqliteFile(path: string): SqliteFile {
  let database: DatabaseSync | null = null;
  try {
    database = openDatabase(path);
    setPragmas(database, false);
    return fileOver(database, `${resolve(path)}-wal`);
  } catch (error) {
    database?.close();
    if (primaryResultCode(error) !== SQLITE_BUSY) throw unfit(path, error);
    throw new DatabaseInUse(
      `The database ${path} is in use by another process. One process at a time may hold a SQLite file: stop the other one, or use Postgres for several.`,
      { cause: error },
    );
  }
}

/** @param logPath SQLite keeps one log for as long as the file is open: https://www.sqlite.org/walformat.html */
function fileOver(database: DatabaseSync, logPath: string): SqliteFile {
  const log = openSync(logPath, 'r+');
  const commits = createGroupCommit(() => promisify(fdatasync)(log));
  // What is migrated is committed without a transaction.
  commits.committed();
  const changes = database.prepare('select total_changes() as rows');
  let known: unknown;
  const watch: CommitWatch = {
    beginning: commits.assertWritable,
    committed: () => {
      const rows = changes.get()?.['rows'];
      if (rows !== known) commits.committed();
      known = rows;
    },
    // Who still waits is told whether it took; closing syncs whatever is left.
    closing: () => commits.durable().catch(() => {}),
  };
  const bridged = bridge(database);
  const close = () => {
    bridged.close();
    closeSync(log);
  };
  return { dialect: new ImmediateSqliteDialect({ ...bridged, close }, watch), commits };
}
