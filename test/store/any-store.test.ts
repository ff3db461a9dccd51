import type { RawBuilder } from 'kysely';
import { expect, test } from 'vitest';
import { builtOnce } from '../../src/store/built-once.ts';
import { ChangedMeanwhile } from '../../src/store/store.ts';
import { testStore } from '../support/test-store.ts';

const delivery = (key: string) => ({ key, received_at: 1 });

test('what was written is read', async () => {
  const store = await testStore();

  await store.write((tx) => tx.insertInto('deliveries').values(delivery('a')).execute());

  expect(await store.db.selectFrom('deliveries').select(['key', 'received_at']).execute()).toEqual([delivery('a')]);
  await store.close();
});

test('a write that lost a race runs again from its beginning, and only its last run counts', async () => {
  const store = await testStore();
  let runs = 0;

  const answer = await store.write(async (tx) => {
    runs += 1;
    await tx
      .insertInto('deliveries')
      .values(delivery(`run ${runs}`))
      .execute();
    if (runs < 3) throw new ChangedMeanwhile('somebody was first');
    return runs;
  });

  expect(answer).toBe(3);
  expect(await store.db.selectFrom('deliveries').select('key').execute()).toEqual([{ key: 'run 3' }]);
  await store.close();
});

test('a write that loses every race gives up', async () => {
  const store = await testStore();

  const lost = store.write(() => Promise.reject(new ChangedMeanwhile('somebody was first')));

  await expect(lost).rejects.toThrow('somebody was first');
  await store.close();
});

test('a store that takes writes says that it is well', async () => {
  const store = await testStore();

  await store.check();

  expect(await store.db.selectFrom('deliveries').selectAll().execute()).toEqual([]);
  await store.close();
});

test('a failed write leaves nothing behind', async () => {
  const store = await testStore();

  const failed = store.write(async (tx) => {
    await tx.insertInto('deliveries').values(delivery('a')).execute();
    throw new Error('half-way');
  });

  await expect(failed).rejects.toThrow('half-way');
  expect(await store.db.selectFrom('deliveries').selectAll().execute()).toEqual([]);
  await store.close();
});

test('an audit event can be neither changed nor removed', async () => {
  const store = await testStore();
  await expect(store.db.updateTable('audit_events').set({ actor: 'nobody' }).execute()).rejects.toThrow('append-only');
  await expect(store.db.deleteFrom('audit_events').execute()).rejects.toThrow('append-only');

  await store.close();
});

test('a query that is built once is given its values each time, in a transaction and outside, lists of any length among them', async () => {
  const store = await testStore();
  let built = 0;
  const lately = builtOnce<{ since: number; keys: readonly string[] }>('keys')((queries, { since, keys }) => {
    built += 1;
    const found = queries.selectFrom('deliveries').select('key').where('received_at', '>=', since);
    return found.where(keys.has('key')).orderBy('key').limit(2);
  });
  const odd = ['a"b', "c'd", 'e,f', '{g}', '\\', 'ü'];
  await store.write((tx) =>
    tx
      .insertInto('deliveries')
      .values(['1', '2', '3', ...odd].map((key) => ({ ...delivery(key), received_at: Number.parseInt(key, 10) || 9 })))
      .execute(),
  );

  const many = Array.from({ length: 3_000 }, (_, index) => String(index));
  expect(await lately(store.db, { since: 2, keys: many })).toEqual([{ key: '2' }, { key: '3' }]);
  expect(await store.write((tx) => lately(tx, { since: 1, keys: ['1', '4'] }))).toEqual([{ key: '1' }]);
  expect(await lately(store.db, { since: 1, keys: [] })).toEqual([]);
  for (const key of odd) expect(await lately(store.db, { since: 1, keys: [key] })).toEqual([{ key }]);
  expect(built).toBe(1);
  await store.close();
});

test('a query that is built from the rest of its values is refused instead of being given none', async () => {
  const store = await testStore();
  const byKey = (queries: typeof store.db, { key }: { readonly key: RawBuilder<string> }) =>
    queries.selectFrom('deliveries').select('key').where('key', '=', key);
  const lately = builtOnce<{ since: number; key: string }>()((queries, { since, ...rest }) =>
    byKey(queries, rest).where('received_at', '>=', since),
  );

  await expect(lately(store.db, { since: 1, key: 'a' })).rejects.toThrow('by name only');
  await store.close();
});
