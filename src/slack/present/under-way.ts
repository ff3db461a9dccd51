import type { RequestId } from '../../ids.ts';
import type { SteadyClock } from '../../runtime/clock.ts';
import { type LeaseWatch, seeLeases } from '../../runtime/lease-watch.ts';
import type { PostRow } from '../../store/schema.ts';

/** Requests that others have shown since are not asked about again. Who is forgotten waits once more. */
const MOST_REQUESTS = 1_000;

/** How long each post, by its key, is known to be on its way, in milliseconds: 0 when it was just found so. */
export type UnderWay = ReadonlyMap<string, number>;

/**
 * How long this process has known that posts are on their way to Slack, by its own steady clock. When they left is stored as a time of
 * day, and where clocks differ or jump a post would be looked for before it can show, not be found, and be posted again.
 */
export class PostsUnderWay {
  readonly #clock: Pick<SteadyClock, 'elapsed'>;
  readonly #of = new Map<RequestId, LeaseWatch<string>>();

  constructor(clock: Pick<SteadyClock, 'elapsed'>) {
    this.#clock = clock;
  }

  /** @param rows all posts of the request, as just read */
  look(id: RequestId, rows: readonly PostRow[]): UnderWay {
    const now = this.#clock.elapsed();
    const tries = rows
      .filter(({ state }) => state === 'sending')
      .map(({ key, attempts, updated_at: intendedAt }) => ({ of: key, fence: attempts, until: intendedAt }));
    const seen = seeLeases(this.#of.get(id) ?? new Map(), tries, now);
    this.#of.delete(id);
    if (seen.size > 0) this.#of.set(id, seen);
    const [oldest] = this.#of.keys();
    if (oldest !== undefined && this.#of.size > MOST_REQUESTS) this.#of.delete(oldest);
    return new Map([...seen].map(([key, { since }]) => [key, now - since]));
  }
}
