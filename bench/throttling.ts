import { openStore } from '../src/store/open-store.ts';
import { actor, buildDomain, byId } from '../test/support/domain.ts';
import { account } from '../test/support/fake-directory.ts';
import { HiddenLimit, type HiddenLimitOptions, LimitedDirectory } from '../test/support/hidden-limit.ts';
import { quietLog } from '../test/support/quiet-log.ts';
import { seededRandom } from '../test/support/seeded-random.ts';
import type { Bench, Measurement } from './table.ts';

/**
 * The real dispatcher and store against a directory that allows it knows how many calls and answers some with 429, in
 * simulated time: the same figures on every machine.
 */

const CALLS = 2_000;
/** Until the pace has been found; not counted. */
const WARM_UP_CALLS = 700;
const PACE = { callsPerSecond: 1, atMost: 20, inFlight: 8 };

const PROFILES: readonly { readonly about: string; readonly limit: HiddenLimitOptions }[] = [
  { about: '4 calls/s', limit: { callsPerSecond: 4, burst: 4 } },
  { about: '12 calls/s, bursts of 12', limit: { callsPerSecond: 12, burst: 12 } },
  { about: '6 calls/s, no bursts', limit: { callsPerSecond: 6, burst: 1 } },
  { about: '3 to 9 calls/s, another every 2 min', limit: { callsPerSecond: 6, burst: 6, changesEveryMs: 120_000 } },
  { about: '6 calls/s and 0.3 % groundless 429', limit: { callsPerSecond: 6, burst: 6, groundless: 0.003 } },
];

/** What became of one profile: calls made and allowed after the warm-up, and calls that came too early in all. */
export async function underLimit(
  options: HiddenLimitOptions,
  calls = CALLS,
  warmUp = WARM_UP_CALLS,
): Promise<{ readonly share: number; readonly early: number; readonly throttled: number; readonly effects: number }> {
  const accounts = Array.from({ length: calls }, (_, index) => account(String(100_000 + index)));
  const store = await openStore({ url: 'sqlite::memory:', log: quietLog });
  let limit: HiddenLimit | null = null;
  const { cast, clock, directory, newDispatcher, stopped, submitted, useCases } = await buildDomain({
    accounts,
    store,
    pace: PACE,
    directory: (time, people) => {
      limit = new HiddenLimit(options, seededRandom(7), time.now());
      return new LimitedDirectory(time, people, limit);
    },
  });
  if (limit === null) throw new Error('No limit');
  const hidden: HiddenLimit = limit;
  await useCases.approve(await submitted(byId(...accounts.map(({ id }) => id))), actor(cast.bob));
  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(() => hidden.accepted >= warmUp, 24 * 60 * 60_000);
  hidden.passTo(clock.now());
  const from = { accepted: hidden.accepted, allowed: hidden.allowed };
  await clock.runUntil(() => hidden.accepted >= calls - 20, 24 * 60 * 60_000);
  hidden.passTo(clock.now());
  const share = (hidden.accepted - from.accepted) / (hidden.allowed - from.allowed);
  await clock.runUntil(() => directory.effects.length === calls, 24 * 60 * 60_000);
  await stopped(dispatcher);
  await store.close();
  return { share, early: hidden.early, throttled: hidden.throttled, effects: directory.effects.length };
}

export const throttling: Bench = {
  name: 'throttling',
  about: `${CALLS.toLocaleString('en-US')} calls under a hidden limit, beginning at ${PACE.callsPerSecond} call/s, after ${WARM_UP_CALLS} calls of warm-up (simulated time)`,
  async run() {
    const rows: Measurement[] = [];
    let early = 0;
    for (const { about, limit } of PROFILES) {
      const done = await underLimit(limit);
      early += done.early;
      rows.push({
        measured: `calls made over calls allowed: ${about} (${done.throttled} throttled)`,
        value: done.share.toFixed(3),
        target: '≥ 0.95',
        used: 0.95 / done.share,
      });
    }
    return [...rows, { measured: 'calls before a retry-after was over', value: String(early), target: '0' }];
  },
};
