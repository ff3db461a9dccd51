import { describe, expect, test } from 'vitest';
import { coolDownsDue } from '../../src/requests/cool-downs.ts';
import { coolDownOf, lengthWords, whenDue } from '../../src/safeguards/cool-down.ts';
import { wantedPosts } from '../../src/slack/present/wanted-posts.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { addErase } from '../support/erase.ts';
import { account } from '../support/fake-directory.ts';
import { NO_SAFEGUARDS } from '../support/safeguards.ts';

const HOUR_MS = 3_600_000;
const grave = { reversible: false };

describe('a cool-down', () => {
  const begun = coolDownOf(grave, 72 * HOUR_MS, 0);

  test('stands before what cannot be undone, and before nothing else', () => {
    expect(begun).toEqual({ startsAt: 72 * HOUR_MS, nextAt: 48 * HOUR_MS, reminded: null });
    expect(coolDownOf({ reversible: true }, 72 * HOUR_MS, 0)).toBeNull();
    expect(coolDownOf(grave, 0, 0)).toBeNull();
  });

  test('reminds 24 hours and 1 hour before it ends, and then ends', () => {
    if (!begun) throw new Error('none');
    const first = whenDue(begun, 48 * HOUR_MS);
    const second = whenDue(first, 71 * HOUR_MS);
    const over = whenDue(second, 72 * HOUR_MS);

    expect([first, second, over].map(({ reminded, nextAt }) => [reminded, nextAt])).toEqual([
      [24, 71 * HOUR_MS],
      [1, 72 * HOUR_MS],
      [1, null],
    ]);
  });

  test('that was slept through ends, and reminders that were are one', () => {
    if (!begun) throw new Error('none');

    expect(whenDue(begun, 71.5 * HOUR_MS)).toMatchObject({ reminded: 1, nextAt: 72 * HOUR_MS });
    expect(whenDue(begun, 90 * HOUR_MS).nextAt).toBeNull();
  });

  test.each([
    [72 * HOUR_MS, '72 hours'],
    [HOUR_MS, '1 hour'],
    [90 * 60_000, '90 minutes'],
    [30_000, '30 seconds'],
  ])('of %i ms is %s', (ms, words) => {
    expect(lengthWords(ms)).toBe(words);
  });
});

describe('an approved erasure', () => {
  const approved = async () => {
    const domain = await buildDomain({
      accounts: [account('1'), account('2')],
      safeguards: { ...NO_SAFEGUARDS, coolDownMs: 72 * HOUR_MS },
    });
    addErase(domain.directory);
    const previewed = await domain.preview(byId('1', '2'), 'erase');
    if (previewed.kind !== 'previewed') throw new Error(JSON.stringify(previewed));
    const { id } = previewed.view.request;
    await domain.useCases.submit(id, actor(domain.cast.alice), { reason: null, phrase: 'erase 2 acme-prod' });
    await domain.useCases.approve(id, actor(domain.cast.bob));
    const dispatcher = domain.newDispatcher();
    await dispatcher.start();
    /** Hours go by, as the dispatcher and the clock loop see them. */
    const pass = async (hours: number) => {
      const until = domain.clock.now() + hours * HOUR_MS;
      domain.clock.advance(hours * HOUR_MS - 60_000);
      await domain.clock.runUntil(() => domain.clock.now() >= until);
      await coolDownsDue(domain.deps);
    };
    return { ...domain, id, dispatcher, pass };
  };
  const keys = (view: Parameters<typeof wantedPosts>[0]) => wantedPosts(view).map(({ key }) => key);

  test('is sent when 72 hours are over and not before, with two reminders on the way', async () => {
    const { clock, directory, dispatcher, id, pass, state, stopped, view } = await approved();
    await pass(47);
    const early = keys(await view(id));
    await pass(2);
    const reminded = keys(await view(id));
    await pass(22.5);
    const again = keys(await view(id));
    const callsThen = directory.calls.length;
    await pass(1);
    await clock.runUntil(async () => (await state(id)) === 'finished');
    await stopped(dispatcher);

    expect(early.filter((key) => key.includes('cool-down'))).toEqual([]);
    expect(reminded).toContain('cool-down:24h');
    expect(again).toContain('cool-down:1h');
    expect(callsThen).toBe(0);
    expect(directory.effects.length).toBe(2);
  });

  test('can be stopped by an approver until then, and nobody is changed', async () => {
    const { cast, clock, directory, dispatcher, id, pass, state, stopped, useCases } = await approved();
    await pass(71);

    const stop = await useCases.stop(id, actor(cast.carol));
    await clock.runUntil(async () => (await state(id)) === 'stopped');
    await pass(10);
    await stopped(dispatcher);

    expect(stop.kind).toBe('done');
    expect(directory.calls).toEqual([]);
  });

  test('is not sent earlier because it was paused and resumed', async () => {
    const { cast, directory, dispatcher, id, pass, people, stopped, store, useCases } = await approved();
    await store.write(async (tx) => {
      await tx
        .updateTable('requests')
        .set({
          state: 'paused',
          state_json: JSON.stringify({ kind: 'paused', startedAt: 0, at: 0, reason: 'A test.' }),
        })
        .where('id', '=', id)
        .execute();
    });
    await useCases.resume(id, actor(cast.carol));
    await pass(60);
    await stopped(dispatcher);

    expect(people.down).toBe(false);
    expect(directory.calls).toEqual([]);
  });
});
