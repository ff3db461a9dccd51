import { isBreathing } from '../../../src/runtime/calmly.ts';
import type { Clock } from '../../../src/runtime/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
  /** Of a loop between two looks; null for whoever waits for exactly that time. */
  readonly look: Look | null;
}

interface Look {
  readonly since: number;
  readonly everyMs: number;
  /** When it is worth while if nothing changes before; worked out once. */
  worthwhileAt: number | null;
}

/** In-process work of any depth ends within one turn: nothing in a simulated world waits for the machine. */
const turn = async (): Promise<void> => {
  do await new Promise<void>((resolve) => setImmediate(resolve));
  while (isBreathing());
};

export interface Running {
  readonly until: () => boolean | Promise<boolean>;
  /** Milliseconds of simulated time. */
  readonly withinMs: number;
  /** When somebody last did something that a look might find. */
  readonly lastChangeAt: () => number;
  /** The first time after this at which looking is worth while although nothing changed. */
  readonly nextDueAfter: (at: number) => Promise<number>;
  /** Going on would only take the machine's time. */
  readonly isInVain: () => boolean;
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
    return this.#sleep(durationMs, null, signal);
  }

  /**
   * The sleep of a loop between two looks at what is stored. Looks that could find nothing are left out: while nothing has
   * changed since the loop went to sleep, and until the next time that anything stored waits for.
   */
  untilLook(everyMs: number, signal?: AbortSignal): Promise<void> {
    return this.#sleep(everyMs, { since: this.#now, everyMs: Math.max(1, everyMs), worthwhileAt: null }, signal);
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

  #sleep(durationMs: number, look: Look | null, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const sleeper: Sleeper = {
        at: this.#now + Math.max(0, Math.ceil(durationMs)),
        look,
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

  /** Lets time pass until `until` holds; answers false when it does not within its time, is in vain or nobody waits any more. */
  async run(running: Running): Promise<boolean> {
    const deadline = this.#now + running.withinMs;
    for (;;) {
      await turn();
      if (this.#fault) throw this.#fault.error;
      if (await running.until()) return true;
      if (running.isInVain()) return false;
      const next = await this.#nextAt(running);
      if (next > deadline) return false;
      this.#now = Math.max(this.#now, next);
      for (const sleeper of [...this.#sleepers]) if (this.#wakesAt(sleeper, running) <= this.#now) sleeper.wake();
    }
  }

  async #nextAt(running: Running): Promise<number> {
    let soonest = Number.POSITIVE_INFINITY;
    for (const sleeper of this.#sleepers) if (!sleeper.look) soonest = Math.min(soonest, sleeper.at);
    for (const sleeper of this.#sleepers) {
      const { look, at } = sleeper;
      if (!look || at >= soonest) continue;
      if (look.worthwhileAt === null && look.since > running.lastChangeAt()) {
        look.worthwhileAt = Math.max(at, await running.nextDueAfter(look.since));
      }
      soonest = Math.min(soonest, this.#wakesAt(sleeper, running));
    }
    return soonest;
  }

  #wakesAt({ at, look }: Sleeper, { lastChangeAt }: Running): number {
    if (!look) return at;
    if (look.since > lastChangeAt()) return look.worthwhileAt ?? at;
    // The looks that were left out would have been at these times.
    const missed = Math.max(0, Math.ceil((this.#now - at) / look.everyMs));
    return at + missed * look.everyMs;
  }
}
