import type { Pace } from '../directories/managed.ts';
import { LONGEST_RETRY_AFTER_MS } from './backoff.ts';

/** A directory's pace as stored: one row that all requests and replicas share. */
export interface PaceState {
  /** Theoretical arrival time of the next call (GCRA), milliseconds UTC. */
  readonly nextCallAt: number;
  /** No call before this: a throttle said so. */
  readonly notBefore: number;
}

export type PaceAnswer =
  | { readonly kind: 'go'; readonly nextCallAt: number }
  | { readonly kind: 'wait'; readonly until: number }
  /** Enough calls are under way; one of them ending will ring. */
  | { readonly kind: 'full' };

/** No single gap between calls is longer than this, unless the pace itself is slower. */
const LONGEST_GAP_MS = 60_000;

/** A time further ahead than we ever set one was set before the clock went back: it must not stop a directory for as long. */
function unlessClockWentBack(at: number, now: number, longestMs: number): number {
  return at > now + longestMs ? now : at;
}

/** May one more call leave now? */
export function mayCall(pace: Pace, state: PaceState, inFlight: number, now: number): PaceAnswer {
  if (inFlight >= pace.inFlight) return { kind: 'full' };
  const gapMs = 1_000 / pace.callsPerSecond;
  const until = Math.max(
    unlessClockWentBack(state.nextCallAt, now, Math.max(gapMs, LONGEST_GAP_MS)),
    unlessClockWentBack(state.notBefore, now, LONGEST_RETRY_AFTER_MS),
  );
  if (until > now) return { kind: 'wait', until };
  return { kind: 'go', nextCallAt: Math.ceil(now + gapMs) };
}
