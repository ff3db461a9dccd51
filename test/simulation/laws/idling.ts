import { type Directory, DirectoryUnavailable } from '../../../src/directories/directory.ts';
import type { Operation } from '../../../src/directories/operation.ts';
import type { Departure, FarEndWatch } from '../far-end.ts';
import { type Gate, LONGEST_FREEZE_S } from '../world/gate.ts';
import type { Verdicts } from './verdicts.ts';

type Told = Parameters<FarEndWatch['toldToRest']>[0];

/** Times go over the wire in whole seconds, and work that began in a wait may end after it. */
const ON_ITS_WAY_MS = 5_000;

/** Calls and reads are held back for as long as was asked for, however the time of day jumps meanwhile. */
export function restsEnd(verdicts: Verdicts, nowMs: () => number) {
  const rests: Told[] = [];
  const departures = new Map<Gate, Departure>();

  /** Is every wait over that it was told of? Where nothing befell it meanwhile, since work that stood still ends late. */
  const outlives = (gate: Gate, at: number): boolean => {
    const own = rests.filter((rest) => rest.gate === gate);
    if (own.length === 0) return false;
    // Whoever is frozen at the moment of being told knows of the wait once it wakes, and waits from then on.
    const ends = own.map(({ atMs, untilMs }) =>
      gate.struckBetween(atMs, atMs + ON_ITS_WAY_MS) ? untilMs + LONGEST_FREEZE_S * 1_000 : untilMs,
    );
    const overAt = Math.max(...ends) + ON_ITS_WAY_MS;
    return at > overAt && !gate.struckBetween(overAt - ON_ITS_WAY_MS, at);
  };

  /** Does something, and looks at whether it was held back without a call. */
  const watch = async <T>(
    gate: Gate,
    what: string,
    work: () => Promise<T>,
    isThrottled: (ended: T | DirectoryUnavailable) => boolean,
  ): Promise<T> => {
    const before = departures.get(gate);
    const look = (ended: T | DirectoryUnavailable): void => {
      const at = nowMs();
      if (!isThrottled(ended) || departures.get(gate) !== before) return;
      if (!outlives(gate, at)) return;
      verdicts.against('no wait outlives what was asked for', `${gate.name} holds ${what} back`);
    };
    try {
      const result = await work();
      look(result);
      return result;
    } catch (error) {
      if (error instanceof DirectoryUnavailable) look(error);
      throw error;
    }
  };

  const watched = (operation: Operation, gate: Gate): Operation => ({
    ...operation,
    apply: (call) =>
      watch(
        gate,
        `a call to ${operation.words.verb}`,
        () => operation.apply(call),
        (ended) => 'kind' in ended && ended.kind === 'throttled',
      ),
  });

  const isThrottled = (ended: unknown): boolean =>
    ended instanceof DirectoryUnavailable && ended.problem === 'throttled';

  return {
    told: (rest: Told): void => {
      rests.push(rest);
    },
    departs: (departure: Departure): void => {
      departures.set(departure.gate, departure);
    },
    /** The same directory, and a look at every call and read that one process holds back by itself. */
    watched: (directory: Directory, gate: Gate): Directory => {
      const operations = new Map(
        [...directory.operations].map(([verb, operation]) => [verb, watched(operation, gate)]),
      );
      return new Proxy(directory, {
        get: (target, key) => {
          if (key === 'operations') return operations;
          const value: unknown = Reflect.get(target, key, target);
          if (typeof value !== 'function') return value;
          if (key !== 'read' && key !== 'find') return value.bind(target);
          return (...args: readonly unknown[]) => watch(gate, 'a read', () => value.apply(target, args), isThrottled);
        },
      });
    },
  };
}
