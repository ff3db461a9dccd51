import { describe, expect, test } from 'vitest';
import {
  BatchAnswer,
  CreateAnswer,
  DevicePage,
  GotUser,
  GroupPage,
  UserPage,
  UsersCount,
} from '../../../src/directories/wickr/schema.ts';
import { userRow } from './harness.ts';

const one = (row: unknown) => UserPage.parse({ users: [row] }).accounts[0];

describe('a listed user', () => {
  test('becomes an account in our words', () => {
    const account = one(userRow('0042', { firstName: ' Ada ', lastName: 'Byron', username: 'Ada@Example.com' }));

    expect(account).toEqual({
      id: '0042',
      label: 'Ada Byron',
      email: 'Ada@Example.com',
      membership: 'active',
      suspended: false,
      admin: false,
      kind: 'person',
      inviteExpired: false,
      groups: ['group-1'],
      lastActivityAt: null,
    });
  });

  test('is labelled by what there is', () => {
    expect(one(userRow('1', { lastName: null }))?.label).toBe('Person');
    expect(one(userRow('1', { firstName: 7, lastName: ' ' }))?.label).toBe('person1@example.com');
    expect(one({ userId: '1' })?.label).toBe('1');
  });

  test.each([
    [1, 'pending'],
    [2, 'active'],
    [3, 'unknown'],
    ['2', 'unknown'],
    [null, 'unknown'],
    [undefined, 'unknown'],
  ])('with status %j is %s', (status, membership) => {
    expect(one(userRow('1', { status }))?.membership).toBe(membership);
  });

  test.each([[undefined], [null], ['false'], [0]])('whose flags are %j is not decided upon', (flag) => {
    expect(one(userRow('1', { isAdmin: flag, suspended: flag }))).toMatchObject({
      admin: 'unknown',
      suspended: 'unknown',
    });
  });

  test.each([
    [{}, 'person'],
    [{ type: undefined, isUser: undefined }, 'person'],
    [{ username: 'compliance_01234567_bot' }, 'bot'],
    [{ username: 'HelperBot', isUser: false, type: 'bot' }, 'bot'],
    [{ isUser: false }, 'unknown'],
    [{ isUser: 'yes' }, 'unknown'],
    [{ type: 'service' }, 'unknown'],
    [{ type: 5 }, 'unknown'],
    [{ username: null }, 'unknown'],
  ])('with %j is taken for a %s', (changes, kind) => {
    expect(one(userRow('1', changes))?.kind).toBe(kind);
  });

  test.each([
    [{}],
    [{ userId: null }],
    [{ userId: 7 }],
    [{ userId: '12a' }],
    [{ userId: '12345678901' }],
    ['text'],
    [null],
  ])('without a usable id (%j) is counted, not kept', (row) => {
    expect(UserPage.parse({ users: [row, userRow('1')] })).toMatchObject({ accounts: [{ id: '1' }], rowsWithoutId: 1 });
  });

  test('keeps no invite code', () => {
    expect(JSON.stringify(UserPage.parse({ users: [userRow('1')] }))).not.toContain('DO-NOT-KEEP');
  });
});

describe('an invitation', () => {
  test.each([
    [1, true, true],
    [1, false, false],
    [1, undefined, 'unknown'],
    [2, true, false],
    [2, undefined, false],
    [9, undefined, 'unknown'],
  ])('of someone with status %j and isInviteExpired %j has expired: %j', (status, isInviteExpired, expected) => {
    expect(one(userRow('1', { status, isInviteExpired }))?.inviteExpired).toBe(expected);
  });
});

describe('a fetched user', () => {
  const got = (row: unknown) => GotUser.parse(row);

  test('has groups under their other name, and an activity in seconds', () => {
    const { account } = got({ userId: '1', securityGroupIds: ['a', 'b'], lastActivity: 1_768_480_000 });

    expect(account).toMatchObject({ groups: ['a', 'b'], lastActivityAt: 1_768_480_000_000 });
  });

  test.each([[0], [-1], [1_768_480_000_000], ['1768480000'], [null], [1.5]])(
    'with the activity %j has none that could be relied on',
    (lastActivity) => {
      expect(got({ userId: '1', lastActivity }).account.lastActivityAt).toBeNull();
    },
  );

  test('keeps to the letter what would be written back, and nothing else', () => {
    const { details } = got({ userId: '1', firstName: ' Ada', lastName: '', username: 'Ada@X.io', inviteCode: 'NO' });

    expect(details).toEqual({ firstName: ' Ada', username: 'Ada@X.io' });
  });
});

test('no created account keeps its invite code', () => {
  const answer = CreateAnswer.parse({ successful: [{ username: 'a@x.io', userId: '7', inviteCode: 'DO-NOT-KEEP' }] });

  expect(answer).toEqual({ successful: [{ username: 'a@x.io', userId: '7' }], failed: [] });
});

test('a device may lack everything', () => {
  expect(DevicePage.parse({ devices: [{}] })).toEqual({
    devices: [{ appId: null, type: null, status: null, lastLogin: null }],
    nextToken: null,
  });
});

test('a security group without an id makes the page unreadable, as names must be unambiguous', () => {
  expect(GroupPage.safeParse({ securityGroups: [{ name: 'Everyone' }] }).success).toBe(false);
});

test('the last page has no token, an empty one or null', () => {
  for (const nextToken of [undefined, '', null]) {
    expect(UserPage.parse({ users: null, nextToken })).toEqual({ accounts: [], rowsWithoutId: 0, nextToken: null });
  }
});

test('a token that is no text makes a page unreadable, since people might be missing', () => {
  expect(UserPage.safeParse({ users: [], nextToken: 5 }).success).toBe(false);
});

test('a fetched user without an id is no answer', () => {
  expect(GotUser.safeParse({ username: 'a@example.com' }).success).toBe(false);
});

test('a count must be a whole number', () => {
  expect(UsersCount.safeParse({ total: '32' }).success).toBe(false);
  expect(UsersCount.parse({ total: 32, active: 25 })).toEqual({ total: 32 });
});

test('odd entries of a batch answer are left out, odd lists make it unreadable', () => {
  expect(BatchAnswer.parse({ successful: [{ userId: '1' }, { userId: 2 }, null], failed: null })).toEqual({
    successful: [{ userId: '1' }],
    failed: [],
  });
  expect(BatchAnswer.safeParse({ successful: 'all' }).success).toBe(false);
});
