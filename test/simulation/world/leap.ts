import type { Store } from '../../../src/store/store.ts';
import type { Fleet } from './fleet.ts';
import type { Trace } from './trace.ts';
import type { WorldClock } from './world-clock.ts';

/** Nothing has happened for this long: then nothing will until its time comes. */
const QUIET_MS = 2_500;
const LONGEST_LEAP_MS = 10 * 60_000;
/** Posts are looked for some time after they were sent. */
const POST_SETTLES_MS = 11_000;

/**
 * How far time may leap while all processes only look for work: to the first time that anything stored waits for. As
 * with a machine that was asleep, loops then look late, which harms nothing.
 */
export async function leapTo({
  store,
  world,
  fleet,
  trace,
}: {
  readonly store: Store;
  readonly world: WorldClock;
  readonly fleet: Fleet;
  readonly trace: Trace;
}): Promise<number | null> {
  if (world.now() - trace.lastAt < QUIET_MS) return null;
  const { db } = store;
  const smallest = async (row: Promise<{ readonly at: number | null } | undefined>) =>
    (await row)?.at ?? Number.POSITIVE_INFINITY;
  const stored = await Promise.all([
    smallest(
      db
        .selectFrom('batches')
        .innerJoin('requests', 'requests.id', 'batches.request_id')
        .select((eb) => eb.fn.min<number | null>('batches.not_before').as('at'))
        .where('batches.state', 'in', ['ready', 'settling'])
        .where('requests.state', 'in', ['approved', 'running', 'stopping'])
        .executeTakeFirst(),
    ),
    smallest(
      db
        .selectFrom('batches')
        .select((eb) => eb.fn.min<number | null>('lease_until').as('at'))
        .where('state', 'in', ['calling', 'reading'])
        .executeTakeFirst(),
    ),
    smallest(
      db
        .selectFrom('requests')
        .select((eb) => eb.fn.min<number | null>('due_at').as('at'))
        .executeTakeFirst(),
    ),
    smallest(
      db
        .selectFrom('posts')
        .select((eb) => eb.fn.min<number | null>('not_before').as('at'))
        .where('state', '!=', 'sending')
        .where('key', '!=', 'presented')
        .where('not_before', '>', world.now() - 2_000)
        .executeTakeFirst(),
    ),
    smallest(
      db
        .selectFrom('posts')
        .select((eb) => eb.fn.min<number | null>('updated_at').as('at'))
        .where('state', '=', 'sending')
        .executeTakeFirst(),
    ).then((at) => at + POST_SETTLES_MS),
    // A directory's rest is waited out without a date in the batch.
    smallest(
      db
        .selectFrom('directories')
        .select((eb) => eb.fn.max<number | null>('not_before').as('at'))
        .where('not_before', '>', world.now())
        .executeTakeFirst(),
    ),
  ]);
  const soonest = Math.min(...stored);
  const offs = fleet.processes.map(({ clock }) => clock.offMs);
  const at = Math.min(...offs.map((offMs) => soonest - offMs), world.now() + LONGEST_LEAP_MS);
  return at > world.now() ? at : null;
}
