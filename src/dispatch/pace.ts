import type { Pace } from '../directories/managed.ts';

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

/** A clock that jumped back must not stop a directory for as long as it jumped: no single gap is longer than this. */
const LONGEST_GAP_MS = 60_000;

/** May one more call leave now? */
export function mayCall(pace: Pace, state: PaceState, inFlight: number, now: number): PaceAnswer {
  if (inFlight >= pace.inFlight) return { kind: 'full' };
  const gapMs = 1_000 / pace.callsPerSecond;
  const nextCallAt = Math.min(state.nextCallAt, now + Math.max(gapMs, LONGEST_GAP_MS));
  const until = Math.max(nextCallAt, state.notBefore);
  if (until > now) return { kind: 'wait', until };
  return { kind: 'go', nextCallAt: Math.ceil(now + gapMs) };
}
