import { expect, test } from 'vitest';
import { DRAFT_LIVES_MS } from '../../src/requests/deps.ts';
import { expireDue } from '../../src/requests/expire.ts';
import { loadSecrets } from '../../src/requests/secret-records.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';

const CODE = 'k9-Rhubarb-Lantern';
const people = ['1', '2', '3'].map((id) => account(id));

async function withCode() {
  const domain = await buildDomain({ accounts: people });
  const { cast, store, submitted, preview } = domain;
  const everyone = byId('1', '2', '3');
  const kept = async () => (await store.db.selectFrom('secrets').select('value').execute()).map(({ value }) => value);
  /** Everything that is stored, but the one column it may stand in. */
  const elsewhere = async () => {
    const tables = await store.db.introspection.getTables();
    const rows = await Promise.all(
      tables.map(({ name }) =>
        store.db
          .selectFrom(name as 'requests')
          .selectAll()
          .execute(),
      ),
    );
    const others = rows.flat().map((row) => ('salt' in row ? { ...row, value: '' } : row));
    return JSON.stringify(others);
  };
  return {
    ...domain,
    kept,
    elsewhere,
    drafted: async () => {
      const previewed = await preview(everyone, 'suspend', cast.alice, { code: CODE });
      if (previewed.kind !== 'previewed') throw new Error(previewed.kind);
      return previewed.view.request.id;
    },
    asked: () => submitted(everyone, 'suspend', { code: CODE }),
  };
}

test('a secret goes with every call of its request, and is gone when the request has ended', async () => {
  const { asked, directory, elsewhere, kept, runToEnd } = await withCode();
  directory.poison.add('2');
  const id = await asked();
  expect(await kept()).toEqual([CODE]);
  expect(await elsewhere()).not.toContain(CODE);

  const view = await runToEnd(id);

  expect(view.outcomes).toMatchObject({ succeeded: 2, failed: 1 });
  expect(directory.calls.length).toBeGreaterThan(1);
  expect(directory.secrets).toEqual(directory.calls.map(() => ({ code: CODE })));
  expect(await kept()).toEqual([]);
  expect(await elsewhere()).not.toContain(CODE);
});

test('however a request ends, its secret ends with it', async () => {
  const { asked, cast, clock, deps, drafted, kept, state, useCases } = await withCode();
  const alice = actor(cast.alice);
  const bob = actor(cast.bob);

  await useCases.cancelDraft(await drafted(), alice);
  expect(await kept()).toEqual([]);
  await useCases.withdraw(await asked(), alice);
  expect(await kept()).toEqual([]);
  await useCases.reject(await asked(), bob, 'not now');
  expect(await kept()).toEqual([]);
  const ends = [await drafted(), await asked()];
  expect(await kept()).toEqual([CODE, CODE]);
  clock.advance(DRAFT_LIVES_MS + 24 * 60 * 60_000);
  await expireDue(deps);
  expect(await Promise.all(ends.map(state))).toEqual(['lapsed', 'expired']);
  expect(await kept()).toEqual([]);
});

test('a run that is stopped forgets its secret', async () => {
  const { asked, cast, clock, kept, newDispatcher, state, stopped, useCases } = await withCode();
  const id = await asked();
  await useCases.approve(id, actor(cast.bob));
  await useCases.stop(id, actor(cast.alice));
  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(async () => (await state(id)) === 'stopped');
  await stopped(dispatcher);

  expect(await kept()).toEqual([]);
});

test('those who failed are not asked for again without the secret', async () => {
  const { asked, cast, directory, runToEnd, useCases } = await withCode();
  directory.failing.set('2', 'User is locked');
  const id = await asked();
  await runToEnd(id);

  expect(await useCases.retryFailed(id, actor(cast.alice))).toEqual({
    kind: 'refused',
    reason:
      'The code of this request was deleted when the request ended, so it cannot be asked for again as it was. Ask anew for those who failed, with a code.',
  });
});

test.for([
  ['changed', { value: 'another' }],
  ['given another salt', { salt: '00' }],
] as const)('a secret that was %s after the approval is not sent', async ([, change]) => {
  const { asked, cast, clock, directory, newDispatcher, state, stopped, store, useCases } = await withCode();
  const id = await asked();
  await useCases.approve(id, actor(cast.bob));
  expect(await loadSecrets(store.db, id)).toHaveLength(1);
  await store.db.updateTable('secrets').set(change).execute();

  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(async () => (await state(id)) === 'paused');
  await stopped(dispatcher);

  expect(directory.calls).toEqual([]);
});
