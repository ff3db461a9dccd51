import { type Directory, DirectoryUnavailable } from '../../../src/directories/directory.ts';
import type { Operation } from '../../../src/directories/operation.ts';
import type { Departure, FarEndWatch } from '../far-end.ts';
import type { Gate } from '../world/gate.ts';
import type { ProcessClock } from '../world/simulated-time.ts';
import type { Verdicts } from './verdicts.ts';

type Told = Parameters<FarEndWatch['toldToRest']>[0];
type Rest = Told & { readonly toldAt: number };

interface User {
  readonly gate: Gate;
  readonly clock: ProcessClock;
}

/** No wait that is asked for is longer. */
const LONGEST_REST_MS = 15 * 60_000;
/** Times go over the wire in whole seconds. */
const ROUNDING_MS = 1_000;

/** Whose clock goes back while they wait holds calls back no longer than the longest wait from then on. */
export function restsEnd(verdicts: Verdicts, nowMs: () => number) {
  const rests: Rest[] = [];
  const departures = new Map<Gate, Departure>();

  /** Was it told to wait before its clock went back, so long ago that no wait may last any more, and never since? */
  const outlives = ({ gate, clock }: User, at: number): boolean => {
    const { jumpedAt } = clock;
    const own = rests.filter((rest) => rest.gate === gate);
    if (own.length === 0 || own.some(({ toldAt }) => toldAt > jumpedAt)) return false;
    return at > jumpedAt + LONGEST_REST_MS + ROUNDING_MS && !gate.struckBetween(jumpedAt, at);
  };

  /** Does something, and looks at whether it was held back without a call. */
  const watch = async <T>(
    user: User,
    what: string,
    work: () => Promise<T>,
    isThrottled: (ended: T | DirectoryUnavailable) => boolean,
  ): Promise<T> => {
    const { gate } = user;
    const before = departures.get(gate);
    const look = (ended: T | DirectoryUnavailable): void => {
      const at = nowMs();
      if (!isThrottled(ended) || departures.get(gate) !== before) return;
      if (!outlives(user, at)) return;
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

  const watched = (operation: Operation, user: User): Operation => ({
    ...operation,
    apply: (call) =>
      watch(
        user,
        `a call to ${operation.words.verb}`,
        () => operation.apply(call),
        (ended) => 'kind' in ended && ended.kind === 'throttled',
      ),
  });

  const isThrottled = (ended: unknown): boolean =>
    ended instanceof DirectoryUnavailable && ended.problem === 'throttled';

  return {
    told: (rest: Told): void => {
      rests.push({ ...rest, toldAt: nowMs() });
    },
    departs: (departure: Departure): void => {
      departures.set(departure.gate, departure);
    },
    /** The same directory, and a look at every call and read that one process holds back by itself. */
    watched: (directory: Directory, user: User): Directory => {
      const operations = new Map(
        [...directory.operations].map(([verb, operation]) => [verb, watched(operation, user)]),
      );
      return new Proxy(directory, {
        get: (target, key) => {
          if (key === 'operations') return operations;
          const value: unknown = Reflect.get(target, key, target);
          if (typeof value !== 'function') return value;
          if (key !== 'read' && key !== 'find') return value.bind(target);
          return (...args: readonly unknown[]) => watch(user, 'a read', () => value.apply(target, args), isThrottled);
        },
      });
    },
  };
}
