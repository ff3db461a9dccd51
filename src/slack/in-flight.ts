import type { Clock } from '../runtime/clock.ts';

/** Knows which work is still under way: Bolt's own stop does not wait for it. */
export class InFlight {
  readonly #work = new Set<Promise<unknown>>();

  track<T>(work: Promise<T>): Promise<T> {
    this.#work.add(work);
    const forget = () => this.#work.delete(work);
    work.then(forget, forget);
    return work;
  }

  /** Resolves when nothing is under way, or after `atMostMs`. */
  async drain(clock: Clock, atMostMs: number): Promise<void> {
    const drained = new AbortController();
    const settle = async () => {
      while (this.#work.size > 0) await Promise.allSettled(this.#work);
      drained.abort();
    };
    await Promise.race([settle(), clock.sleep(atMostMs, drained.signal)]);
  }
}
