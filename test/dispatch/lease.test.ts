import { expect, test } from 'vitest';
import type { Operation } from '../../src/directories/operation.ts';
import { createDispatcher } from '../../src/dispatch/dispatcher.ts';
import type { SteadyClock } from '../../src/runtime/clock.ts';
import type { Store } from '../../src/store/store.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';

/** An approved request, a dispatcher that freezes right after a claim, and a second one beside it. */
async function withFrozenReplica() {
  const domain = await buildDomain({ accounts: [account('1'), account('2')] });
  const id = await domain.submitted(byId('1', '2'));
  await domain.useCases.approve(id, actor(domain.cast.bob));
  let thaw = () => {};
  let freezes = true;
  const frozen = new Promise<void>((resolve) => {
    thaw = resolve;
  });
  const claimed = async () =>
    (await domain.store.db.selectFrom('batches').select('id').where('state', '=', 'calling').execute()).length > 0;
  /** Writes like any other; after the claim the whole process stands still until it is thawed. */
  const store: Store = {
    ...domain.store,
    write: async (work) => {
      const done = await domain.store.write(work);
      if (freezes && (await claimed())) {
        freezes = false;
        await frozen;
      }
      return done;
    },
  };
  const sleepy = createDispatcher({ ...domain.deps, store, alone: false });
  return { ...domain, id, sleepy, thaw, claimed };
}

test('a replica that wakes after its lease makes no call any more: another has taken the batch over', async () => {
  const { claimed, clock, directory, id, newDispatcher, sleepy, state, stopped, thaw, view } =
    await withFrozenReplica();

  await sleepy.start();
  await clock.runUntil(claimed);
  const awake = newDispatcher({ alone: false });
  await awake.start();
  await clock.runUntil(async () => (await state(id)) === 'finished');
  const calls = directory.calls.length;
  thaw();
  await stopped(sleepy);
  await stopped(awake);

  expect(directory.calls.length).toBe(calls);
  expect(directory.effects.length).toBe(2);
  expect((await view(id)).outcomes).toMatchObject({ succeeded: 2, waiting: 0 });
});

test('a replica that wakes within its lease makes its call as if nothing had been', async () => {
  const { claimed, clock, directory, id, sleepy, state, stopped, thaw } = await withFrozenReplica();

  await sleepy.start();
  await clock.runUntil(claimed);
  clock.advance(60_000);
  thaw();
  await clock.runUntil(async () => (await state(id)) === 'finished');
  await stopped(sleepy);

  expect(directory.calls.length).toBe(1);
});

test('a call under way is told to stop when somebody else has taken its batch', async () => {
  const domain = await buildDomain({ accounts: [account('1')] });
  const { clock, cast, directory, deps, store, useCases } = domain;
  const id = await domain.submitted(byId('1'));
  await useCases.approve(id, actor(cast.bob));
  const operation = directory.operations.get('suspend');
  if (!operation) throw new Error('No such operation');
  let told = false;
  const changing = directory.operations as Map<string, Operation>;
  changing.set('suspend', {
    ...operation,
    apply: ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          told = true;
          resolve({ kind: 'lost', requestId: null, reason: 'told to stop' });
        });
      }),
  });
  const dispatcher = createDispatcher({ ...deps, alone: false });

  await dispatcher.start();
  await clock.runUntil(async () => (await store.db.selectFrom('attempts').selectAll().execute()).length === 1);
  await store.db.updateTable('batches').set({ fence: 99, owner: 'somebody else' }).execute();
  await clock.runUntil(() => told);
  await domain.stopped(dispatcher);

  expect((await store.db.selectFrom('batches').select('owner').executeTakeFirstOrThrow()).owner).toBe('somebody else');
});

test('a machine whose clock is half an hour behind keeps its batches: nobody else takes what it is at work on', async () => {
  const { clock, cast, directory, deps, newDispatcher, state, stopped, store, submitted, useCases, view } =
    await buildDomain({
      accounts: [account('1')],
    });
  const id = await submitted(byId('1'));
  await useCases.approve(id, actor(cast.bob));
  const behind: SteadyClock = {
    now: () => clock.now() - 30 * 60_000,
    elapsed: () => clock.elapsed(),
    sleep: (durationMs, signal) => clock.sleep(durationMs, signal),
  };
  const operation = directory.operations.get('suspend');
  if (!operation) throw new Error('No such operation');
  let answer = () => {};
  (directory.operations as Map<string, Operation>).set('suspend', {
    ...operation,
    apply: async (call) => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return operation.apply(call);
    },
  });
  const slow = createDispatcher({ ...deps, clock: behind, alone: false });
  const other = newDispatcher({ alone: false });

  await slow.start();
  await clock.runUntil(async () => (await store.db.selectFrom('attempts').selectAll().execute()).length === 1);
  await other.start();
  const begun = clock.elapsed();
  await clock.runUntil(() => clock.elapsed() > begun + 10 * 60_000);
  answer();
  await clock.runUntil(async () => (await state(id)) === 'finished');
  await stopped(slow);
  await stopped(other);

  const events = await store.db.selectFrom('audit_events').select('kind').execute();
  expect(events.map(({ kind }) => kind)).not.toContain('batch.recovered');
  expect(directory.calls.length).toBe(1);
  expect((await view(id)).outcomes).toMatchObject({ succeeded: 1 });
});
