import type { Departure, FarEndWatch } from '../far-end.ts';
import type { Gate } from '../world/gate.ts';
import type { ProcessClock } from '../world/simulated-time.ts';
import type { Verdicts } from './verdicts.ts';

interface Rest {
  readonly gate: Gate;
  readonly clock: ProcessClock;
  readonly knownAt: number;
  readonly untilMs: number;
  /** Everybody who shares the store is to know of it. */
  readonly stored: boolean;
}

/** What a process learns it has stored within this time, unless something befalls it. */
const STORED_WITHIN_MS = 5_000;
/** Times go over the wire in whole seconds, and a wait is rounded to milliseconds. */
const ROUNDING_MS = 1_000;

/** Whoever was told to wait waits: the process that was told, and for a throttled change every other one as well. */
export function restsAreKept(verdicts: Verdicts, nowMs: () => number) {
  let rests: Rest[] = [];
  const told: FarEndWatch['toldToRest'] = (rest) => {
    rests.push({ ...rest, knownAt: nowMs() });
  };
  const departs = ({ at, gate, clock, verb }: Departure): void => {
    rests = rests.filter(({ untilMs }) => untilMs > at);
    for (const rest of rests) {
      if (at <= rest.knownAt || at >= rest.untilMs - ROUNDING_MS) continue;
      if (clock.jumpedSince(rest.knownAt) || rest.clock.jumpedSince(rest.knownAt)) continue;
      const own = rest.gate === gate;
      const known =
        own ||
        (rest.stored &&
          verb !== null &&
          at > rest.knownAt + STORED_WITHIN_MS &&
          !rest.gate.struckBetween(rest.knownAt, rest.knownAt + STORED_WITHIN_MS) &&
          !gate.struckBetween(rest.knownAt, at));
      if (known) {
        verdicts.against(
          'nobody is called before a wait is over',
          `${gate.name} sends ${verb ?? 'a read'} ${rest.untilMs - at} ms early; ${rest.gate.name} was told ${at - rest.knownAt} ms before`,
        );
      }
    }
  };
  return { told, departs };
}
