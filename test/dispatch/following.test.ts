import { expect, test } from 'vitest';
import { createDispatcher } from '../../src/dispatch/dispatcher.ts';
import { actor, buildDomain, byId, type DomainOptions } from '../support/domain.ts';
import { account, FakeDirectory } from '../support/fake-directory.ts';

/** Counts how many calls are under way at once, and how far apart they leave. */
class WatchedDirectory extends FakeDirectory {
  most = 0;
  readonly leftAt: number[] = [];
  #underWay = 0;

  watch(now: () => number): this {
    const { operations } = this;
    this.operations = new Map(
      [...operations].map(([name, operation]) => [
        name,
        {
          ...operation,
          apply: async (call) => {
            this.#underWay += 1;
            this.most = Math.max(this.most, this.#underWay);
            this.leftAt.push(now());
            try {
              return await operation.apply(call);
            } finally {
              this.#underWay -= 1;
            }
          },
        },
      ]),
    );
    return this;
  }
}

async function running(people: number, options: Partial<DomainOptions> = {}) {
  const accounts = Array.from({ length: people }, (_, index) => account(String(1_000 + index)));
  const domain = await buildDomain({
    accounts,
    directory: (clock, all) => new WatchedDirectory(clock, all).watch(() => clock.now()),
    ...options,
  });
  const id = await domain.submitted(byId(...accounts.map((one) => one.id)));
  await domain.useCases.approve(id, actor(domain.cast.bob));
  const directory = domain.directory as WatchedDirectory;
  const underWay = async () => {
    const rows = await domain.store.db.selectFrom('batches').select('id').where('state', '=', 'calling').execute();
    return rows.length;
  };
  /** So many calls have left, and one more batch is claimed. */
  const isNextReady = async (calls: number) => {
    const { claims } = await domain.store.db
      .selectFrom('attempts')
      .select((eb) => eb.fn.countAll<number>().as('claims'))
      .executeTakeFirstOrThrow();
    return directory.calls.length === calls && claims === calls + 1;
  };
  /** Lets time go by. */
  const wait = (ms: number) => {
    const until = domain.clock.now() + ms;
    return domain.clock.runUntil(() => domain.clock.now() >= until);
  };
  return { ...domain, id, directory, underWay, isNextReady, wait };
}

test('the next batch is ready while a call is under way, and leaves the moment that ends', async () => {
  const { directory, clock, newDispatcher, stopped, state, id, underWay, isNextReady } = await running(500);
  const dispatcher = newDispatcher();
  await dispatcher.start();

  await clock.runUntil(() => isNextReady(3));
  expect(await underWay()).toBe(2);
  await clock.runUntil(async () => (await state(id)) === 'finished');
  await stopped(dispatcher);

  expect(directory.most).toBe(1);
  const gaps = directory.leftAt.slice(3).map((at, index) => at - (directory.leftAt[index + 2] ?? 0));
  expect(Math.max(...gaps)).toBe(directory.latencyMs);
});

test.each([1, 2, 4])('no more than %i calls are ever under way, and everybody is changed once', async (inFlight) => {
  const { directory, clock, newDispatcher, stopped, state, id } = await running(1_000, {
    pace: { callsPerSecond: 100, inFlight },
  });
  const dispatcher = newDispatcher();
  await dispatcher.start();

  await clock.runUntil(async () => (await state(id)) === 'finished');
  await stopped(dispatcher);

  expect(directory.most).toBe(inFlight);
  expect(directory.effects).toHaveLength(1_000);
});

test('calls that follow one another keep the distance that the pace asks for', async () => {
  const { directory, clock, newDispatcher, stopped, state, id } = await running(1_000, {
    pace: { callsPerSecond: 10, inFlight: 2 },
  });
  directory.latencyMs = 205;
  const dispatcher = newDispatcher();
  await dispatcher.start();

  await clock.runUntil(async () => (await state(id)) === 'finished');
  await stopped(dispatcher);

  const gaps = directory.leftAt.slice(1).map((at, index) => at - (directory.leftAt[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100);
});

test('a request that is stopped while its next batch waits for a place sends it no more', async () => {
  const { directory, clock, cast, useCases, newDispatcher, stopped, state, id, outcomes, store, isNextReady } =
    await running(500);
  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(() => isNextReady(3));

  await useCases.stop(id, actor(cast.bob));
  await clock.runUntil(async () => (await state(id)) === 'stopped');
  await stopped(dispatcher);

  expect(directory.calls).toHaveLength(3);
  const kinds = Object.values(await outcomes(id)).map((outcome) => outcome?.kind);
  expect(kinds.filter((kind) => kind === 'succeeded')).toHaveLength(150);
  expect(kinds.filter((kind) => kind === 'skipped')).toHaveLength(350);
  const withdrawn = await store.db.selectFrom('attempts').selectAll().where('result', '=', 'not-sent').execute();
  expect(withdrawn).toHaveLength(1);
});

test('a request whose next batch was taken back goes on with it under the same token, as if it had never been ready', async () => {
  const { directory, clock, deps, stopped, state, id, store, underWay, isNextReady, wait } = await running(500);
  let frozen = false;
  const dispatcher = createDispatcher({ ...deps, alone: true, frozenOutside: () => frozen });
  await dispatcher.start();
  await clock.runUntil(() => isNextReady(3));

  frozen = true;
  await clock.runUntil(async () => (await underWay()) === 0);
  await wait(10_000);

  expect(directory.calls).toHaveLength(3);

  frozen = false;
  await clock.runUntil(async () => (await state(id)) === 'finished');
  await stopped(dispatcher);

  expect(directory.effects).toHaveLength(500);
  expect(new Set(directory.calls.map(({ token }) => token)).size).toBe(10);
  const most = await store.db.selectFrom('batches').select('attempts').orderBy('attempts', 'desc').executeTakeFirst();
  expect(most?.attempts).toBe(1);
});

test('who is stopped takes back what was only ready, and the next life sends it', async () => {
  const { directory, clock, newDispatcher, stopped, state, id, store, underWay, isNextReady } = await running(500);
  const first = newDispatcher();
  await first.start();
  await clock.runUntil(() => isNextReady(3));

  await stopped(first);

  expect(await underWay()).toBe(0);
  expect(directory.calls).toHaveLength(3);
  const second = newDispatcher();
  await second.start();
  await clock.runUntil(async () => (await state(id)) === 'finished');
  await stopped(second);
  expect(directory.effects).toHaveLength(500);
  const doubts = await store.db.selectFrom('batches').select('id').where('doubt', '!=', 'none').execute();
  expect(doubts).toEqual([]);
});

test('a call that meets a wall does not send the next one after it', async () => {
  const { directory, clock, newDispatcher, stopped, state, id, underWay, isNextReady } = await running(500);
  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(() => isNextReady(2));
  directory.faults.push({
    kind: 'answer',
    result: { kind: 'forbidden', requestId: 'r', reason: 'No entry.' },
  });

  await clock.runUntil(async () => (await state(id)) === 'paused' && (await underWay()) === 0);
  await stopped(dispatcher);

  expect(directory.calls).toHaveLength(3);
});

test('behind calls that take long nothing is made ready', async () => {
  const { directory, clock, newDispatcher, stopped, state, id, underWay, wait } = await running(300);
  directory.latencyMs = 4_000;
  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(() => directory.calls.length === 3);

  await wait(2_000);

  expect(await underWay()).toBe(1);
  await clock.runUntil(async () => (await state(id)) === 'finished');
  await stopped(dispatcher);
});

test('what waits longer than its checks are good for is taken back and looked at again', async () => {
  const { directory, clock, newDispatcher, stopped, state, id, underWay, isNextReady, wait } = await running(500);
  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(() => isNextReady(2));
  directory.latencyMs = 30_000;
  await clock.runUntil(() => isNextReady(3));

  await wait(6_000);

  expect(directory.calls).toHaveLength(3);
  expect(await underWay()).toBe(1);
  directory.latencyMs = 100;
  await clock.runUntil(async () => (await state(id)) === 'finished');
  await stopped(dispatcher);
  expect(directory.effects).toHaveLength(500);
});
