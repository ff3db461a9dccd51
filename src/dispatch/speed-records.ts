import type { DirectoryName, RequestId } from '../ids.ts';
import type { Queries } from '../store/store.ts';
import { PACE_LIMITS, type PaceLimit } from './pace-state.ts';

/** How fast a request goes, as its calls show, and why not faster. */
export interface Speed {
  /** Null while there are too few calls to tell. */
  readonly callsPerSecond: number | null;
  readonly limitedBy: PaceLimit;
  /** Other requests that take turns with it. */
  readonly sharedWith: number;
}

/** What a card may say of a directory: how fast it is called, or why it is not called at all just now. */
export type Going =
  | { readonly kind: 'going'; readonly speed: Speed }
  | { readonly kind: 'resting'; readonly why: string };

/** Calls are counted this far back from the last one. */
const WINDOW_MS = 30_000;
const MOST_CALLS = 200;

/** Null before the directory was called for the first time. */
export async function loadGoing(
  queries: Queries,
  { id, directory }: { readonly id: RequestId; readonly directory: DirectoryName },
): Promise<Going | null> {
  const row = await queries
    .selectFrom('directories')
    .select(['limited_by', 'waiting_for'])
    .where('name', '=', directory)
    .executeTakeFirst();
  if (!row) return null;
  if (row.waiting_for !== null) return { kind: 'resting', why: row.waiting_for };
  const limitedBy = PACE_LIMITS.find((limit) => limit === row.limited_by);
  if (limitedBy === undefined) return null;
  const calls = await queries
    .selectFrom('batches')
    .innerJoin('attempts', 'attempts.batch_id', 'batches.id')
    .select('attempts.started_at')
    .where('batches.request_id', '=', id)
    // One that is ready to follow another has not left yet.
    .where('attempts.ended_at', 'is not', null)
    .orderBy('attempts.started_at', 'desc')
    .limit(MOST_CALLS)
    .execute();
  const others = await queries
    .selectFrom('requests')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('state', 'in', ['approved', 'running'])
    .where('directory', '=', directory)
    .where('id', '!=', id)
    .executeTakeFirstOrThrow();
  const callsPerSecond = measuredRate(calls.map(({ started_at }) => started_at));
  return { kind: 'going', speed: { callsPerSecond, limitedBy, sharedWith: others.n } };
}

/** Calls per second from when calls left, newest first; null when there are fewer than three in the window. */
export function measuredRate(leftAt: readonly number[]): number | null {
  const [last = 0] = leftAt;
  const recent = leftAt.filter((at) => at <= last && at >= last - WINDOW_MS);
  const first = Math.min(...recent);
  return recent.length < 3 || last === first ? null : ((recent.length - 1) * 1_000) / (last - first);
}
