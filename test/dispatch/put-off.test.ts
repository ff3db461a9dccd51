import { expect, test } from 'vitest';
import { DirectoryUnavailable } from '../../src/directories/directory.ts';
import { createDispatcher } from '../../src/dispatch/dispatcher.ts';
import { findDueBatch } from '../../src/dispatch/due-batch.ts';
import type { RequestId } from '../../src/ids.ts';
import { type Bells, ringAll } from '../../src/requests/deps.ts';
import { Bell } from '../../src/runtime/bell.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { NO_SAFEGUARDS } from '../support/safeguards.ts';
import { offBy } from '../support/simulated-clock.ts';

const MINUTE_MS = 60_000;
/** How long a batch is put off whose accounts cannot be read before its call. */
const PUT_OFF_MS = 10_000;
const MANY = 10_000;

const bells = (): Bells => ({ dispatch: new Bell(), present: new Bell(), clock: new Bell() });

/** An approved request for the first, and another one for the second of two people. */
async function twoApproved() {
  const domain = await buildDomain({
    accounts: [account('1000'), account('2000')],
    safeguards: { ...NO_SAFEGUARDS, drift: true },
  });
  const { cast, submitted, useCases } = domain;
  const approved = async (id: string) => {
    const request = await submitted(byId(id));
    await useCases.approve(request, actor(cast.bob));
    return request;
  };
  // Of requests that were never served, that with the lower id comes first.
  const [first, second] = [await approved('1000'), await approved('2000')].toSorted() as [RequestId, RequestId];
  return { ...domain, first, second };
}

test.each([{ minutes: -60 }, { minutes: 0 }, { minutes: 60 }])(
  'two replicas, $minutes min apart and woken by each other, put off what cannot be read no more often than each alone',
  async ({ minutes }) => {
    const { clock, deps, directory, first, second, state, stopped, store, view } = await twoApproved();
    const mine = bells();
    const others = bells();
    /** As Postgres tells the others of each change of a request. */
    const waking = (whom: Bells): typeof store => ({
      ...store,
      write: async (work) => {
        const done = await store.write(work);
        ringAll(whom);
        return done;
      },
    });
    const unread = () => new DirectoryUnavailable('throttled', 'The directory asked Muster to wait.');
    directory.readFaults.push(...Array.from({ length: MANY }, unread));
    const right = createDispatcher({ ...deps, store: waking(others), changed: mine, alone: false });
    const off = createDispatcher({
      ...deps,
      store: waking(mine),
      changed: others,
      clock: offBy(clock, minutes * MINUTE_MS),
      alone: false,
    });
    const before = (await view(first)).request.version;
    const until = clock.elapsed() + MINUTE_MS;

    await right.start();
    await off.start();
    await clock.runUntil(() => clock.elapsed() >= until);
    const looks = MANY - directory.readFaults.length;
    const shown = (await view(first)).request.version - before;
    directory.readFaults.length = 0;
    await clock.runUntil(async () => (await state(first)) === 'finished' && (await state(second)) === 'finished');
    const endedAfterMs = clock.elapsed() - until;
    await stopped(right);
    await stopped(off);

    const eachOfOne = MINUTE_MS / PUT_OFF_MS + 1;
    expect(shown).toBeLessThanOrEqual(2 * eachOfOne);
    expect(looks).toBeLessThanOrEqual(2 * 2 * eachOfOne);
    expect(looks).toBeGreaterThanOrEqual(2 * (eachOfOne - 1));
    expect(endedAfterMs).toBeLessThanOrEqual(2 * PUT_OFF_MS);
  },
);

test('while a request is put off, others of its directory have their turn, and what is in doubt of it is read back', async () => {
  const { clock, directory, first, second, store } = await twoApproved();
  const due = async (...putOff: readonly RequestId[]) => {
    const batch = await findDueBatch(store.db, directory.name, clock.now(), { putOff });
    return batch && { request: batch.requestId, state: batch.state };
  };
  clock.advance(1);

  expect(await due()).toEqual({ request: first, state: 'ready' });
  expect(await due(first)).toEqual({ request: second, state: 'ready' });
  expect(await due(first, second)).toBeNull();

  await store.db.updateTable('batches').set({ state: 'settling' }).where('request_id', '=', first).execute();
  await store.db.updateTable('requests').set({ state: 'running' }).where('id', '=', first).execute();
  expect(await due(first, second)).toEqual({ request: first, state: 'settling' });
  await store.close();
});
