import type { Clock, SteadyClock } from '../../../src/runtime/clock.ts';
import type { Gate } from './gate.ts';
import type { WorldClock } from './world-clock.ts';

/** The clock of one process: the world's time, off by what its machine's clock is off by, and no waking while it is frozen. */
export class ProcessClock implements SteadyClock {
  readonly #world: WorldClock;
  readonly #gate: Gate;
  #offMs: number;
  #jumpedAt = Number.NEGATIVE_INFINITY;

  constructor(world: WorldClock, gate: Gate, offMs = 0) {
    this.#world = world;
    this.#gate = gate;
    this.#offMs = offMs;
  }

  now(): number {
    return this.#world.now() + this.#offMs;
  }

  elapsed(): number {
    return this.#world.now();
  }

  get offMs(): number {
    return this.#offMs;
  }

  jump(byMs: number): void {
    this.#offMs += byMs;
    this.#jumpedAt = this.#world.now();
  }

  /** By the world's time; -Infinity before the first. */
  get jumpedAt(): number {
    return this.#jumpedAt;
  }

  jumpedSince(at: number): boolean {
    return this.#jumpedAt >= at;
  }

  async sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    await this.#world.sleep(durationMs, signal);
    await this.#gate.thaw();
  }

  /** The same clock for whoever looks at what is stored from time to time. */
  readonly looking: Clock = {
    now: () => this.now(),
    sleep: async (durationMs, signal) => {
      await this.#world.untilLook(durationMs, signal);
      await this.#gate.thaw();
    },
  };
}
