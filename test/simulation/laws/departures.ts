import type { Pace } from '../../../src/directories/pace.ts';
import type { Arrival, Departure, FarEndWatch } from '../far-end.ts';
import type { Gate } from '../world/gate.ts';
import type { Verdicts } from './verdicts.ts';

interface Rest {
  readonly gate: Gate;
  readonly knownAt: number;
  readonly untilMs: number;
  /** Everybody who shares the store is to know of it. */
  readonly stored: boolean;
}

/** What a process learns it has stored within this time, unless something befalls it. */
const STORED_WITHIN_MS = 5_000;
/** Times go over the wire in whole seconds, and a wait is rounded to milliseconds. */
const ROUNDING_MS = 1_000;

/**
 * Whoever was told to wait waits, whatever anybody's clock says: the process that was told; and for a throttled change, every
 * process once it is stored.
 */
export function restsAreKept(verdicts: Verdicts, nowMs: () => number) {
  let rests: Rest[] = [];
  const told: FarEndWatch['toldToRest'] = (rest) => {
    rests.push({ ...rest, knownAt: nowMs() });
  };
  const departs = ({ at, gate, verb }: Departure): void => {
    rests = rests.filter(({ untilMs }) => untilMs > at);
    for (const rest of rests) {
      if (at <= rest.knownAt || at >= rest.untilMs - ROUNDING_MS) continue;
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

const WINDOW_MS = 20_000;
/** Claims are spaced; on their way to the wire calls may catch up with each other. */
const CATCHING_UP = 5;

/** Never more calls under way, nor more in a stretch of time, than the operator allows. */
export function paceIsKept(
  verdicts: Verdicts,
  { callsPerSecond, inFlight }: Pace,
  arrivals: readonly Arrival[],
  clocksJumped: () => boolean,
): (departure: Departure) => void {
  let sent: readonly { readonly at: number; readonly gate: Gate }[] = [];
  return ({ at, gate, verb }) => {
    if (verb === null) return;
    sent = [...sent.filter((one) => one.at > at - WINDOW_MS), { at, gate }];
    if (clocksJumped() || sent.some((one) => one.gate.struckBetween(at - WINDOW_MS, at))) return;
    const most = (callsPerSecond * WINDOW_MS) / 1_000 + inFlight + CATCHING_UP;
    if (sent.length > most) verdicts.against('the pace is kept', `${sent.length} calls in ${WINDOW_MS} ms`);
    const underWay = arrivals.filter(
      (one) => one.knownAt === null && !one.gate.dead && !one.gate.struckBetween(one.at, at),
    ).length;
    if (underWay >= inFlight) verdicts.against('the pace is kept', `${underWay + 1} calls at once`);
  };
}
