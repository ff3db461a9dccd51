/** Time as a port: everything that reads or waits for time is given one of these. All values are milliseconds. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. May jump, also backwards: never use it to measure a duration that matters. */
  now(): number;
  /** Resolves after `durationMs`, or at once when `signal` is aborted. Never rejects. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** A clock that can also measure how long something takes, whatever befalls the time of day. */
export interface SteadyClock extends Clock {
  /** Milliseconds since some moment of this process's own; never jumps, and goes on while the process is frozen. */
  elapsed(): number;
}

export const systemClock: SteadyClock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (durationMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, durationMs);
      signal?.addEventListener('abort', done, { once: true });
    }),
};
