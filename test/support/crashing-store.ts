import type { Store } from '../../src/store/store.ts';

/**
 * How the chosen write goes wrong. `dies`: the process is gone, so that this write and every later one never answers;
 * `fails`: the process lives on with an error in its hand. Before or after the transaction was committed.
 */
export const CRASHES = ['dies-before', 'dies-after', 'fails-before', 'fails-after'] as const;
export type Crash = (typeof CRASHES)[number];

export interface CrashingStore extends Store {
  /** Was there a write to go wrong? */
  readonly reached: () => boolean;
  readonly dead: () => boolean;
}

const never = <T>(): Promise<T> => new Promise(() => {});

/** A store whose `atWrite`th write (from 1) goes wrong. Reading goes on: a dead process has nothing left to do with it. */
export function crashingStore(store: Store, atWrite: number, crash: Crash): CrashingStore {
  let writes = 0;
  const reached = () => writes >= atWrite;
  const dies = crash.startsWith('dies');
  return {
    ...store,
    reached,
    dead: () => dies && reached(),
    write: async (work) => {
      if (dies && reached()) return never();
      writes += 1;
      if (writes !== atWrite) return store.write(work);
      if (crash.endsWith('after')) await store.write(work);
      if (dies) return never();
      throw new Error('The database went away');
    },
  };
}
