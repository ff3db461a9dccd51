import { expect, test } from 'vitest';
import { LONGEST_RETRY_AFTER_MS } from '../../src/dispatch/backoff.ts';
import { createDispatcher } from '../../src/dispatch/dispatcher.ts';
import type { SteadyClock } from '../../src/runtime/clock.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import type { SimulatedClock } from '../support/simulated-clock.ts';

const MINUTE_MS = 60_000;
const REST_MS = MINUTE_MS;
/** Nobody looks more seldom. */
const LOOK_EVERY_MS = 1_000;

const offBy = (clock: SimulatedClock, ms: number): SteadyClock => ({
  now: () => clock.now() + ms,
  elapsed: () => clock.elapsed(),
  sleep: (durationMs, signal) => clock.sleep(durationMs, signal),
});

/** An approved request of many batches, and a directory that answers the first call with a rest of a minute. */
async function approved(retryAfterMs = REST_MS) {
  const people = Array.from({ length: 120 }, (_, index) => account(String(1_000 + index)));
  const domain = await buildDomain({ accounts: people, pace: { callsPerSecond: 10, inFlight: 1 } });
  const { cast, clock, directory, store, submitted, useCases } = domain;
  const id = await submitted(byId(...people.map((one) => one.id)));
  await useCases.approve(id, actor(cast.bob));
  directory.faults.push({
    kind: 'answer',
    result: { kind: 'throttled', requestId: null, retryAfterMs },
  });
  /** By the steady clock, when a rest has been stored. */
  const toldAt = async () => {
    await clock.runUntil(
      async () => (await store.db.selectFrom('directories').select('rest_ms').executeTakeFirst())?.rest_ms === REST_MS,
    );
    return clock.elapsed();
  };
  /** When the next call leaves. */
  const nextCallAt = async () => {
    const before = directory.calls.length;
    await clock.runUntil(() => directory.calls.length > before);
    return clock.elapsed();
  };
  return { ...domain, id, toldAt, nextCallAt };
}

/** Not slow by a few minutes: the batch that was put off waits by the time of day, for up to a quarter of an hour. */
const APART = [-60, -54, 10, 54, 60].map((minutes) => ({ minutes }));

test.each(APART)(
  'a replica whose clock is off by $minutes min keeps the rest that another one was told',
  async (of) => {
    const { clock, deps, id, nextCallAt, state, stopped, toldAt } = await approved();
    const told = createDispatcher({ ...deps, alone: false });
    const off = createDispatcher({ ...deps, clock: offBy(clock, of.minutes * MINUTE_MS), alone: false });

    await told.start();
    const at = await toldAt();
    await stopped(told);
    await off.start();
    const restedMs = (await nextCallAt()) - at;
    await clock.runUntil(async () => (await state(id)) === 'finished');
    await stopped(off);

    expect(restedMs).toBeGreaterThanOrEqual(REST_MS);
    expect(restedMs).toBeLessThanOrEqual(REST_MS + LOOK_EVERY_MS);
  },
);

test.each(APART)('nor does one whose clock is off by $minutes min make another one forget its rest', async (of) => {
  const { clock, deps, id, nextCallAt, state, stopped, toldAt } = await approved();
  const told = createDispatcher({ ...deps, alone: false });
  const off = createDispatcher({ ...deps, clock: offBy(clock, of.minutes * MINUTE_MS), alone: false });

  await told.start();
  await off.start();
  const at = await toldAt();
  const restedMs = (await nextCallAt()) - at;
  await clock.runUntil(async () => (await state(id)) === 'finished');
  await stopped(told);
  await stopped(off);

  expect(restedMs).toBeGreaterThanOrEqual(REST_MS);
  expect(restedMs).toBeLessThanOrEqual(REST_MS + LOOK_EVERY_MS);
});

test.each(APART)('a clock that jumps by $minutes min during a rest makes it neither shorter nor longer', async (of) => {
  const { clock, nextCallAt, newDispatcher, stopped, toldAt } = await approved();
  const dispatcher = newDispatcher();

  await dispatcher.start();
  const at = await toldAt();
  clock.jump(of.minutes * MINUTE_MS);
  const restedMs = (await nextCallAt()) - at;
  await stopped(dispatcher);

  expect(restedMs).toBeGreaterThanOrEqual(REST_MS);
  expect(restedMs).toBeLessThanOrEqual(REST_MS + LOOK_EVERY_MS);
});

test.each(APART)(
  'who starts anew during a rest, with a clock that jumped by $minutes min, keeps it whole',
  async (of) => {
    const { clock, nextCallAt, newDispatcher, stopped, toldAt } = await approved();
    const dispatcher = newDispatcher();

    await dispatcher.start();
    await toldAt();
    await stopped(dispatcher);
    clock.jump(of.minutes * MINUTE_MS);
    clock.advance(REST_MS / 2);
    const nextLife = newDispatcher();
    const startedAt = clock.elapsed();
    await nextLife.start();
    const waitedMs = (await nextCallAt()) - startedAt;
    await stopped(nextLife);

    expect(waitedMs).toBeGreaterThanOrEqual(REST_MS);
    expect(waitedMs).toBeLessThanOrEqual(REST_MS + LOOK_EVERY_MS);
  },
);

test('a rest that ended while nothing was to be done is not waited out when there is work again', async () => {
  const { cast, clock, directory, id, newDispatcher, state, stopped, submitted, toldAt, useCases } = await approved();
  const dispatcher = newDispatcher();

  await dispatcher.start();
  await toldAt();
  await useCases.stop(id, actor(cast.bob));
  await clock.runUntil(async () => (await state(id)) === 'stopped');
  const until = clock.elapsed() + 2 * REST_MS;
  await clock.runUntil(() => clock.elapsed() >= until);
  const calls = directory.calls.length;
  const next = await submitted(byId('1000'));
  await useCases.approve(next, actor(cast.bob));
  const approvedAt = clock.elapsed();
  await clock.runUntil(() => directory.calls.length > calls);
  await stopped(dispatcher);

  expect(clock.elapsed() - approvedAt).toBeLessThanOrEqual(2 * LOOK_EVERY_MS);
});

test('a rest that an earlier release stored, without its length, is kept as if it were the longest there is', async () => {
  const { clock, nextCallAt, newDispatcher, stopped, store } = await approved();
  await store.db
    .updateTable('directories')
    .set({ not_before: clock.now() + REST_MS })
    .execute();
  const dispatcher = newDispatcher();
  const startedAt = clock.elapsed();

  await dispatcher.start();
  const waitedMs = (await nextCallAt()) - startedAt;
  await stopped(dispatcher);

  expect(waitedMs).toBe(LONGEST_RETRY_AFTER_MS);
});

test('a rest of no time at all is not taken for one whose length nobody knows', async () => {
  const { clock, deps, directory, nextCallAt, stopped } = await approved(0);
  const dispatcher = createDispatcher({ ...deps, random: { ...deps.random, fraction: () => 0 }, alone: true });

  await dispatcher.start();
  await clock.runUntil(() => directory.calls.length === 1);
  const at = clock.elapsed() + directory.latencyMs;
  const waitedMs = (await nextCallAt()) - at;
  await stopped(dispatcher);

  expect(waitedMs).toBeLessThanOrEqual(LOOK_EVERY_MS);
});
