import type { Clock } from '../../src/runtime/clock.ts';

/** Everything a far end waits for, so that it can be ended at once. */
export interface Waiting {
  /** Resolves after the time, or at once when the waiting ends. */
  sleep(durationMs: number): Promise<void>;
  /** Does something later, unless the waiting ends before. */
  later(delayMs: number, act: () => void): void;
  /** What is waited for from now on does not end with what was waited for before. */
  begin(): void;
  end(): void;
}

export function createWaiting(clock: Clock): Waiting {
  let current = new AbortController();
  return {
    sleep: (durationMs) => clock.sleep(durationMs, current.signal),
    later(delayMs, act) {
      const { signal } = current;
      void clock.sleep(delayMs, signal).then(() => {
        if (!signal.aborted) act();
      });
    },
    begin() {
      current = new AbortController();
    },
    end: () => current.abort(),
  };
}
