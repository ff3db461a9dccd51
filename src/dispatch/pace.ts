import type { Pace } from '../directories/pace.ts';
import { grownPace, SHORTEST_MARGIN } from './pace-growth.ts';
import type { FoundPace, PaceLimit, PaceState } from './pace-state.ts';

export type PaceAnswer =
  /** `next` holds once the call has left. */
  | { readonly kind: 'go'; readonly next: PaceState; readonly limitedBy: PaceLimit }
  | { readonly kind: 'wait'; readonly until: number }
  /** Enough calls are under way; one of them ending will ring. */
  | { readonly kind: 'full' };

/** Where muster.yaml names no floor. */
const SLOWEST = 0.1;
/** Another complaint this soon after the last one means that what was found was still too fast. */
const SAME_COMPLAINT_MS = 20_000;
const WIDEST_MARGIN = 0.2;

/** The pace is found between these. Without a ceiling it never rises above its start. */
export function paceRange({ callsPerSecond, atLeast, atMost }: Pace): {
  readonly floor: number;
  readonly ceiling: number;
} {
  return { floor: atLeast ?? Math.min(callsPerSecond, SLOWEST), ceiling: atMost ?? callsPerSecond };
}

const within = (value: number, { floor, ceiling }: ReturnType<typeof paceRange>): number =>
  Math.min(ceiling, Math.max(floor, value));

/** A call left at a time that no claim stands for: the next one keeps its distance from it. */
export function calledAt(pace: Pace, state: PaceState, at: number): PaceState {
  const current = within(state.callsPerSecond ?? pace.callsPerSecond, paceRange(pace));
  return { ...state, nextCallAt: Math.max(state.nextCallAt, at + Math.ceil(1_000 / current)) };
}

export interface Moment {
  readonly now: number;
  /** Of the rest that is stored, by the steady clock of whoever asks. */
  readonly restLeftMs: number;
  readonly inFlight: number;
  /** It leaves when another one ends, so that it is not the pace that holds it up. */
  readonly follows?: boolean;
}

/** May one more call leave now? While all is well and the pace is what holds calls up, each call makes it a little faster. */
export function mayCall(pace: Pace, state: PaceState, moment: Moment): PaceAnswer {
  const { now, restLeftMs, inFlight, follows = false } = moment;
  if (inFlight >= pace.inFlight) return { kind: 'full' };
  const range = paceRange(pace);
  const current = within(state.callsPerSecond ?? pace.callsPerSecond, range);
  const gapMs = 1_000 / current;
  // A turn further ahead than we ever set one was set by another clock, or before ours went back.
  const turnAt = state.nextCallAt > now + 1_000 / range.floor ? now : state.nextCallAt;
  const until = Math.max(turnAt, now + restLeftMs);
  if (until > now) return { kind: 'wait', until };
  // A call that comes later than its turn was not held up by the pace, so nothing was learnt about a faster one.
  const wasWaitedFor = !follows && now - until <= gapMs && state.nextCallAt > 0;
  const callsPerSecond = wasWaitedFor
    ? within(grownPace({ pace, range, state, current, elapsedMs: gapMs, now }), range)
    : current;
  const next: PaceState = {
    ...state,
    callsPerSecond,
    nextCallAt: now + Math.ceil(1_000 / callsPerSecond),
    rest: null,
  };
  return { kind: 'go', next, limitedBy: wasWaitedFor ? limitOf(callsPerSecond, state.found, range.ceiling) : 'calls' };
}

function limitOf(callsPerSecond: number, found: FoundPace | null, ceiling: number): PaceLimit {
  if (callsPerSecond >= ceiling) return 'pace';
  return found === null || callsPerSecond > found.callsPerSecond ? 'finding' : 'directory';
}

/**
 * The directory said that it is too much. The pace is halved once for all calls that were under way together: `calledAt`
 * is when this one left, and what left before the last halving is no news.
 */
export function throttled(state: PaceState, calledAt: number, now: number): PaceState {
  const { callsPerSecond, found, slowedAt } = state;
  const isOldNews = slowedAt <= now && calledAt <= slowedAt;
  if (callsPerSecond === null || isOldNews) return state;
  const sinceFoundMs = found === null ? Number.POSITIVE_INFINITY : now - found.at;
  const again = found !== null && sinceFoundMs >= 0 && sinceFoundMs < SAME_COMPLAINT_MS;
  const margin = again ? Math.min(WIDEST_MARGIN, found.margin * 2) : SHORTEST_MARGIN;
  return { ...state, callsPerSecond: callsPerSecond / 2, found: { callsPerSecond, at: now, margin }, slowedAt: now };
}

/** A call went wrong for another reason: the pace does not grow for a while. */
export function troubled(state: PaceState, now: number): PaceState {
  return { ...state, troubledAt: now };
}

/**
 * No call for so long. What is left of an earlier, longer rest still holds. It is a new rest even so: others may have seen
 * the earlier one before us and be through with it sooner.
 */
export function rested(state: PaceState, forMs: number, restLeftMs: number, now: number): PaceState {
  const ms = Math.max(1, Math.ceil(Math.max(forMs, restLeftMs)));
  return { ...state, rest: { ms, until: now + ms }, rests: state.rests + 1 };
}
