import type { RequestId } from '../ids.ts';
import type { SteadyClock } from '../runtime/clock.ts';

/**
 * Requests whose unsent batches this process has put off, each until its wait is over by our own steady clock. What is stored
 * is a time of day: replicas whose clocks are far apart take each other's for one that is no wait at all, and would put the same
 * batch off in turns without a pause, each woken by what the other wrote.
 */
export class PutOff {
  readonly #clock: Pick<SteadyClock, 'elapsed'>;
  readonly #until = new Map<RequestId, number>();

  constructor(clock: Pick<SteadyClock, 'elapsed'>) {
    this.#clock = clock;
  }

  add(id: RequestId, waitMs: number): void {
    this.#until.set(id, this.#clock.elapsed() + waitMs);
  }

  /** Those whose wait is not over. */
  now(): readonly RequestId[] {
    const elapsedMs = this.#clock.elapsed();
    for (const [id, until] of this.#until) if (until <= elapsedMs) this.#until.delete(id);
    return [...this.#until.keys()];
  }

  /** Until the first wait of those is over, in milliseconds; Infinity when nobody waits. */
  leftMs(): number {
    return Math.min(...this.#until.values()) - this.#clock.elapsed();
  }
}
