import { expect, test } from 'vitest';
import type { ManagedDirectory } from '../../src/directories/managed.ts';
import { createDispatcher } from '../../src/dispatch/dispatcher.ts';
import type { DirectoryName } from '../../src/ids.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { NO_SAFEGUARDS } from '../support/safeguards.ts';

const HOUR_MS = 60 * 60_000;
const many = (count: number) => Array.from({ length: count }, (_, index) => account(String(1_000 + index)));

/** An approved request, and the far end's ways to misbehave. */
async function approved(people: number) {
  const accounts = many(people);
  const domain = await buildDomain({ accounts });
  const id = await domain.submitted(byId(...accounts.map((one) => one.id)));
  await domain.useCases.approve(id, actor(domain.cast.bob));
  const { clock, deps, state } = domain;
  const reaches = (wanted: string) => clock.runUntil(async () => (await state(id)) === wanted);
  /** A process whose configuration no longer names the directory, or has it without operations. */
  const startWithout = async (what: 'directory' | 'operation') => {
    const all = new Map<DirectoryName, ManagedDirectory>();
    const without = { name: domain.directory.name, kind: 'wickr', kindTitle: '', operations: new Map() };
    const { find, read, select, lookUp, groupNames, isHash, check } = domain.directory;
    const rest = { find, read, select, lookUp, groupNames, isHash, check };
    if (what === 'operation') {
      const directory = { ...without, ...rest, close: domain.directory.close };
      all.set(directory.name, {
        directory,
        protected: [],
        pace: { callsPerSecond: 100, inFlight: 1 },
        safeguards: NO_SAFEGUARDS,
      });
    }
    const dispatcher = createDispatcher({ ...deps, directories: { all, defaults: new Map() }, alone: true });
    await dispatcher.start();
    return dispatcher;
  };
  return { ...domain, id, reaches, startWithout };
}

for (const what of ['directory', 'operation'] as const) {
  test(`a request whose ${what} left the configuration is paused and says so`, async () => {
    const { id, reaches, startWithout, stopped, view } = await approved(60);

    const dispatcher = await startWithout(what);
    await reaches('paused');
    await stopped(dispatcher);

    expect((await view(id)).request.state).toMatchObject({ reason: expect.stringContaining('no longer configured') });
  });

  test(`a request whose ${what} left the configuration during a call can be stopped and ends`, async () => {
    const { cast, clock, directory, id, newDispatcher, reaches, startWithout, stopped, useCases, view } =
      await approved(60);
    directory.faults.push({ kind: 'never' });
    await newDispatcher().start();
    await clock.runUntil(() => directory.calls.length === 1);
    await useCases.stop(id, actor(cast.alice));

    const dispatcher = await startWithout(what);
    await reaches('stopped');
    await stopped(dispatcher);

    expect((await view(id)).outcomes).toMatchObject({ unconfirmed: 50, skipped: 10, waiting: 0 });
  });
}

test('a directory whose answers to reading cannot be understood leads to an end all the same', async () => {
  const { directory, id, newDispatcher, reaches, stopped, view } = await approved(2);
  directory.readsUntilCalled = true;
  directory.faults.push({ kind: 'lost-after-effect' });
  for (let index = 0; index < 200; index += 1) directory.readFaults.push(new TypeError('undefined is not a function'));

  const dispatcher = newDispatcher();
  await dispatcher.start();
  await reaches('finished');
  await stopped(dispatcher);

  expect((await view(id)).outcomes).toMatchObject({ unconfirmed: 2, waiting: 0 });
});

test('a lease that cannot be renewed is renewed later and never ends the process', async () => {
  const { deps, directory, reaches, stopped, store } = await approved(2);
  directory.latencyMs = 200_000;
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', note);
  let failures = 0;
  const db = store.db.withPlugin({
    transformQuery: ({ node }) => {
      if (node.kind === 'UpdateQueryNode' && JSON.stringify(node).includes('lease_until') && failures < 2) {
        failures += 1;
        throw new Error('The database is away');
      }
      return node;
    },
    transformResult: async ({ result }) => result,
  });

  const dispatcher = createDispatcher({ ...deps, store: { ...store, db }, alone: true });
  await dispatcher.start();
  await reaches('finished');
  await stopped(dispatcher);
  process.off('unhandledRejection', note);

  expect(failures).toBe(2);
  expect(unhandled).toEqual([]);
  expect(directory.calls.length).toBe(1);
});

test('a clock that is set back does not hold a run up for as long', async () => {
  const { clock, deps, directory, id, stopped, state, view } = await approved(60);
  directory.faults.push({ kind: 'answer', result: { kind: 'throttled', requestId: null, retryAfterMs: 60_000 } });
  const dispatcher = createDispatcher({ ...deps, alone: true });
  await dispatcher.start();
  await clock.runUntil(async () => (await view(id)).waitingFor !== null);

  clock.jump(-24 * HOUR_MS);
  await clock.runUntil(async () => (await state(id)) === 'finished', HOUR_MS);
  await stopped(dispatcher);

  expect(directory.effects.length).toBe(60);
});

test('a wait for Slack never shortens a wait the directory is owed', async () => {
  const { clock, id, newDispatcher, people, stopped, store, view } = await approved(60);
  const owed = clock.now() + 50_000;
  const batches = await store.db.selectFrom('batches').select('id').orderBy('position').execute();
  await store.db
    .updateTable('batches')
    .set({ not_before: owed })
    .where('id', '=', batches[1]?.id ?? '')
    .execute();
  people.down = true;

  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(async () => (await view(id)).waitingFor !== null);
  await stopped(dispatcher);

  const rows = await store.db.selectFrom('batches').select('not_before').orderBy('position').execute();
  expect(rows[0]?.not_before).toBeGreaterThan(clock.now());
  expect(rows[1]?.not_before).toBe(owed);
});

for (const stopped of [false, true]) {
  const which = stopped ? 'one request that is being stopped and' : 'one request that';
  test(`${which} cannot be read does not keep the others of its directory waiting`, async () => {
    const domain = await buildDomain({ accounts: many(2) });
    const { cast, clock, newDispatcher, state, store, submitted, useCases } = domain;
    const broken = await submitted(byId('1000'));
    const sound = await submitted(byId('1001'));
    for (const id of [broken, sound]) await useCases.approve(id, actor(cast.bob));
    if (stopped) await useCases.stop(broken, actor(cast.bob));
    await store.db.updateTable('requests').set({ digest: 'other' }).where('id', '=', broken).execute();

    const dispatcher = newDispatcher();
    await dispatcher.start();
    await clock.runUntil(async () => (await state(sound)) === 'finished');
    await domain.stopped(dispatcher);
  });
}
