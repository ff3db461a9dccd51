import type { Clock } from '../../src/runtime/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Turns of the event loop after which everything that could happen without time passing has happened. */
const IDLE_TURNS = 12;

/** Time that passes only when everybody waits for it: hours of back-off take no time, and nothing depends on the machine. */
export class SimulatedClock implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];

  constructor(now = Date.UTC(2026, 0, 15, 12)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const sleeper: Sleeper = {
        at: this.#now + Math.max(0, durationMs),
        wake: () => {
          this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
          signal?.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', sleeper.wake, { once: true });
    });
  }

  advance(durationMs: number): void {
    this.#now += durationMs;
    for (const sleeper of this.#sleepers.filter(({ at }) => at <= this.#now)) sleeper.wake();
  }

  /** Lets time pass until `reached` answers true. Fails when nobody waits for time any more, or after `withinMs` of simulated time. */
  async runUntil(reached: () => boolean | Promise<boolean>, withinMs = 60 * 60_000): Promise<void> {
    const deadline = this.#now + withinMs;
    for (;;) {
      for (let turns = 0; turns < IDLE_TURNS; turns += 1) await turn();
      if (await reached()) return;
      const next = Math.min(...this.#sleepers.map(({ at }) => at));
      if (!Number.isFinite(next)) throw new Error('Nothing waits for time any more, and it has not happened');
      if (next > deadline) throw new Error(`It has not happened within ${withinMs} ms of simulated time`);
      this.advance(Math.max(0, next - this.#now));
    }
  }
}
