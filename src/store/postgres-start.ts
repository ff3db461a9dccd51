import pg from 'pg';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../telemetry/log.ts';
import { DatabaseUnfit, troubleOf } from './failure.ts';
import { clientConfig, type PostgresPatience } from './postgres.ts';

/** A database that starts together with Muster gets this long. A supervisor's next try follows. */
const WAIT_FOR_MS = 45_000;
const TRY_EVERY_MS = 1_000;
/** `pg_current_xact_id` is new in 13; older ones are past their end: https://www.postgresql.org/support/versioning/ */
const OLDEST_VERSION = 140_000;

interface Found {
  readonly version: number;
  readonly standby: boolean;
  readonly synchronous_commit: string;
  readonly fsync: string;
  readonly full_page_writes: string;
}

const QUESTION = `select current_setting('server_version_num')::int as version,
  pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on' as standby,
  current_setting('synchronous_commit') as synchronous_commit,
  current_setting('fsync') as fsync,
  current_setting('full_page_writes') as full_page_writes`;

async function look(url: string, patience: PostgresPatience): Promise<Found> {
  const client = new pg.Client(clientConfig(url, patience));
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<Found>(QUESTION);
    const [found] = rows;
    if (!found) throw new Error('The database does not tell its settings');
    return found;
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Waits for the server and proves what durability rests on: a commit is on disk before it is acknowledged.
 * @throws DatabaseUnfit, or what the server said when it lets nobody in
 */
export async function awaitFitPostgres(url: string, patience: PostgresPatience, log: Log, clock: Clock): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += TRY_EVERY_MS) {
    try {
      judge(await look(url, patience), log);
      return;
    } catch (error) {
      if (troubleOf(error) !== 'unreachable' || waitedMs >= WAIT_FOR_MS) throw error;
      if (waitedMs === 0) log.warn({ err: error }, 'The database cannot be reached yet; waiting for it');
    }
    await clock.sleep(TRY_EVERY_MS);
  }
}

function judge({ version, standby, synchronous_commit, fsync, full_page_writes }: Found, log: Log): void {
  if (version < OLDEST_VERSION) {
    throw new DatabaseUnfit(
      `The database is PostgreSQL ${Math.floor(version / 10_000)}; Muster needs 14 or newer. Upgrade the server.`,
    );
  }
  if (standby) {
    throw new DatabaseUnfit(
      'The database takes no writes: it is a standby, or read-only by default. Let DATABASE_URL name the primary (with several hosts: target_session_attrs is not known to Muster, use an address that follows the primary).',
    );
  }
  if (synchronous_commit === 'off') {
    throw new DatabaseUnfit(
      'The database acknowledges commits before they are on disk (synchronous_commit is off), so a crash could make Muster forget calls it has made. Set it for its role: ALTER ROLE … SET synchronous_commit = on.',
    );
  }
  if (fsync === 'off' || full_page_writes === 'off') {
    log.warn(
      { fsync, fullPageWrites: full_page_writes },
      'The database does not force its writes to disk: after a power cut Muster may forget what it has done. Turn fsync and full_page_writes on',
    );
  }
}
