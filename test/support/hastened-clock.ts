import { type SteadyClock, systemClock } from '../../src/runtime/clock.ts';

export interface HastenedClock extends SteadyClock {
  /** Time runs as ours while this goes on: for what Slack allows three seconds for. */
  calmly<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * The time of a whole bot and its far ends that runs this many times as fast as ours: for stories that wait for Muster's own
 * pauses, which would be nothing but waiting. Nobody in there sees anything unusual.
 */
export function hastenedClock(times: number): HastenedClock {
  let since = { real: systemClock.now(), shown: systemClock.now(), times };
  const now = () => Math.round(since.shown + (systemClock.now() - since.real) * since.times);
  const run = (as: number) => {
    since = { real: systemClock.now(), shown: now(), times: as };
  };
  return {
    now,
    elapsed: now,
    sleep: (durationMs, signal) => systemClock.sleep(durationMs / since.times, signal),
    async calmly(work) {
      run(1);
      try {
        return await work();
      } finally {
        run(times);
      }
    },
  };
}
