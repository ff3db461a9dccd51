import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ADMINS_AT_LEAST, adminsTold, countToKeep, tooFewAdmins } from '../../src/safeguards/last-admins.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { NO_SAFEGUARDS } from '../support/safeguards.ts';

const ADMINS = ['901', '902', '903'];
const accounts = [
  ...Array.from({ length: 60 }, (_, index) => account(String(1_000 + index))),
  ...ADMINS.map((id) => account(id, { admin: true })),
];
const people = accounts.filter(({ admin }) => admin !== true).map(({ id }) => id);

async function running(more: Parameters<typeof buildDomain>[0] = { accounts }) {
  const domain = await buildDomain(more);
  const { clock, directory, state, view } = domain;
  const take = (...ids: readonly string[]) => {
    for (const id of ids) directory.accounts.delete(account(id).id);
  };
  const reaches = (id: Parameters<typeof state>[0], wanted: string) =>
    clock.runUntil(async () => (await state(id)) === wanted);
  const reason = async (id: Parameters<typeof state>[0]) => {
    const { state: now } = (await view(id)).request;
    return now.kind === 'paused' ? now.reason : now.kind;
  };
  return { ...domain, take, reaches, reason };
}

describe('administrators', () => {
  test('are never locked out, alone or among others, however many there are', async () => {
    const { preview } = await running();

    const alone = await preview(byId(...ADMINS));
    const among = await preview(byId('1000', ...ADMINS));

    expect(alone.kind).toBe('nothing-to-do');
    expect(among).toMatchObject({ kind: 'previewed', view: { request: { people: 1 } } });
  });

  test('are not touched either where accounts are not compared before a batch', async () => {
    const { directory, runToEnd, submitted } = await running({
      accounts,
      safeguards: { ...NO_SAFEGUARDS, drift: false },
    });
    const id = await submitted(byId('1000', '1001'));
    directory.accounts.set(account('1001').id, account('1001', { admin: true }));

    const view = await runToEnd(id);

    expect(view.outcomes).toMatchObject({ succeeded: 1, skipped: 1 });
    expect(directory.effects.map((effect) => effect.id)).toEqual(['1000']);
  });
});

describe('when fewer than two active administrators are left', () => {
  test('every request that locks people out pauses before its next call, and resuming lets each go on', async () => {
    const { cast, directory, newDispatcher, reaches, reason, stopped, submitted, runToEnd, take, useCases, view } =
      await running();
    await runToEnd(await submitted(byId('1059')));
    const called = directory.calls.length;
    const ids = [await submitted(byId(...people.slice(0, 5))), await submitted(byId(...people.slice(5, 9)))];
    for (const id of ids) await useCases.approve(id, actor(cast.bob));
    take('901', '902');

    const dispatcher = newDispatcher();
    await dispatcher.start();
    for (const id of ids) await reaches(id, 'paused');
    const told = await Promise.all(ids.map(reason));
    const callsThen = directory.calls.length;
    for (const id of ids) await useCases.resume(id, actor(cast.bob));
    for (const id of ids) await reaches(id, 'finished');
    await stopped(dispatcher);

    for (const one of told) expect(one).toContain('acme-prod has only 1 active administrator left, of 3;');
    expect(callsThen).toBe(called);
    expect((await view(ids[0] ?? expect.fail())).outcomes.succeeded).toBe(5);
  });

  test('what takes nothing away goes on', async () => {
    const suspended = accounts.map((one) => (one.admin === true ? one : { ...one, suspended: true as const }));
    const { runToEnd, submitted, take } = await running({ accounts: suspended });
    await runToEnd(await submitted(byId('1000'), 'unsuspend'));
    take(...ADMINS);

    const view = await runToEnd(await submitted(byId('1001'), 'unsuspend'));

    expect(view.outcomes.succeeded).toBe(1);
  });

  test('a directory that never had two is left in peace', async () => {
    const { runToEnd, submitted } = await running({ accounts: accounts.slice(0, 61) });

    const first = await runToEnd(await submitted(byId('1000')));
    const second = await runToEnd(await submitted(byId('1001')));

    expect([first.outcomes.succeeded, second.outcomes.succeeded]).toEqual([1, 1]);
  });

  test('a directory that tells nobody how many it has says so, and goes on without them', async () => {
    const { directory, preview, runToEnd, submitted } = await running();
    Object.assign(directory, { adminsCountedUpTo: 50, admins: async () => null });

    const previewed = await preview(byId('1000', '901'));
    const view = await runToEnd(await submitted(byId('1000', '901')));

    if (previewed.kind !== 'previewed') throw new Error('No preview');
    expect(previewed.safeguards?.join(' ')).toContain(
      'acme-prod is too large to count its administrators (more than 50 people)',
    );
    expect(view.outcomes).toMatchObject({ succeeded: 1 });
    expect(directory.effects.map((effect) => effect.id)).toEqual(['1000']);
  });
});

