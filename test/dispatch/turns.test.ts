import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claimBatch } from '../../src/dispatch/claim.ts';
import { findDueBatch } from '../../src/dispatch/due-batch.ts';
import { Rests } from '../../src/dispatch/rests.ts';
import type { RequestId } from '../../src/ids.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';

const people = (count: number, from = 100_000) =>
  Array.from({ length: count }, (_, index) => account(String(from + index)));
const idsOf = (accounts: readonly { readonly id: string }[]) => byId(...accounts.map(({ id }) => id));

test('a request for two people is not stuck behind one for 1,000', async () => {
  const many = people(1_000);
  const few = people(2, 900_000);
  const domain = await buildDomain({ accounts: [...many, ...few], pace: { callsPerSecond: 1, inFlight: 1 } });
  const { cast, clock, directory, newDispatcher, state, stopped, submitted, useCases } = domain;
  const large = await submitted(idsOf(many));
  await useCases.approve(large, actor(cast.bob));
  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(() => directory.calls.length === 3);

  const small = await submitted(idsOf(few));
  await useCases.approve(small, actor(cast.bob));
  await clock.runUntil(async () => (await state(small)) === 'finished');

  expect(await state(large)).toBe('running');
  expect(directory.calls.length).toBeLessThanOrEqual(5);
  await clock.runUntil(async () => (await state(large)) === 'finished');
  await stopped(dispatcher);
  expect(directory.effects.length).toBe(1_002);
});

/** Requests of `batches` batches each, the nth approved after `after` claims; answers whose each claim was. */
async function turnsTaken(
  wanted: readonly { readonly batches: number; readonly after: number }[],
): Promise<readonly { readonly served: RequestId; readonly open: ReadonlySet<RequestId> }[]> {
  const groups = wanted.map(({ batches }, index) => people(batches * 50, (index + 1) * 100_000));
  const { cast, clock, directory, random, store, submitted, useCases } = await buildDomain({ accounts: groups.flat() });
  const ids = [];
  for (const group of groups) ids.push(await submitted(idsOf(group)));
  const claims = { store, random, owner: 'me', leaseMs: 60_000, rests: new Rests(clock) };
  const place = { name: directory.name, pace: { callsPerSecond: 100, inFlight: 1_000 } };
  const left = new Map<RequestId, number>();
  const taken = [];
  const total = wanted.reduce((sum, { batches }) => sum + batches, 0);
  let claimed = 0;
  for (let round = 0; claimed < total; round += 1) {
    for (const [index, { after, batches }] of wanted.entries()) {
      const id = ids[index];
      if (id === undefined || after !== round) continue;
      await useCases.approve(id, actor(cast.bob));
      left.set(id, batches);
    }
    clock.advance(1_000);
    const due = await findDueBatch(store.db, directory.name, clock.now());
    if (!due) continue;
    const claim = await claimBatch(claims, place, due, clock.now());
    if (claim.kind !== 'claimed') throw new Error(claim.kind);
    const { requestId } = claim.batch;
    const open = new Set([...left].filter(([, batches]) => batches > 0).map(([id]) => id));
    taken.push({ served: requestId, open });
    left.set(requestId, (left.get(requestId) ?? 0) - 1);
    claimed += 1;
  }
  await store.close();
  return taken;
}

test('no request waits for more turns than there are requests at a time, whatever their sizes and whenever they come', async () => {
  const request = fc.record({ batches: fc.integer({ min: 1, max: 6 }), after: fc.integer({ min: 0, max: 8 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 2, maxLength: 7 }), async (wanted) => {
      const waited = new Map<RequestId, { readonly turns: number; readonly among: number }>();
      for (const { served, open } of await turnsTaken(wanted)) {
        for (const id of open) {
          const { turns, among } = waited.get(id) ?? { turns: 0, among: 0 };
          waited.set(id, { turns: turns + 1, among: Math.max(among, open.size) });
        }
        for (const { turns, among } of waited.values()) expect(turns).toBeLessThanOrEqual(among);
        waited.delete(served);
      }
    }),
    { numRuns: 25, examples: [[[0, 1, 2, 3, 4, 5].map((after) => ({ batches: after === 0 ? 6 : 1, after }))]] },
  );
}, 60_000);

test('the clock going back a day starves no request', async () => {
  const groups = [people(500, 100_000), people(500, 200_000)];
  const { cast, clock, directory, random, store, submitted, useCases } = await buildDomain({ accounts: groups.flat() });
  const ids: RequestId[] = [];
  for (const group of groups) ids.push(await submitted(idsOf(group)));
  for (const id of ids) await useCases.approve(id, actor(cast.bob));
  const claims = { store, random, owner: 'me', leaseMs: 60_000, rests: new Rests(clock) };
  const place = { name: directory.name, pace: { callsPerSecond: 100, inFlight: 100 } };
  const claim = async () => {
    clock.advance(1_000);
    const due = await findDueBatch(store.db, directory.name, clock.now());
    const claimed = due && (await claimBatch(claims, place, due, clock.now()));
    return claimed?.kind === 'claimed' ? claimed.batch.requestId : null;
  };

  await claim();
  clock.advance(-86_400_000);
  const served = [await claim(), await claim(), await claim(), await claim()];

  expect(served.filter((id) => id === ids[0])).toHaveLength(2);
  expect(served.filter((id) => id === ids[1])).toHaveLength(2);
});
