import fc from 'fast-check';
import { expect, test } from 'vitest';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account, type Whole } from '../support/fake-directory.ts';

/** A directory that answers for a batch as a whole and knows no tokens: only a look tells what came of each person. */

const many = (count: number) => Array.from({ length: count }, (_, index) => account(String(1_000 + index)));

async function removing(people: number) {
  const accounts = many(people);
  const domain = await buildDomain({ accounts });
  const id = await domain.submitted(byId(...accounts.map((one) => one.id)), 'remove');
  return { ...domain, id };
}

test('a yes for the whole batch is believed of nobody before the directory was looked at', async () => {
  const { directory, id, outcomes, runToEnd } = await removing(3);
  directory.wholes.push('nothing');

  await runToEnd(id);

  const each = Object.values(await outcomes(id));
  expect(each.map((outcome) => outcome?.kind)).toEqual(['unconfirmed', 'unconfirmed', 'unconfirmed']);
  expect(each[0]).toMatchObject({ reason: expect.stringContaining('said that all was done') });
  expect(directory.calls.length).toBe(1);
});

test('a batch that is done is looked at once and never sent again', async () => {
  const { directory, id, runToEnd } = await removing(120);

  const view = await runToEnd(id);

  expect(view.outcomes).toMatchObject({ succeeded: 120 });
  expect(directory.calls.length).toBe(3);
});

test('after a refusal in the middle those who are done succeed, and the one who sinks the batch fails alone', async () => {
  const { directory, id, outcomes, runToEnd } = await removing(50);
  directory.poison.add('1020');

  const view = await runToEnd(id);

  expect(view.outcomes).toMatchObject({ succeeded: 49, failed: 1, unconfirmed: 0 });
  expect((await outcomes(id))['1020']).toMatchObject({ kind: 'failed', reason: 'It broke.' });
  expect(directory.effects.length).toBe(49);
  expect(directory.calls.length).toBeLessThan(20);
});

test('whoever a lost call did not reach is sent again, and nobody whom it did reach', async () => {
  const { directory, id, runToEnd } = await removing(50);
  directory.wholes.push('lost-before');
  directory.unreadable.add('1003');

  const view = await runToEnd(id);

  expect(view.outcomes).toMatchObject({ succeeded: 49, unconfirmed: 1 });
  expect(directory.calls[1]?.members).not.toContain('1003');
  expect(directory.calls[1]?.token).not.toBe(directory.calls[0]?.token);
});

test('the same people are sent again under the same token', async () => {
  const { directory, id, runToEnd } = await removing(5);
  directory.wholes.push('lost-before');

  await runToEnd(id);

  expect(directory.calls.map(({ token }) => token)).toEqual([directory.calls[0]?.token, directory.calls[0]?.token]);
});

test('an error of the far side is looked into before anything is sent again', async () => {
  const { directory, id, runToEnd } = await removing(5);
  directory.wholes.push('unavailable');

  const view = await runToEnd(id);

  expect(view.outcomes).toMatchObject({ succeeded: 5 });
  expect(directory.calls.length).toBe(1);
});

test('a request that is stopped while a refused batch is looked at says of each what is known', async () => {
  const { cast, clock, directory, id, newDispatcher, outcomes, state, stopped, useCases } = await removing(4);
  directory.wholes.push('half-then-refused');
  await useCases.approve(id, actor(cast.bob));
  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(() => directory.effects.length === 2);
  await useCases.stop(id, actor(cast.alice));
  await clock.runUntil(async () => (await state(id)) === 'stopped');
  await stopped(dispatcher);

  expect(Object.values(await outcomes(id)).map((outcome) => outcome?.kind)).toEqual([
    'succeeded',
    'succeeded',
    'failed',
    'failed',
  ]);
  expect(directory.calls.length).toBe(1);
});

test('whoever a lost call may still reach has not failed, although a later one is refused', async () => {
  const { directory, id, outcomes, runToEnd } = await removing(2);
  directory.wholes.push('lost-late', 'refused', 'refused', 'refused');

  const view = await runToEnd(id);

  expect(view.outcomes).toMatchObject({ succeeded: 0, failed: 0, unconfirmed: 2 });
  expect(Object.values(await outcomes(id))[0]).toMatchObject({ reason: expect.stringContaining('It broke.') });
});

test('however late a lost call is carried out, nobody whom it changes was told as failed', async () => {
  const whole = fc.constantFrom<Whole>('done', 'refused', 'half-then-refused', 'lost-before', 'lost-late');
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.array(whole, { maxLength: 12 }), async (people, wholes) => {
      const { clock, directory, id, outcomes, runToEnd } = await removing(people);
      directory.wholes.push(...wholes);

      await runToEnd(id, { resuming: true });
      let isQuiet = false;
      void Promise.all(directory.late).then(() => {
        isQuiet = true;
      });
      await clock.runUntil(() => isQuiet);

      const removed = new Set<string>(directory.effects.map((effect) => effect.id));
      for (const [account, outcome] of Object.entries(await outcomes(id))) {
        const untrue = removed.has(account) ? 'failed' : 'succeeded';
        expect(outcome?.kind, account).not.toBe(untrue);
      }
    }),
    { numRuns: 25 },
  );
});

test('whatever a directory without tokens does, the report is what became of each person', async () => {
  const whole = fc.constantFrom<Whole>(
    'done',
    'nothing',
    'half-then-refused',
    'lost-before',
    'lost-after',
    'unavailable',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.array(whole, { maxLength: 8 }),
      fc.array(fc.integer({ min: 1_000, max: 1_060 }), { maxLength: 3 }),
      async (people, wholes, poison) => {
        const { directory, id, outcomes, runToEnd } = await removing(people);
        directory.wholes.push(...wholes);
        for (const one of poison) directory.poison.add(String(one));

        await runToEnd(id, { resuming: true });

        for (const [account, outcome] of Object.entries(await outcomes(id))) {
          const gone = ![...directory.accounts.keys()].some((one) => one === account);
          if (gone) expect(outcome?.kind, account).toBe('succeeded');
          else expect(['failed', 'unconfirmed'], account).toContain(outcome?.kind);
        }
        const twice = directory.effects.length - new Set(directory.effects.map((effect) => effect.id)).size;
        expect(twice).toBe(0);
      },
    ),
    { numRuns: 40 },
  );
});
