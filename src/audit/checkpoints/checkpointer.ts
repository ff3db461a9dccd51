import { Bell } from '../../runtime/bell.ts';
import type { Clock } from '../../runtime/clock.ts';
import { type Loop, startLoop } from '../../runtime/loop.ts';
import type { Store } from '../../store/store.ts';
import type { Log } from '../../telemetry/log.ts';
import type { AuditKey } from './keys.ts';
import type { CheckpointPlace } from './place.ts';
import { makeCheckpoint, notePosted, unposted } from './records.ts';

export interface CheckpointerDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly key: AuditKey;
  readonly everyMs: number;
  readonly places: readonly CheckpointPlace[];
}

const LOOK_EVERY_MS = 1_000;
/** A place that fails is left alone for this long at first, and up to the second after many failures. */
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
const LINES_PER_LOOK = 100;

export interface Checkpointer {
  /** Makes what is due and brings every place up to date; the loop's step. Answers when to look again, in milliseconds. */
  step(): Promise<number>;
  start(): void;
  /** Signs and posts what was written last, then ends. */
  stop(): Promise<void>;
}

/** Signs the chain's end whenever a request has ended, and else from time to time, and has it kept outside. */
export function createCheckpointer({ store, clock, log, key, everyMs, places }: CheckpointerDeps): Checkpointer {
  const failures = new Map<string, { readonly count: number; readonly notBefore: number }>();
  let loop: Loop | null = null;

  const bringUpToDate = async (place: CheckpointPlace): Promise<void> => {
    const failed = failures.get(place.name);
    if (failed && clock.now() < failed.notBefore) return;
    try {
      for (const { seq, line } of await unposted(store, place.name, LINES_PER_LOOK)) {
        await place.post(line);
        await notePosted(store, place.name, seq);
      }
      failures.delete(place.name);
    } catch (error) {
      const count = (failed?.count ?? 0) + 1;
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (count - 1));
      failures.set(place.name, { count, notBefore: clock.now() + pauseMs });
      log.warn({ err: error, place: place.name }, 'A place outside does not take checkpoints; it will be tried again');
    }
  };

  const step = async (): Promise<number> => {
    await makeCheckpoint(store, key, { now: clock.now(), everyMs });
    await Promise.all(places.map(bringUpToDate));
    return LOOK_EVERY_MS;
  };

  return {
    step,
    start: () => {
      loop = startLoop({ name: 'checkpoints', step, bell: new Bell(), clock, log, atMostMs: LOOK_EVERY_MS });
    },
    stop: async () => {
      await loop?.stop();
      await makeCheckpoint(store, key, { now: clock.now(), everyMs: 0 });
      await Promise.all(places.map(bringUpToDate));
    },
  };
}
