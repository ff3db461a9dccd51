import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDispatcher } from '../../src/dispatch/dispatcher.ts';
import { Bell } from '../../src/runtime/bell.ts';
import { cutForStage } from '../../src/safeguards/ramp.ts';
import { CRASHES, crashingStore } from '../support/crashing-store.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { NO_SAFEGUARDS } from '../support/safeguards.ts';

const idOf = (index: number) => String(1_000 + index);

/**
 * A large request that was approved. Who is in `changed` was suspended by hand since, and is left out; `late` are, one after
 * the other, between the look at the batch that they are in and the look right before the call.
 */
async function approved(
  people: number,
  { changed = [], late = [] }: { readonly changed?: readonly number[]; readonly late?: readonly number[] },
) {
  const domain = await buildDomain({
    accounts: Array.from({ length: people }, (_, index) => account(idOf(index))),
    safeguards: { ...NO_SAFEGUARDS, largeFrom: 2, drift: true },
  });
  const { cast, directory, preview, useCases } = domain;
  const previewed = await preview(byId(...Array.from({ length: people }, (_, index) => idOf(index))));
  if (previewed.kind !== 'previewed') throw new Error('No preview');
  const { id } = previewed.view.request;
  await useCases.submit(id, actor(cast.alice), { reason: null, phrase: `suspend ${people} acme-prod` });
  await useCases.approve(id, actor(cast.bob));
  const suspendByHand = (index: number) => {
    const one = account(idOf(index), { suspended: true });
    directory.accounts.set(one.id, one);
  };
  for (const index of changed) suspendByHand(index);

  const waiting = [...late];
  const sent = () => [...new Set(directory.calls.flatMap(({ members }) => members))];
  /** How many had been sent when the directory was first seen to show a change, and how many when for the second time. */
  const sentAtProof: number[] = [];
  const read = directory.read.bind(directory);
  directory.read = async (ids) => {
    const known = sentAtProof.at(-1) ?? 0;
    const provesMore = sent()
      .slice(known)
      .some((one) => ids.includes(one));
    if (provesMore) sentAtProof.push(sent().length);
    const accounts = await read(ids);
    const next = waiting[0];
    if (!provesMore && next !== undefined && ids.includes(account(idOf(next)).id)) {
      suspendByHand(next);
      waiting.shift();
    }
    return accounts;
  };
  return { ...domain, id, sent, sentAtProof };
}

const sizes = (calls: readonly { readonly members: readonly unknown[] }[]) =>
  calls.map(({ members }) => members.length);

test.each([
  ['the first', [0], [1, 4, 50, 14]],
  ['the first two', [0, 1], [1, 3, 50, 14]],
  ['the second', [1], [1, 4, 50, 14]],
  ['the five after the first', [1, 2, 3, 4, 5], [1, 5, 45, 14]],
  ['the first six', [0, 1, 2, 3, 4, 5], [1, 5, 44, 14]],
  ['the first fifty-six', Array.from({ length: 56 }, (_, index) => index), [1, 5, 8]],
  ['all but one', Array.from({ length: 69 }, (_, index) => index), [1]],
] as const)('without %s, one person is sent, then five at most, then the others', async (_, changed, sent) => {
  const { directory, id, runToEnd } = await approved(70, { changed });

  const view = await runToEnd(id);

  expect(sizes(directory.calls)).toEqual(sent);
  expect(view.outcomes).toMatchObject({ succeeded: 70 - changed.length, skipped: changed.length });
});

test('a stage that sent nobody is repeated by one batch only, whoever else would be next', async () => {
  const { directory, id, runToEnd, store } = await approved(170, { changed: [0, 1, 2, 3, 4, 5] });

  await runToEnd(id);
  const cuts = await store.db.selectFrom('audit_events').select('data_json').where('kind', '=', 'batch.cut').execute();

  expect(sizes(directory.calls)).toEqual([1, 5, 44, 50, 50, 14]);
  expect(cuts.map(({ data_json: text }) => JSON.parse(text))).toMatchObject([
    { stage: 0, first: 1, left: 49 },
    { stage: 1, first: 5, left: 44 },
  ]);
});

const someOf = (people: number) => fc.uniqueArray(fc.nat(people - 1), { maxLength: people - 1 });
const stories = fc.integer({ min: 7, max: 70 }).chain((people) =>
  fc.record({
    people: fc.constant(people),
    first: fc.nat(14),
    changed: someOf(people),
    late: fc.uniqueArray(fc.nat(13), { maxLength: 8 }),
    crash: fc.option(fc.record({ at: fc.integer({ min: 1, max: 20 }), how: fc.constantFrom(...CRASHES) })),
  }),
);

test('whoever is left out, and wherever it crashes, one person is changed before the first proof and six before the second', async () => {
  let repeated = 0;
  await fc.assert(
    fc.asyncProperty(stories, async ({ people, first, changed, late, crash }) => {
      const gone = new Set([...changed, ...Array.from({ length: Math.min(first, people - 1) }, (_, index) => index)]);
      const domain = await approved(people, { changed: [...gone], late: late.map((one) => one % people) });
      const { clock, deps, id, sent, sentAtProof, state, stopped, store } = domain;

      if (crash !== null) {
        const changedBells = { dispatch: new Bell(), present: new Bell(), clock: new Bell() };
        const over = crashingStore(store, crash.at, crash.how);
        void createDispatcher({ ...deps, store: over, changed: changedBells, alone: true })
          .start()
          .catch(() => {});
        void clock.sleep(30_000);
        const until = clock.now() + 30_000;
        await clock.runUntil(() => over.dead() || clock.now() >= until);
      }
      const dispatcher = domain.newDispatcher();
      await dispatcher.start();
      await clock.runUntil(async () => ['finished', 'paused'].includes((await state(id)) ?? ''));
      await stopped(dispatcher);

      const all = sent().length;
      expect(sentAtProof[0] ?? all).toBeLessThanOrEqual(1);
      expect(sentAtProof[1] ?? all).toBeLessThanOrEqual(6);
      const rows = await store.db.selectFrom('audit_events').select('seq').where('kind', '=', 'batch.cut').execute();
      repeated += rows.length;
      await store.close();
    }),
    { numRuns: 60 },
  );
  expect(repeated).toBeGreaterThan(10);
}, 120_000);

test('the cut keeps everybody, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.nat(3), (members, stage) => {
      const [first, others] = cutForStage(members, stage);

      expect([...first, ...others]).toEqual(members);
      expect(first.length).toBeLessThanOrEqual([1, 5][stage] ?? members.length);
    }),
  );
});
