import { MAX_RETRY_AFTER_MS } from '../http/retry-after.ts';
import type { Pace } from '../pace.ts';

/**
 * No figure is published for the Management API, and limits may differ by plan. This keeps a thousand deletions (some 60
 * calls, looking up and reading back included) under a quarter of a minute.
 */
export const DEFAULT_PACE: Pace = { callsPerSecond: 5, inFlight: 2 };

/** After a throttle the pace is halved for so long. */
const SLOW_FOR_MS = 60_000;

/** Milliseconds of a clock that never jumps. */
export interface PaceState {
  readonly lastCallAt: number;
  readonly slowUntil: number;
  readonly pausedUntil: number;
}

export const UNHURRIED: PaceState = {
  lastCallAt: Number.NEGATIVE_INFINITY,
  slowUntil: Number.NEGATIVE_INFINITY,
  pausedUntil: Number.NEGATIVE_INFINITY,
};

export type PaceAnswer =
  | { readonly kind: 'go' }
  | { readonly kind: 'wait'; readonly until: number }
  /** The service asked for a pause. */
  | { readonly kind: 'paused'; readonly until: number }
  /** Enough calls are under way; one of them has to end first. */
  | { readonly kind: 'full' };

/** May one more call leave now? Calls are evenly spaced, so that no window of any length holds more than the pace allows. */
export function mayCall(pace: Pace, state: PaceState, inFlight: number, now: number): PaceAnswer {
  const { lastCallAt, slowUntil, pausedUntil } = state;
  if (pausedUntil > now) return { kind: 'paused', until: pausedUntil };
  if (inFlight >= pace.inFlight) return { kind: 'full' };
  const gapMs = 1_000 / pace.callsPerSecond;
  // A call that would still be slow when the slow minute ends may leave at its end, or at the ordinary gap if that is later.
  const at = Math.min(lastCallAt + 2 * gapMs, Math.max(lastCallAt + gapMs, slowUntil));
  return at > now ? { kind: 'wait', until: Math.ceil(at) } : { kind: 'go' };
}

export function called(state: PaceState, now: number): PaceState {
  return { ...state, lastCallAt: now };
}

/** The service said that it is too much. */
export function slowed(state: PaceState, now: number): PaceState {
  return { ...state, slowUntil: now + SLOW_FOR_MS };
}

/** The service asked for a pause. An earlier, longer one still holds. */
export function paused(state: PaceState, now: number, forMs: number): PaceState {
  return { ...state, pausedUntil: Math.max(state.pausedUntil, now + Math.min(forMs, MAX_RETRY_AFTER_MS)) };
}
