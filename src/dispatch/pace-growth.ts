import type { Pace } from '../directories/pace.ts';
import type { PaceState } from './pace-state.ts';

export interface Growing {
  readonly pace: Pace;
  readonly range: { readonly floor: number; readonly ceiling: number };
  readonly state: PaceState;
  /** Calls per second now. */
  readonly current: number;
  /** How long the current pace was made full use of. */
  readonly elapsedMs: number;
  readonly now: number;
}

/** Below what was found too fast, so that the same complaint is not provoked at once. */
export const SHORTEST_MARGIN = 0.02;

/** From floor to ceiling in a minute: the additive increase while the directory has never complained. */
const CLIMB_S = 60;
/** After a call that went wrong for another reason than haste. */
const CALM_MS = 10_000;
/** So long what was found is believed; after that it is tried whether the directory allows more by now. */
const BELIEVED_MS = 20_000;
/** With a reserve: trying takes from the console's users what is kept for them, so it is done rarely. */
const BELIEVED_WITH_RESERVE_MS = 10 * 60_000;
/** Way back to what was found: by this share of it each second at most, and by this share of the distance. */
const FASTEST_RETURN = 0.5;
const RETURN_PER_S = 4;
/** Beyond what was found the pace grows by this share of it each second, ever faster with the square of time. */
const PROBE = 0.0005;
const PROBE_DOUBTS_S = 10;

/**
 * The pace after some time in which it was made full use of. Additive increase until the directory complains; from then on
 * quickly back to just below what was found, steadily there, and then beyond with growing courage (as TCP CUBIC does,
 * RFC 9438), so that little is lost around a limit that stays and a limit that rises is followed.
 */
export function grownPace(growing: Growing): number {
  return growing.current + (growthPerSecond(growing) * growing.elapsedMs) / 1_000;
}

function growthPerSecond({ pace, range, state, current, now }: Growing): number {
  const sinceTroubleMs = now - state.troubledAt;
  if (sinceTroubleMs >= 0 && sinceTroubleMs < CALM_MS) return 0;
  const climb = (range.ceiling - range.floor) / CLIMB_S;
  const { found } = state;
  if (found === null) return climb;
  const reserve = pace.reserve ?? 0;
  const target = found.callsPerSecond * (1 - Math.max(reserve, found.margin));
  if (current < target) {
    const step = Math.min((target - current) * RETURN_PER_S, found.callsPerSecond * FASTEST_RETURN);
    return step + found.callsPerSecond * PROBE;
  }
  const believedMs = reserve > found.margin ? BELIEVED_WITH_RESERVE_MS : BELIEVED_MS;
  const probingMs = now - found.at - believedMs;
  // Found in the future: before the clock went back. It is no longer believed.
  const probingS = now < found.at ? 0 : probingMs / 1_000;
  if (probingS < 0) return 0;
  return Math.min(climb, found.callsPerSecond * PROBE * (1 + (probingS / PROBE_DOUBTS_S) ** 2));
}
