import { expect, test } from 'vitest';
import { loadOpenBatches } from '../../src/dispatch/batch-records.ts';
import { loadPayload } from '../../src/dispatch/payload.ts';
import { repeatStage } from '../../src/dispatch/repeat-stage.ts';
import { leaveOut } from '../../src/dispatch/settle-batch.ts';
import { ofKind, trail } from '../audit/trail.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { NO_SAFEGUARDS } from '../support/safeguards.ts';

const IDS = Array.from({ length: 156 }, (_, index) => String(1_000 + index));

/** A large request, approved, of whose first two stages everybody was left out. */
async function withoutItsFirst() {
  const domain = await buildDomain({
    accounts: IDS.map((id) => account(id)),
    safeguards: { ...NO_SAFEGUARDS, largeFrom: 2, drift: true },
  });
  const { cast, clock, deps, preview, store, useCases } = domain;
  const previewed = await preview(byId(...IDS));
  if (previewed.kind !== 'previewed') throw new Error(previewed.kind);
  const { id } = previewed.view.request;
  await useCases.submit(id, actor(cast.alice), { reason: null, phrase: `suspend ${IDS.length} acme-prod` });
  await useCases.approve(id, actor(cast.bob));
  const [first, second, ...others] = await loadOpenBatches(store.db, id);
  for (const batch of [first, second]) {
    if (!batch) throw new Error('There are no stages');
    const spared = new Map(batch.members.map((one) => [one, 'It was changed by hand.']));
    await store.write((tx) => leaveOut(tx, deps, batch, spared, clock.now()));
  }
  return { ...domain, id, others };
}

test('of several processes that find that a stage sent nobody, each with another batch, one repeats it', async () => {
  const { clock, deps, id, others, store } = await withoutItsFirst();
  expect(others.map(({ members }) => members.length)).toEqual([50, 50, 50]);

  await Promise.all(
    others.map(async (batch) => {
      const payload = await loadPayload(store.db, batch);
      if (payload === null) throw new Error('What is stored was altered');
      await store.write((tx) => repeatStage(tx, deps, batch, 0, payload, clock.now()));
    }),
  );

  const open = await loadOpenBatches(store.db, id);
  expect(open.map(({ members, stage }) => [stage, members.length]).toSorted()).toEqual([
    [0, 1],
    [2, 49],
    [2, 50],
    [2, 50],
  ]);
  expect(ofKind(await trail(store), 'batch.cut')).toHaveLength(1);
});
