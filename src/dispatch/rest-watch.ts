import type { PaceState } from './pace-state.ts';

type Stored = Pick<PaceState, 'rest' | 'rests'>;

/** A rest that a directory asked for, as this process saw it in the store. */
export interface SeenRest extends Stored {
  /** When it was first seen, by our own steady clock. */
  readonly since: number;
}

/** Anything but the very same rest is seen anew. */
export function seeRest(seen: SeenRest | null, { rest, rests }: Stored, elapsedMs: number): SeenRest {
  const same = seen?.rests === rests && seen.rest?.until === rest?.until && seen.rest?.ms === rest?.ms;
  return seen !== null && same ? seen : { rest, rests, since: elapsedMs };
}

/**
 * How long a directory still rests, in milliseconds: not above 0 once it is over. Counted from when we first saw the rest,
 * which was stored after it was asked for: so nobody calls too early, whatever anybody's time of day is.
 */
export function restLeftMs({ rest, since }: SeenRest, elapsedMs: number): number {
  return rest === null ? Number.NEGATIVE_INFINITY : since + rest.ms - elapsedMs;
}
