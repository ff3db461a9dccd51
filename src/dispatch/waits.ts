import type { BatchId } from '../ids.ts';
import type { SteadyClock } from '../runtime/clock.ts';
import { backoffMs, LONGEST_RETRY_AFTER_MS, readBackDelayMs } from './backoff.ts';
import type { Batch } from './batch.ts';

type Seen = Pick<Batch, 'id' | 'fence' | 'state' | 'attempts' | 'readBacks'>;

interface Wait {
  /** Of the batch that waits; with another one it is no longer this wait. */
  readonly fence: number;
  /** By our own steady clock, in milliseconds. */
  readonly until: number;
}

/** What a batch has to wait for between two tries, or two looks, that is not known to have waited already. */
export function waitOf({ state, fence, attempts, readBacks }: Omit<Seen, 'id'>, fraction: number): number {
  if (state === 'settling') return readBackDelayMs(readBacks);
  return state === 'ready' && fence > 0 && attempts > 0 ? backoffMs(attempts, fraction, null) : 0;
}

/**
 * How long this process lets batches wait, by its own steady clock. What is stored is a time of day: where clocks differ or jump
 * it may be over as soon as it is written, and looks that ought to take seconds would be used up before an effect can show. A
 * wait that another process began is kept whole from when it was first found here: never shorter than it should be.
 */
export class Waits {
  readonly #clock: Pick<SteadyClock, 'elapsed'>;
  readonly #fraction: () => number;
  readonly #of = new Map<BatchId, Wait>();

  /** @param fraction random numbers in [0, 1) */
  constructor(clock: Pick<SteadyClock, 'elapsed'>, fraction: () => number) {
    this.#clock = clock;
    this.#fraction = fraction;
  }

  /** A wait that this process itself has begun. */
  start({ id, fence }: Pick<Batch, 'id' | 'fence'>, waitMs: number): void {
    this.#of.set(id, { fence, until: this.#clock.elapsed() + waitMs });
  }

  /** Has a batch that is due by the time of day waited? One that was not seen like this before begins to. */
  isOver(batch: Seen): boolean {
    if (this.#of.get(batch.id)?.fence !== batch.fence) this.start(batch, waitOf(batch, this.#fraction()));
    return (this.#of.get(batch.id)?.until ?? 0) <= this.#clock.elapsed();
  }

  /** It goes on. */
  forget(id: BatchId): void {
    this.#of.delete(id);
  }

  /** Batches whose wait is not over. */
  now(): readonly BatchId[] {
    const elapsedMs = this.#clock.elapsed();
    // Others have taken these up long ago.
    for (const [id, { until }] of this.#of) if (until + LONGEST_RETRY_AFTER_MS < elapsedMs) this.#of.delete(id);
    return [...this.#of].filter(([, { until }]) => until > elapsedMs).map(([id]) => id);
  }

  /** Until the first wait of those is over, in milliseconds; Infinity when nothing waits. */
  leftMs(): number {
    const elapsedMs = this.#clock.elapsed();
    return Math.min(...[...this.#of.values()].map(({ until }) => until - elapsedMs).filter((left) => left > 0));
  }
}
