import type { Clock } from '../../src/runtime/clock.ts';
import type { Answer } from './answer.ts';
import type { WireRequest } from './wire.ts';

/** Timers may fire a little early. */
const EARLY_MS = 5;
/** A call that comes so soon after somebody was asked to wait was on its way already. The same call again was not. */
const ON_ITS_WAY_MS = 100;

interface Wait {
  readonly until: number;
  readonly askedAt: number;
  readonly call: string;
}

/** Who was asked to wait by a `retry-after`: nobody should call the same network or pool before that is over. */
export class AskedToWait {
  readonly #clock: Clock;
  readonly #waits = new Map<string, Wait>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An answer leaves. */
  answered(of: string, wire: WireRequest, answer: Pick<Answer, 'headers'>): void {
    const seconds = Number(answer.headers['retry-after'] ?? 0);
    const askedAt = this.#clock.now();
    if (seconds > 0) this.#waits.set(of, { until: askedAt + seconds * 1_000, askedAt, call: callOf(wire) });
  }

  /** How many milliseconds too early a call comes; 0 when it does not, or could not know. */
  earlyMs(of: string, wire: WireRequest): number {
    const wait = this.#waits.get(of);
    const at = this.#clock.now();
    if (wait === undefined || at >= wait.until - EARLY_MS) return 0;
    const wasOnItsWay = at - wait.askedAt < ON_ITS_WAY_MS && callOf(wire) !== wait.call;
    return wasOnItsWay ? 0 : wait.until - at;
  }

  clear(): void {
    this.#waits.clear();
  }
}

const callOf = ({ method, path, query, body }: WireRequest): string => `${method} ${path}?${query} ${body.toString()}`;
