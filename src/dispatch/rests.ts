import type { DirectoryName } from '../ids.ts';
import type { SteadyClock } from '../runtime/clock.ts';
import type { Queries } from '../store/store.ts';
import { findRests } from './directory-records.ts';
import type { PaceState } from './pace-state.ts';
import { restLeftMs, type SeenRest, seeRest } from './rest-watch.ts';

/** What this process saw of the rests that directories asked for. */
export class Rests {
  readonly #clock: Pick<SteadyClock, 'elapsed'>;
  readonly #seen = new Map<DirectoryName, SeenRest>();

  constructor(clock: Pick<SteadyClock, 'elapsed'>) {
    this.#clock = clock;
  }

  /** Sees what is stored, so that no rest that is over by now is waited out when there is work again. */
  async look(queries: Queries): Promise<void> {
    for (const { name, ...stored } of await findRests(queries)) this.leftMs(name, stored);
  }

  /** How long a directory still rests: not above 0 when it does not. `stored`: as committed, not as this transaction changes it. */
  leftMs(name: DirectoryName, stored: Pick<PaceState, 'rest' | 'rests'>): number {
    const elapsedMs = this.#clock.elapsed();
    const seen = seeRest(this.#seen.get(name) ?? null, stored, elapsedMs);
    this.#seen.set(name, seen);
    return restLeftMs(seen, elapsedMs);
  }
}
