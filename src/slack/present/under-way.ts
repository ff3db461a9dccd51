import type { RequestId } from '../../ids.ts';
import type { SteadyClock } from '../../runtime/clock.ts';
import type { PostRow } from '../../store/schema.ts';

/** Requests that others have shown since are not asked about again. Who is forgotten waits once more. */
const MOST_REQUESTS = 1_000;

interface Seen {
  /** Tells one try from the next. */
  readonly attempts: number;
  readonly intendedAt: number;
  /** When it was first found like this, by our own steady clock. */
  readonly since: number;
}

/** How long each post, by its key, is known to be on its way, in milliseconds: 0 when it was just found so. */
export type UnderWay = ReadonlyMap<string, number>;

/**
 * How long this process has known that posts are on their way to Slack, by its own steady clock. When they left is stored as a time of
 * day, and where clocks differ or jump a post would be looked for before it can show, not be found, and be posted again.
 */
export class PostsUnderWay {
  readonly #clock: Pick<SteadyClock, 'elapsed'>;
  readonly #of = new Map<RequestId, ReadonlyMap<string, Seen>>();

  constructor(clock: Pick<SteadyClock, 'elapsed'>) {
    this.#clock = clock;
  }

  /** @param rows all posts of the request, as just read */
  look(id: RequestId, rows: readonly PostRow[]): UnderWay {
    const now = this.#clock.elapsed();
    const before = this.#of.get(id);
    const seen = new Map<string, Seen>();
    for (const { key, state, attempts, updated_at: intendedAt } of rows) {
      if (state !== 'sending') continue;
      const known = before?.get(key);
      const same = known?.attempts === attempts && known.intendedAt === intendedAt;
      seen.set(key, known && same ? known : { attempts, intendedAt, since: now });
    }
    this.#of.delete(id);
    if (seen.size > 0) this.#of.set(id, seen);
    const [oldest] = this.#of.keys();
    if (oldest !== undefined && this.#of.size > MOST_REQUESTS) this.#of.delete(oldest);
    return new Map([...seen].map(([key, { since }]) => [key, now - since]));
  }
}
