import type { Clock, SteadyClock } from '../../../src/runtime/clock.ts';
import type { Gate } from './gate.ts';
import type { WorldClock } from './world-clock.ts';

/** The clock of one process: the world's time, off by what its machine's clock is off by, and no waking while it is frozen. */
export class ProcessClock implements SteadyClock {
  readonly #world: WorldClock;
  readonly #gate: Gate;
  #offMs: number;

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