test.each([
  ['two are enough', { now: 2, before: 5, seen: null }, false],
  ['one of five is too few', { now: 1, before: 5, seen: 5 }, true],
  ['none of two is too few', { now: 0, before: 2, seen: null }, true],
  ['whoever resumed knows it', { now: 1, before: 5, seen: 1 }, false],
  ['fewer than they knew is news', { now: 0, before: 5, seen: 1 }, true],
  ['there never were two', { now: 0, before: 1, seen: null }, false],
  ['nobody can tell', { now: null, before: 5, seen: 5 }, false],
] as const)('%s', (_, counts, pauses) => {
  expect(tooFewAdmins({ directory: 'acme', ...counts }) !== null).toBe(pauses);
});

test('however administrators come and go, each fall below two pauses a request once', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 20 }), (counts) => {
      let before: number | null = null;
      let seen: number | null = null;
      let enough = false;
      for (const now of counts) {
        const pauses = tooFewAdmins({ directory: 'acme', now, before, seen }) !== null;
        expect(pauses).toBe(enough && now < ADMINS_AT_LEAST && now !== seen);
        before = countToKeep(before, now);
        seen = now;
        if (now >= ADMINS_AT_LEAST) enough = true;
      }
    }),
  );
});

const UNCOUNTED =
  'acme is too large to count its administrators (more than 1,000 people), so whether 2 remain is not known; none of them is touched by this.';
const HAS_ONE = 'acme has only 1 active administrator left, of 3; at least 2 should remain.';
const PAUSES = 'This would pause before its first call, until an approver resumes it.';

test.each([
  ['enough of them, none named', { now: 3, before: 3, named: 0 }, null],
  [
    'one of many named',
    { now: 5, before: 5, named: 1 },
    'acme has 5 active administrators; 1 of them was named and is left out: 5 - 0 = 5 remain.',
  ],
  [
    'so many named that one would be left',
    { now: 3, before: 3, named: 2 },
    'acme has 3 active administrators; 2 of them were named and are left out: 3 - 0 = 3 remain. With them changed it would be 3 - 2 = 1, and at least 2 have to remain.',
  ],
  [
    'all of them named',
    { now: 2, before: null, named: 2 },
    'acme has 2 active administrators; 2 of them were named and are left out: 2 - 0 = 2 remain. With them changed it would be 2 - 2 = 0, and at least 2 have to remain.',
  ],
  [
    'the only one named, where there never were two',
    { now: 1, before: 1, named: 1 },
    'acme has 1 active administrator; 1 of them was named and is left out: 1 - 0 = 1 remains. With them changed it would be 1 - 1 = 0, and at least 2 have to remain.',
  ],
  ['one left of three, none named', { now: 1, before: 3, named: 0 }, `${HAS_ONE} ${PAUSES}`],
  [
    'none left of three',
    { now: 0, before: 3, named: 0 },
    `acme has no active administrator left, of 3; at least 2 should remain. ${PAUSES}`,
  ],
  ['there never were two, none named', { now: 1, before: null, named: 0 }, null],
  ['nobody can tell, and it is large', { now: null, before: null, named: 1, size: 1_001 }, UNCOUNTED],
  ['nobody can tell, and it does not say how large', { now: null, before: null, named: 1, size: null }, UNCOUNTED],
  ['no user is one', { now: null, before: null, named: 0, upTo: null }, null],
] as const)('a preview says of administrators, with %s', (_, known, said) => {
  expect(adminsTold({ directory: 'acme', upTo: 1_000, size: 900, ...known })).toBe(said);
});

test('a preview tells who of the administrators was named, alone and among others, and nothing of what it does not take away', async () => {
  const { preview } = await running();

  const among = await preview(byId('1000', '901', '902'));
  const alone = await preview(byId(...ADMINS));
  const none = await preview(byId('1000'));

  if (among.kind !== 'previewed' || alone.kind !== 'nothing-to-do' || none.kind !== 'previewed') throw new Error('?');
  expect(among.safeguards?.join(' ')).toContain('3 - 2 = 1, and at least 2 have to remain');
  expect(alone.admins).toContain('3 - 3 = 0, and at least 2 have to remain');
  expect(none.safeguards?.join(' ')).not.toContain('administrator');
});

test('administrators who go between the first preview ever and its first call are missed before that call', async () => {
  const { cast, directory, newDispatcher, preview, reaches, reason, stopped, submitted, take, useCases } =
    await running();
  const id = await submitted(byId('1000'));
  await useCases.approve(id, actor(cast.bob));
  take('901', '902');

  const dispatcher = newDispatcher();
  await dispatcher.start();
  await reaches(id, 'paused');
  await stopped(dispatcher);
  const next = await preview(byId('1001'));

  expect(await reason(id)).toContain('acme-prod has only 1 active administrator left, of 3; at least 2 should remain.');
  expect(directory.calls).toEqual([]);
  expect(next.kind === 'previewed' && next.safeguards?.join(' ')).toContain(PAUSES);
});
