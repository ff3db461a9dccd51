import { expect, test } from 'vitest';
import { quietLog } from '../support/quiet-log.ts';
import { WickrSite } from './far-ends/wickr/site.ts';
import { runSeed } from './run-seed.ts';

/** `npm run simulate -- --seeds 2000` runs many more. */
const SEEDS = 40;

test('a seed replays everything that happened', { timeout: 900_000 }, async () => {
  for (const seed of [3, 12, 24]) {
    const once = await runSeed(seed, new WickrSite(), quietLog);
    const again = await runSeed(seed, new WickrSite(), quietLog);

    expect(again.trace).toEqual(once.trace);
    expect(again.hash).toBe(once.hash);
  }
});

test('whatever goes wrong, what was approved happens once and is told truly', { timeout: 900_000 }, async () => {
  const site = new WickrSite();

  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { broken } = await runSeed(seed, site, quietLog);
    expect(broken, `npm run simulate -- --seed ${seed} --trace`).toEqual([]);
  }
});
