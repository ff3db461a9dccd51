import { describe, expect, test } from 'vitest';
import type { SlackUserId } from '../../src/ids.ts';
import { touchRequest } from '../../src/requests/request-records.ts';
import { type CapQuestion, capClassOf, checkCap } from '../../src/safeguards/caps.ts';
import { STANDARD_SAFEGUARDS } from '../../src/safeguards/settings.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { NO_SAFEGUARDS } from '../support/safeguards.ts';

const { suspend, irreversible } = STANDARD_SAFEGUARDS.caps;
const asked = (more: Partial<CapQuestion>): CapQuestion => ({
  cap: suspend,
  capClass: 'suspend',
  directory: 'acme-prod',
  size: 1_000,
  used: { done: 0, reserved: 0 },
  wanted: 1,
  ...more,
});

describe('the most that may be changed', () => {
  test.each([
    ['20 % of 1,000 people', { size: 1_000 }, 200],
    ['500 people at most, however large the directory', { size: 90_000 }, 500],
    ['20 people below 100', { size: 99 }, 20],
    ['20 % from 100 on', { size: 100 }, 20],
    ['20 people where nobody knows how many there are', { size: null }, 20],
    ['5 % for good', { size: 400, cap: irreversible }, 20],
    ['50 for good at most', { size: 90_000, cap: irreversible }, 50],
    ['5 for good below 100', { size: 12, cap: irreversible }, 5],
    ['part of a person is nobody', { size: 119, cap: irreversible }, 5],
  ] as const)('is %s', (_, more, limit) => {
    expect(checkCap(asked(more)).limit).toBe(limit);
  });

  test.each([
    [{ done: 0, reserved: 0 }, 200, 'within'],
    [{ done: 0, reserved: 0 }, 201, 'over'],
    [{ done: 150, reserved: 0 }, 51, 'over'],
    [{ done: 0, reserved: 150 }, 51, 'over'],
    [{ done: 100, reserved: 50 }, 50, 'within'],
  ] as const)('%o and %i more are %s it', (used, wanted, kind) => {
    expect(checkCap(asked({ used, wanted })).kind).toBe(kind);
  });

  test('is told with every number', () => {
    const { arithmetic } = checkCap(asked({ size: 1_234, used: { done: 120, reserved: 30 }, wanted: 1_000 }));

    expect(arithmetic).toBe(
      '120 in the last 24 hours + 30 asked for or under way + 1,000 now = 1,150 of at most 246 people locked out in acme-prod (20 % of its 1,234 people).',
    );
  });
});

test('what locks people out and what is for good counts, and nothing else', () => {
  const operation = (verb: string, reversible: boolean, locksOut = false) => ({
    words: { verb, done: '', doing: '', effect: '' },
    traits: {
      batchSize: 50,
      reversible,
      ...(locksOut ? { locksOut: true as const } : {}),
      inverse: null,
      whenInDoubt: 'never' as const,
      noMayMeanDone: false,
      canBeReadBack: false,
    },
  });

  expect(capClassOf(operation('suspend', true, true))).toBe('suspend');
  expect(capClassOf(operation('kick', true))).toBeNull();
  expect(capClassOf(operation('delete', false))).toBe('irreversible');
  expect(capClassOf(operation('unsuspend', true))).toBeNull();
});

describe('requests that together go over the cap', () => {
  const people = Array.from({ length: 50 }, (_, index) => account(String(1_000 + index)));
  const ids = (from: number, to: number) => byId(...people.slice(from, to).map(({ id }) => id));
  const domain = () =>
    buildDomain({ accounts: people, safeguards: { ...NO_SAFEGUARDS, caps: STANDARD_SAFEGUARDS.caps } });
  const draftOf = async (
    { preview, cast }: Awaited<ReturnType<typeof domain>>,
    from: number,
    to: number,
    who: SlackUserId = cast.alice,
  ) => {
    const previewed = await preview(ids(from, to), 'suspend', who);
    if (previewed.kind !== 'previewed') throw new Error(JSON.stringify(previewed));
    return previewed.view.request.id;
  };
  const given = { reason: null, phrase: null };

  test('a request above it is refused at preview with the arithmetic', async () => {
    const { preview, store } = await domain();

    const previewed = await preview(ids(0, 21));

    expect(previewed).toEqual({
      kind: 'refused',
      rule: 'cap',
      reason:
        'Too many within 24 hours: 0 in the last 24 hours + 0 asked for or under way + 21 now = 21 of at most 20 people locked out in acme-prod (it has 50 people, fewer than 100). Nobody was changed. Ask for fewer, or later; only muster.yaml can raise this.',
    });
    expect(await store.db.selectFrom('requests').select('id').execute()).toEqual([]);
  });

  test('of two drafts that fit each by itself only the first can be submitted', async () => {
    const all = await domain();
    const first = await draftOf(all, 0, 15);
    const second = await draftOf(all, 15, 30);
    const alice = actor(all.cast.alice);

    const answers = await Promise.all([
      all.useCases.submit(first, alice, given),
      all.useCases.submit(second, alice, given),
    ]);

    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['done', 'refused']);
    expect(JSON.stringify(answers)).toContain('15 asked for or under way + 15 now = 30 of at most 20');
  });

  test('what was done counts for 24 hours, and then no longer', async () => {
    const all = await domain();
    await all.runToEnd(await all.submitted(ids(0, 15)));

    const soon = await all.preview(ids(15, 30));
    all.clock.advance(24 * 3_600_000);
    const later = await all.preview(ids(15, 30));

    expect(soon).toMatchObject({ kind: 'refused', reason: expect.stringContaining('15 in the last 24 hours') });
    expect(later.kind).toBe('previewed');
  });

  test('what was done counts all the same when the clock of another replica wrote its request last', async () => {
    const all = await domain();
    const id = await all.submitted(ids(0, 15));
    await all.runToEnd(id);
    const behind = all.clock.now() - 12 * 3_600_000;
    await all.store.write((tx) => touchRequest(tx, id, behind));
    all.clock.advance(23 * 3_600_000);

    const soon = await all.preview(ids(15, 30));

    expect(soon).toMatchObject({ kind: 'refused', reason: expect.stringContaining('15 in the last 24 hours') });
  });

  test('a request that was withdrawn makes room', async () => {
    const all = await domain();
    const id = await all.submitted(ids(0, 15));

    await all.useCases.withdraw(id, actor(all.cast.alice));

    expect((await all.preview(ids(15, 30))).kind).toBe('previewed');
  });

  test('an approval counts again: what fitted no longer does when the directory has become smaller', async () => {
    const all = await domain();
    for (let extra = 0; extra < 100; extra += 1) {
      const one = account(String(5_000 + extra));
      all.directory.accounts.set(one.id, one);
    }
    const id = await all.submitted(ids(0, 25));
    for (let extra = 0; extra < 100; extra += 1) all.directory.accounts.delete(account(String(5_000 + extra)).id);
    await all.preview(ids(30, 31));

    const approved = await all.useCases.approve(id, actor(all.cast.bob));

    expect(approved).toMatchObject({ kind: 'refused', reason: expect.stringContaining('at most 20 people') });
    expect((await all.view(id)).decisions).toEqual([]);
    expect(all.directory.calls).toEqual([]);
  });
});
