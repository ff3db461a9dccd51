import { expect, test } from 'vitest';
import { createDispatcher } from '../../src/dispatch/dispatcher.ts';
import { Waits, waitOf } from '../../src/dispatch/waits.ts';
import { batchId } from '../../src/ids.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { offBy, SimulatedClock } from '../support/simulated-clock.ts';

const MINUTE_MS = 60_000;
const id = batchId('0197b7c4-0000-7000-8000-000000000001');
/** A batch in doubt that was looked at once. */
const doubted = { id, fence: 2, state: 'settling', attempts: 1, readBacks: 1 } as const;

function watching() {
  const clock = new SimulatedClock();
  return { clock, waits: new Waits(clock, () => 0.5) };
}

test.each([
  { state: 'settling', fence: 1, attempts: 1, readBacks: 0, waitMs: 1_000 },
  { state: 'settling', fence: 3, attempts: 1, readBacks: 2, waitMs: 4_000 },
  { state: 'ready', fence: 3, attempts: 3, readBacks: 0, waitMs: 2_000 },
  { state: 'ready', fence: 0, attempts: 0, readBacks: 0, waitMs: 0 },
  // A part that is sent once more waited when it was made.
  { state: 'ready', fence: 0, attempts: 2, readBacks: 0, waitMs: 0 },
  { state: 'ready', fence: 4, attempts: 0, readBacks: 2, waitMs: 0 },
] as const)(
  'found $state after $attempts calls and $readBacks looks, a batch waits $waitMs ms',
  ({ waitMs, ...batch }) => {
    expect(waitOf(batch, 0.5)).toBe(waitMs);
  },
);

test('a doubt that others put off is not looked at before it was seen for as long as it has to wait', () => {
  const { clock, waits } = watching();

  expect(waits.isOver(doubted)).toBe(false);
  expect(waits.now()).toEqual([id]);
  expect(waits.leftMs()).toBe(2_000);

  clock.advance(1_999);
  expect(waits.isOver(doubted)).toBe(false);
  clock.advance(1);
  expect(waits.isOver(doubted)).toBe(true);
  expect(waits.now()).toEqual([]);
  expect(waits.leftMs()).toBe(Number.POSITIVE_INFINITY);
});

test('a wait of our own is kept as it was begun, and one that somebody else began since is another', () => {
  const { clock, waits } = watching();

  waits.start(doubted, 500);
  clock.advance(500);

  expect(waits.isOver(doubted)).toBe(true);
  expect(waits.isOver({ ...doubted, fence: 3, readBacks: 2 })).toBe(false);
  expect(waits.leftMs()).toBe(4_000);
});

/** One person, whom the directory refuses to remove and removes some seconds later. */
async function removedAllTheSame() {
  const domain = await buildDomain({ accounts: [account('1000')] });
  const request = await domain.submitted(byId('1000'), 'remove');
  domain.directory.wholes.push('refused-late');
  await domain.useCases.approve(request, actor(domain.cast.bob));
  return { ...domain, request };
}

test.each([{ minutes: -60 }, { minutes: -10 }, { minutes: 0 }, { minutes: 10 }, { minutes: 60 }])(
  'two replicas, $minutes min apart, leave a refused change the time to show before they call it failed',
  async ({ minutes }) => {
    const { clock, deps, outcomes, request, state, stopped } = await removedAllTheSame();
    const right = createDispatcher({ ...deps, alone: false });
    const off = createDispatcher({ ...deps, clock: offBy(clock, minutes * MINUTE_MS), alone: false });

    await right.start();
    await off.start();
    await clock.runUntil(async () => (await state(request)) === 'finished');
    await stopped(right);
    await stopped(off);

    expect(Object.values(await outcomes(request))).toEqual([expect.objectContaining({ kind: 'succeeded' })]);
  },
);

test('a look that ended with its process is no reason to call a change failed sooner', async () => {
  const { clock, newDispatcher, outcomes, request, state, stopped, store } = await removedAllTheSame();
  const inDoubt = async () => store.db.selectFrom('batches').selectAll().where('state', '=', 'settling').execute();
  const first = newDispatcher();
  await first.start();
  await clock.runUntil(async () => (await inDoubt()).length > 0);
  await stopped(first);

  // Two more processes have died since, each in the middle of a look.
  clock.advance(3_000);
  const [batch] = await inDoubt();
  const dead = {
    state: 'reading',
    read_backs: 2,
    fence: (batch?.fence ?? 0) + 2,
    owner: 'dead',
    lease_until: clock.now(),
  };
  await store.db.updateTable('batches').set(dead).execute();
  const last = newDispatcher();
  await last.start();
  await clock.runUntil(async () => (await state(request)) === 'finished');
  await stopped(last);

  expect(Object.values(await outcomes(request))).toEqual([expect.objectContaining({ kind: 'succeeded' })]);
});
