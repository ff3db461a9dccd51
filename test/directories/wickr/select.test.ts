import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Selection } from '../../../src/directories/directory.ts';
import { type Behaviour, FarEnd, json, text } from './far-end.ts';
import { directoryFor, HandClock, NOW, network, never, type Row, userRow } from './harness.ts';

let farEnd: FarEnd;
let directory: ReturnType<typeof directoryFor>;
beforeEach(async () => {
  farEnd = await FarEnd.open();
  directory = directoryFor({ endpoint: farEnd.url, clock: new HandClock() });
});
afterEach(async () => {
  await farEnd[Symbol.asyncDispose]();
  await directory.close();
});

const rule = (given: Partial<Selection>): Selection => ({
  group: null,
  pending: false,
  expired: false,
  suspended: false,
  inactiveForMs: null,
  ...given,
});
async function selected(given: Partial<Selection>) {
  const answer = await directory.select(rule(given), never);
  return answer.kind === 'refused' ? answer : { ids: answer.accounts.map(({ id }) => id), untold: answer.untold };
}
const day = 86_400_000;
const secondsAgo = (ms: number) => Math.floor((NOW - ms) / 1_000);

const rows: readonly Row[] = [
  userRow('1', { lastActivity: secondsAgo(90 * day) }),
  userRow('2', { lastActivity: secondsAgo(3 * day) }),
  userRow('3', { status: 1, isInviteExpired: true }),
  userRow('4', { status: 1, isInviteExpired: false }),
  userRow('5', { status: 1 }),
  userRow('6', { suspended: true, lastActivity: secondsAgo(90 * day) }),
  userRow('7', { status: 9, suspended: 'who knows' }),
  userRow('8', { username: 'helper_bot', suspended: true }),
];
const groups = json(200, { securityGroups: [{ id: 'g9', name: 'Field', isDefault: false }] });
const withGroup =
  (members: readonly Row[]): Behaviour =>
  (response, seen) => {
    if (seen.path.endsWith('/security-groups')) return groups(response, seen);
    if (seen.path.endsWith('/g9/users')) return json(200, { users: members })(response, seen);
    return network(rows)(response, seen);
  };

describe('a rule', () => {
  test.each([
    [{ suspended: true }, { ids: ['6'], untold: 1 }],
    [{ pending: true }, { ids: ['3', '4', '5'], untold: 1 }],
    [{ expired: true }, { ids: ['3'], untold: 2 }],
    [
      { pending: true, suspended: true },
      { ids: [], untold: 1 },
    ],
    [{ inactiveForMs: 30 * day }, { ids: ['1', '6'], untold: 4 }],
    [
      { inactiveForMs: 30 * day, suspended: true },
      { ids: ['6'], untold: 1 },
    ],
  ])('of %j selects %j', async (given, expected) => {
    farEnd.always(network(rows));

    expect(await selected(given)).toEqual(expected);
  });

  test('of a group, by its name in any case, selects its members and says how many have no id', async () => {
    farEnd.always(withGroup([userRow('1'), userRow('6', { suspended: true }), { username: 'no@id.io' }]));

    expect(await selected({ group: 'FIELD' })).toEqual({ ids: ['1', '6'], untold: 1 });
    expect(await selected({ group: 'Field', suspended: true })).toEqual({ ids: ['6'], untold: 1 });
  });

  test('of a group that is not there is refused with those there are', async () => {
    farEnd.always(groups);

    expect(await selected({ group: 'Fields' })).toEqual({
      kind: 'refused',
      reason: 'There is no security group “Fields”. There are: Field.',
    });
  });

  test('that says nothing is no rule', async () => {
    expect(await selected({})).toMatchObject({ kind: 'refused' });
    expect(farEnd.seen).toEqual([]);
  });

  test('of inactivity asks about nobody twice, and never about the pending', async () => {
    farEnd.always(network(rows));

    await selected({ inactiveForMs: day });

    const asked = farEnd.seen.map(({ path }) => path.split('/').at(-1)).filter((last) => /^\d$/.test(last ?? ''));
    expect(asked.toSorted()).toEqual(['1', '2', '6', '7']);
  });

  test('of inactivity tells a few who cannot be read from a network that cannot', async () => {
    farEnd.always((response, seen) => {
      if (seen.path.endsWith('/1')) return text(200, '{')(response, seen);
      return network(rows)(response, seen);
    });
    expect(await selected({ inactiveForMs: 30 * day })).toEqual({ ids: ['6'], untold: 5 });

    farEnd.always((response, seen) => {
      if (seen.path.endsWith('/2')) return json(403, { message: 'no' })(response, seen);
      return network(rows)(response, seen);
    });
    await expect(selected({ inactiveForMs: 30 * day })).rejects.toMatchObject({ problem: 'forbidden' });
  });

  test('of inactivity is refused where it would take too many calls', async () => {
    farEnd.always(network(Array.from({ length: 1_001 }, (_, n) => userRow(String(n + 1)))));

    expect(await selected({ inactiveForMs: day })).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(/1001.*group/),
    });
  });
});
