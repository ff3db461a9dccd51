import { expect, test } from 'vitest';
import { verifyStore } from '../../src/audit/verify/verify.ts';
import { expireDue } from '../../src/requests/expire.ts';
import { loadPlan } from '../../src/requests/plan-records.ts';
import { loadAllTargets } from '../../src/requests/request-records.ts';
import { PEOPLE_PER_WRITE } from '../../src/requests/store-draft.ts';
import type { Store } from '../../src/store/store.ts';
import { crashingStore } from '../support/crashing-store.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { testStore } from '../support/test-store.ts';

/** More than one write takes. */
const IDS = Array.from({ length: 2 * PEOPLE_PER_WRITE + 200 }, (_, index) => String(100_000 + index));
const ACCOUNTS = IDS.map((id) => account(id));
const MINUTE_MS = 60_000;

test('a large preview holds everybody once, in the order typed, and what is approved is sent to them', async () => {
  const { cast, directory, preview, runToEnd, store, useCases } = await buildDomain({ accounts: ACCOUNTS });
  const typed = [...IDS].reverse();

  const previewed = await preview(byId(...typed));

  if (previewed.kind !== 'previewed') throw new Error(previewed.kind);
  const { request } = previewed.view;
  expect((await loadAllTargets(store.db, request.id)).map(({ accountId }) => accountId)).toEqual(typed);
  expect((await loadPlan(store.db, request)).changes.map(({ accountId }) => accountId)).toEqual(IDS);
  await useCases.submit(request.id, actor(cast.alice), { reason: null, phrase: null });
  expect((await runToEnd(request.id)).outcomes.succeeded).toBe(IDS.length);
  expect(directory.effects.map(({ id }) => id).sort()).toEqual(IDS);
});

/** A process that ends while it stores the second portion. */
async function interrupted() {
  for (let atWrite = 1; ; atWrite += 1) {
    // A new one each time: what a preview keeps of the directory is written only once.
    const store = await testStore();
    const { preview } = await buildDomain({ accounts: ACCOUNTS, store: crashingStore(store, atWrite, 'fails-before') });
    await expect(preview(byId(...IDS))).rejects.toThrow('The database went away');
    const [row] = await store.db.selectFrom('requests').select('id').execute();
    if (row) return store;
  }
}

async function leftBehind(store: Store) {
  const domain = await buildDomain({ accounts: ACCOUNTS, store, seed: 2 });
  const { id } = await store.db.selectFrom('requests').select('id').executeTakeFirstOrThrow();
  return { ...domain, id: id as Parameters<typeof domain.view>[0] };
}

test('what is left of a large preview that was interrupted can be neither shown nor submitted, and lapses', async () => {
  const { cast, clock, deps, id, state, store, useCases } = await leftBehind(await interrupted());

  const stored = await loadAllTargets(store.db, id);
  const shown = await useCases.showDraft(id, actor(cast.alice));
  const submitted = await useCases.submit(id, actor(cast.alice), { reason: null, phrase: null });

  expect(stored.length).toBe(PEOPLE_PER_WRITE);
  for (const answer of [shown, submitted])
    expect(answer).toMatchObject({ kind: 'refused', reason: expect.stringContaining('interrupted') });
  expect(await state(id)).toBe('drafted');
  clock.advance(31 * MINUTE_MS);
  await expireDue(deps);
  expect(await state(id)).toBe('lapsed');
});

test('the trail tells of those who are stored, also when a large preview was interrupted', async () => {
  const store = await interrupted();

  expect((await verifyStore(store, [], [])).problem).toBeNull();
});

test('whoever a rule selects is read once', async () => {
  const { cast, directory, useCases } = await buildDomain({ accounts: [] });
  let finds = 0;
  Object.assign(directory, {
    select: async () => ({ kind: 'selected', accounts: [account('1'), account('2', { admin: true })], untold: 0 }),
    find: async () => {
      finds += 1;
      return [];
    },
  });

  const previewed = await useCases.preview({
    actor: actor(cast.alice),
    kind: 'wickr',
    operation: 'suspend',
    directory: null,
    people: { identifiers: [], unreadable: [] },
    selection: { group: 'Field', pending: false, expired: false, suspended: false, inactiveForMs: null },
    options: {},
    reason: 'left',
  });

  if (previewed.kind !== 'previewed') throw new Error(previewed.kind);
  expect(previewed.targets.map(({ kind, typed }) => [kind, ...typed])).toEqual([
    ['will-change', 'p1@acme.example'],
    ['protected', 'p2@acme.example'],
  ]);
  expect(finds).toBe(0);
});
