import { afterEach, beforeEach } from 'vitest';
import type { WickrDirectory } from '../../../../src/directories/wickr/directory.ts';
import { FarEnd } from '../far-end.ts';
import { directoryFor, HandClock, type Setup } from '../harness.ts';

/** A far end for each test, and directories that are closed after it. */
export function eachWithFarEnd() {
  let farEnd: FarEnd;
  let clock = new HandClock();
  const directories: WickrDirectory[] = [];
  beforeEach(async () => {
    farEnd = await FarEnd.open();
    clock = new HandClock();
  });
  afterEach(async () => {
    await farEnd[Symbol.asyncDispose]();
    await Promise.all(directories.splice(0).map((directory) => directory.close()));
  });
  return {
    get farEnd() {
      return farEnd;
    },
    get clock() {
      return clock;
    },
    open(setup: Partial<Setup> = {}): WickrDirectory {
      const directory = directoryFor({ endpoint: farEnd.url, clock, ...setup });
      directories.push(directory);
      return directory;
    },
  };
}

/** Method and path below the network, in order of arrival. */
export function callsOf(farEnd: FarEnd): string[] {
  return farEnd.seen.map(({ method, path }) => `${method} ${path.replace('/networks/01234567/', '')}`);
}
