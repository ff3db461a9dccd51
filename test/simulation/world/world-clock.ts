import type { Clock } from '../../../src/runtime/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
  /** A look of a loop that may come late without any harm. */
  readonly patient: boolean;
}

/** In-process work of any depth ends within one turn: nothing in a simulated world waits for the machine. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

export interface Running {
  readonly until: () => boolean | Promise<boolean>;
  /** Milliseconds of simulated time. */
  readonly withinMs: number;
  /** Asked when all that wait are patient: how far time may leap, at most. */
  readonly leapTo: () => Promise<number | null>;
}

/** The one time of a simulated world. It passes only when nothing is left to do without it. */
export class WorldClock implements Clock {
  readonly startedAt = Date.UTC(2026, 0, 15, 12);
  #now = this.startedAt;
  readonly #sleepers = new Set<Sleeper>();
  /** Whatever tries to stop the world throws here: the run ends with it. */
  #fault: { readonly error: unknown } | null = null;

  now(): number {
    return this.#now;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return this.#sleep(durationMs, false, signal);
  }

  /** As `sleep`, for a wait that may take longer than asked for. */
  doze(durationMs: number, signal?: AbortSignal): Promise<void> {
    return this.#sleep(durationMs, true, signal);
  }

  /** Does something at its time. An error ends the run. */
  later(delayMs: number, act: () => Promise<void> | void): void {
    void this.sleep(delayMs)
      .then(act)
      .catch((error: unknown) => this.fail(error));
  }

  fail(error: unknown): void {
    this.#fault ??= { error };
  }

  #sleep(durationMs: number, patient: boolean, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const sleeper: Sleeper = {
        at: this.#now + Math.max(0, Math.ceil(durationMs)),
        patient,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake, { once: true });
    });
  }

  /** Lets time pass until `until` holds; answers false when it does not within its time or nobody waits any more. */
  async run({ until, withinMs, leapTo }: Running): Promise<boolean> {
    const deadline = this.#now + withinMs;
    for (;;) {
      await turn();
      if (this.#fault) throw this.#fault.error;
      if (await until()) return true;
      const next = await this.#nextAt(leapTo);
      if (next > deadline) return false;
      this.#now = Math.max(this.#now, next);
      for (const sleeper of [...this.#sleepers]) if (sleeper.at <= this.#now) sleeper.wake();
    }
  }

  async #nextAt(leapTo: Running['leapTo']): Promise<number> {
    let soonest = Number.POSITIVE_INFINITY;
    let soonestImpatient = Number.POSITIVE_INFINITY;
    for (const { at, patient } of this.#sleepers) {
      if (at < soonest) soonest = at;
      if (!patient && at < soonestImpatient) soonestImpatient = at;
    }
    if (soonest >= soonestImpatient) return soonest;
    const leap = await leapTo();
    return leap === null ? soonest : Math.max(soonest, Math.min(leap, soonestImpatient));
  }
}
