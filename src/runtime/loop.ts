import type { Log } from '../telemetry/log.ts';
import type { Bell } from './bell.ts';
import type { Clock } from './clock.ts';

export interface LoopOptions {
  readonly name: string;
  /**
   * Looks at stored state and moves it one step towards where it should be. Answers how long until it should look again
   * when nobody rings: 0 for "there is more to do right now".
   */
  readonly step: (signal: AbortSignal) => Promise<number>;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly log: Log;
  /** The longest pause between two looks, also after an error. */
  readonly atMostMs?: number;
}

export interface Loop {
  /** Takes no new step and resolves when the present one has ended. */
  stop(): Promise<void>;
}

/**
 * Runs `step` until stopped. A step that throws is logged and tried again after a pause: every step starts from stored
 * state, so nothing is lost by it.
 */
export function startLoop({ name, step, bell, clock, log, atMostMs = 1_000 }: LoopOptions): Loop {
  const stopping = new AbortController();
  const run = async () => {
    while (!stopping.signal.aborted) {
      let pauseMs = atMostMs;
      try {
        pauseMs = Math.min(await step(stopping.signal), atMostMs);
      } catch (error) {
        log.error({ err: error, loop: name }, 'A loop step failed and will be tried again');
      }
      if (pauseMs > 0) await bell.wait(clock, pauseMs, stopping.signal);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
