import { ChangedMeanwhile, type Store } from '../../../src/store/store.ts';
import type { Chance } from './chance.ts';
import type { Gate } from './gate.ts';
import type { FaultSite, Weather } from './weather.ts';
import type { WorldClock } from './world-clock.ts';

export interface StoreFaults {
  readonly failsBefore: FaultSite;
  readonly failsAfter: FaultSite;
  readonly runsAgain: FaultSite;
  readonly slow: FaultSite;
}

export function storeFaults(weather: Weather): StoreFaults {
  const site = (name: string, on: number, most: number) => weather.site(`store ${name}`, { on, most });
  return {
    failsBefore: site('fails before', 0.15, 0.05),
    failsAfter: site('fails after', 0.15, 0.05),
    runsAgain: site('runs again', 0.2, 0.3),
    slow: site('slow', 0.3, 0.5),
  };
}

export interface GatedStoreParts {
  readonly store: Store;
  readonly gate: Gate;
  readonly world: WorldClock;
  readonly chance: Chance;
  readonly faults: StoreFaults;
  /** Several processes share the store, as only Postgres allows. */
  readonly shared: boolean;
  /** Told when a write went wrong: what the process meant to remember is not remembered. */
  readonly wentWrong: () => void;
}

/** The store as one process reaches it: slow, failing before or after the commit, running work twice as it may. */
export function gatedStore({ store, gate, world, chance, faults, shared, wentWrong }: GatedStoreParts): Store {
  const failed = () => {
    wentWrong();
    return new Error('The database went away');
  };
  return {
    ...store,
    dialect: shared ? 'postgres' : store.dialect,
    write: async (work) => {
      if (faults.slow.happens()) await world.sleep(chance.between(1, 200));
      await gate.pass('writes');
      if (faults.failsBefore.happens()) throw failed();
      let rerun = faults.runsAgain.happens();
      const result = await store.write(async (tx) => {
        const done = await work(tx);
        if (!rerun) return done;
        rerun = false;
        throw new ChangedMeanwhile('Somebody else was first');
      });
      await gate.pass('has written');
      if (faults.failsAfter.happens()) throw failed();
      return result;
    },
  };
}
