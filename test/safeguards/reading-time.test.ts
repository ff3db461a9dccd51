import { describe, expect, test } from 'vitest';
import { tooSoon } from '../../src/safeguards/reading-time.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { addErase } from '../support/erase.ts';
import { account } from '../support/fake-directory.ts';
import { NO_SAFEGUARDS } from '../support/safeguards.ts';

describe('an approval', () => {
  test.each([
    ['9.9 s after the card', { appearedAt: 0, now: 9_900 }, 'approve in 1 s or later'],
    ['10 s after the card', { appearedAt: 0, now: 10_000 }, null],
    ['before the card was there', { appearedAt: null, now: 90_000 }, 'approve in 10 s or later'],
    ['while Slack’s clock is ahead', { appearedAt: 5_000, now: 0 }, 'approve in 10 s or later'],
  ] as const)('%s is too soon or not', (_, more, said) => {
    const problem = tooSoon({ readingMs: 10_000, ...more });

    if (said === null) expect(problem).toBeNull();
    else expect(problem).toContain(said);
  });

  const submitted = async (verb: 'erase' | 'suspend') => {
    const domain = await buildDomain({
      accounts: [account('1')],
      safeguards: { ...NO_SAFEGUARDS, readingMs: 10_000 },
    });
    addErase(domain.directory);
    const previewed = await domain.preview(byId('1'), verb);
    if (previewed.kind !== 'previewed') throw new Error('No preview');
    const { id } = previewed.view.request;
    await domain.useCases.submit(id, actor(domain.cast.alice), { reason: null, phrase: `${verb} 1 acme-prod` });
    return { ...domain, id };
  };

  test('of what cannot be undone has to come after a time in which it can be read, and decides nothing before', async () => {
    const { cast, clock, id, state, useCases, view } = await submitted('erase');

    const atOnce = await useCases.approve(id, actor(cast.bob));
    const then = await view(id);
    clock.advance(10_000);
    await useCases.approve(id, actor(cast.bob));

    expect(atOnce).toMatchObject({ kind: 'refused', reason: expect.stringContaining('appeared only just now') });
    expect(then.decisions).toEqual([]);
    expect(await state(id)).toBe('approved');
  });

  test('of what can be undone may come at once', async () => {
    const { cast, id, state, useCases } = await submitted('suspend');

    await useCases.approve(id, actor(cast.bob));

    expect(await state(id)).toBe('approved');
  });
});
