import type { KyselyPlugin } from 'kysely';
import { expect, test, vi } from 'vitest';
import { createDispatcher } from '../../src/dispatch/dispatcher.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';

async function approved(people: number) {
  const accounts = Array.from({ length: people }, (_, index) => account(String(1_000 + index)));
  const domain = await buildDomain({ accounts });
  const id = await domain.submitted(byId(...accounts.map((one) => one.id)));
  await domain.useCases.approve(id, actor(domain.cast.bob));
  return { ...domain, id };
}

test('what becomes of a batch wakes dispatch and present, and lets the clock sleep', async () => {
  const { deps, clock, state, stopped, id } = await approved(200);
  const rung = {
    present: vi.spyOn(deps.changed.present, 'ring'),
    dispatch: vi.spyOn(deps.changed.dispatch, 'ring'),
    clock: vi.spyOn(deps.changed.clock, 'ring'),
  };
  const dispatcher = createDispatcher({ ...deps, alone: true });

  await dispatcher.start();
  await clock.runUntil(async () => (await state(id)) === 'finished');
  await stopped(dispatcher);

  expect(rung.present).toHaveBeenCalled();
  expect(rung.dispatch).toHaveBeenCalled();
  expect(rung.clock).not.toHaveBeenCalled();
});

test('a ring while every place is taken and the next batch is ready costs one question', async () => {
  const { deps, store, clock, directory, state, stopped, id } = await approved(500);
  let asked = 0;
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: ({ result }) => {
      asked += 1;
      return Promise.resolve(result);
    },
  };
  const reading = { ...store, db: store.db.withPlugin(counting) };
  const dispatcher = createDispatcher({ ...deps, store: reading, alone: true });
  const claims = () => store.db.selectFrom('attempts').select('number').execute();
  await dispatcher.start();
  await clock.runUntil(async () => directory.calls.length === 3 && (await claims()).length === 4);

  asked = 0;
  for (let rings = 0; rings < 20; rings += 1) {
    const before = asked;
    deps.changed.dispatch.ring();
    await clock.runUntil(() => asked > before);
  }

  expect(directory.calls).toHaveLength(3);
  // One for each ring: which requests are under way; and what others hold and rest for, once.
  expect(asked).toBeGreaterThanOrEqual(20);
  expect(asked).toBeLessThanOrEqual(22);
  await clock.runUntil(async () => (await state(id)) === 'finished');
  await stopped(dispatcher);
});
