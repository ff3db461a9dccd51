import { type Kysely, sql } from 'kysely';
import type { Clock } from '../runtime/clock.ts';
import { CommitUnknown, troubleOf } from './failure.ts';
import type { CommitInDoubt } from './postgres.ts';
import type { Database } from './schema.ts';

/** A server that crashed needs this long to come back, if it comes back soon. */
const ASK_FOR_MS = 30_000;
const ASK_EVERY_MS = 250;

/**
 * Whether a commit whose answer was lost took. The server remembers, across a crash too:
 * https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT (pg_xact_status)
 * @throws CommitUnknown when nobody answers in time, or the one who answers never knew of it (another server took over)
 */
export async function askWhetherCommitted(
  db: Kysely<Database>,
  { xid, cause }: CommitInDoubt,
  clock: Clock,
): Promise<'committed' | 'aborted'> {
  for (let waitedMs = 0; waitedMs < ASK_FOR_MS; waitedMs += ASK_EVERY_MS) {
    try {
      const { rows } = await sql<{ status: string | null }>`
        select pg_xact_status(${xid}::xid8) as status`.execute(db);
      const status = rows[0]?.status;
      if (status === 'committed' || status === 'aborted') return status;
      if (status !== 'in progress') break;
    } catch (error) {
      if (troubleOf(error) !== 'unreachable') break;
    }
    await clock.sleep(ASK_EVERY_MS);
  }
  throw new CommitUnknown('Whether the database kept a change could not be found out', { cause });
}
