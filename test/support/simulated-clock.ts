import type { SteadyClock } from '../../src/runtime/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Does somebody wait for a file to reach the disk? */
const diskIsBusy = (): boolean => process.getActiveResourcesInfo().includes('FSReqCallback');

/** Turns of the event loop after which everything that could happen without time passing has happened. */
const IDLE_TURNS = 12;
/** With real I/O, time may run a little ahead of it: that only makes back-off shorter. */
const REAL_IO_MS = 5;

/** Time that passes only when everybody waits for it: hours of back-off take no time, and nothing depends on the machine. */
export class SimulatedClock implements SteadyClock {
  #now = Date.UTC(2026, 0, 15, 12);
  #offMs = 0;
  #sleepers: Sleeper[] = [];
  readonly #realIo: boolean;

  /** `realIo`: something answers from outside this process, so being idle for a few turns does not mean that all is done. */
  constructor({ realIo = false }: { readonly realIo?: boolean } = {}) {
    this.#realIo = realIo;
  }

  async #settle(): Promise<void> {
    if (this.#realIo) await new Promise((resolve) => setTimeout(resolve, REAL_IO_MS));
    else for (let turns = 0; turns < IDLE_TURNS; turns = diskIsBusy() ? 0 : turns + 1) await turn();
  }

  now(): number {
    return this.#now + this.#offMs;
  }

  elapsed(): number {
    return this.#now;
  }

  /** The time of day jumps; nobody waits longer or shorter for it. */
  jump(byMs: number): void {
    this.#offMs += byMs;
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
      await this.#settle();
      if (await reached()) return;
      const next = Math.min(...this.#sleepers.map(({ at }) => at));
      if (!Number.isFinite(next) && this.#realIo) continue;
      if (!Number.isFinite(next)) throw new Error('Nothing waits for time any more, and it has not happened');
      if (next > deadline) throw new Error(`It has not happened within ${withinMs} ms of simulated time`);
      this.advance(Math.max(0, next - this.#now));
    }
  }
}

/** The clock of another machine, which tells another time of day. */
export const offBy = (clock: SteadyClock, ms: number): SteadyClock => ({
  now: () => clock.now() + ms,
  elapsed: () => clock.elapsed(),
  sleep: (durationMs, signal) => clock.sleep(durationMs, signal),
});
