import { sql } from 'kysely';
import type { Store } from '../../../src/store/store.ts';
import type { Fleet } from './fleet.ts';

/** However little is stored, loops look again after this. */
const LONGEST_LEAP_MS = 10 * 60_000;
/** When a lease or a rest ends is stored nowhere: whoever saw it for long enough knows. */
const WATCHED_EVERY_MS = 10_000;
/** Posts are looked for some time after they were sent. */
const POST_SETTLES_MS = 11_000;

/**
 * The first time after this that anything stored waits for, by the clock of any process. What is due already and does not
 * move waits for something else.
 */
export async function nextDueAfter(after: number, store: Store, fleet: Fleet): Promise<number> {
  const offs = new Set(fleet.processes.map(({ clock }) => clock.offMs));
  const times = [after + LONGEST_LEAP_MS];
  for (const offMs of offs) {
    const at = await nextStoredTime(store, after + offMs);
    if (at !== null) times.push(at - offMs);
  }
  return Math.min(...times);
}

/** The first time after `now` at which batches, leases, requests, posts or a directory wait for it. */
async function nextStoredTime({ db }: Store, now: number): Promise<number | null> {
  const { rows } = await sql<{ readonly at: number | null }>`
    select min(at) as at from (
      select not_before as at from batches where state in ('ready', 'settling')
      union all select ${now + WATCHED_EVERY_MS} from batches where state in ('calling', 'reading')
      union all select due_at from requests
      union all select next_at from guards
      union all select not_before from posts where state != 'sending' and key != 'presented'
      union all select updated_at + ${POST_SETTLES_MS} from posts where state = 'sending'
      union all select ${now + WATCHED_EVERY_MS} from directories
        join batches on batches.directory = directories.name and batches.state in ('ready', 'settling')
        join requests on requests.id = batches.request_id and requests.state in ('approved', 'running', 'stopping')
        where directories.not_before != 0 and batches.not_before <= ${now}
          and not exists (select 1 from guards where guards.request_id = requests.id and guards.starts_at > ${now})
      union all select not_before from directories
      union all select next_call_at from directories
    ) where at > ${now}`.execute(db);
  return rows[0]?.at ?? null;
}
