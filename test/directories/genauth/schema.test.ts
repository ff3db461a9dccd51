import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PoolUser, PoolUsers, TokenAnswer } from '../../../src/directories/genauth/schema.ts';
import { userId, userRow } from './harness.ts';

const read = (changes: Record<string, unknown>) => PoolUser.parse(userRow(1, changes));

describe('a user of the pool', () => {
  test.each([
    ['Activated', 'activated'],
    ['Suspended', 'suspended'],
    ['Deactivated', 'deactivated'],
    ['Resigned', 'resigned'],
    ['Archived', 'archived'],
    ['activated', 'unknown'],
    ['Frozen', 'unknown'],
    ['', 'unknown'],
    [null, 'unknown'],
    [undefined, 'unknown'],
    [1, 'unknown'],
  ])('with the status %j is %s', (status, expected) => {
    expect(read({ status }).status).toBe(expected);
  });

  test('without a word of status is of unknown status', () => {
    const { status: _, ...row } = userRow(1);

    expect(PoolUser.parse(row).status).toBe('unknown');
  });

  test('is never taken for active unless exactly that is said', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (status) => {
        expect(read({ status }).status === 'activated').toBe(status === 'Activated');
      }),
    );
  });

  test('may have null wherever the service has nothing to say', () => {
    const names = ['email', 'phone', 'username', 'externalId', 'name', 'nickname', 'lastLogin', 'loginsCount'];
    const more = ['identities', 'departmentIds', 'statusChangedAt', 'resetPasswordOnNextLogin', 'userSourceType'];

    const user = read(Object.fromEntries([...names, ...more].map((name) => [name, null])));

    expect(user).toMatchObject({
      id: userId(1),
      email: null,
      externalId: null,
      lastLoginAt: null,
      identities: [],
      departmentIds: [],
      resetPasswordOnNextLogin: 'unknown',
    });
  });

  test('keeps of its identities who is meant, and no token', () => {
    const identity = { extIdpId: 'idp', provider: 'lark', userIdInIdp: 'ou_1', accessToken: 'a', refreshToken: 'r' };

    expect(read({ identities: [identity, { extIdpId: 'half' }, null] }).identities).toEqual([
      { extIdpId: 'idp', provider: 'lark', userIdInIdp: 'ou_1' },
    ]);
  });

  test('carries no national id, password or custom data', () => {
    const secret = 'not-to-be-seen';

    const user = read({
      identityNumber: secret,
      password: secret,
      salt: secret,
      otp: secret,
      customData: { a: secret },
    });

    expect(JSON.stringify(user)).not.toContain(secret);
  });

  test('is compared by an address in lower case', () => {
    expect(read({ email: ' Ada@Example.com ' }).email).toBe('ada@example.com');
  });

  test.each([
    ['2026-01-02T03:04:05.678Z', Date.UTC(2026, 0, 2, 3, 4, 5, 678)],
    ['yesterday', null],
    [1_700_000_000, null],
  ])('logged in last at %j', (lastLogin, expected) => {
    expect(read({ lastLogin }).lastLoginAt).toBe(expected);
  });

  test.each([[null], [''], ['6319a1504f3xxxxf214dd5b7'], [7]])('with the id %j is nobody', (id) => {
    expect(PoolUsers.parse([userRow(1, { userId: id }), userRow(2)])).toMatchObject({
      users: [{ id: userId(2) }],
      rowsWithoutId: 1,
    });
  });
});

test.each([
  [{ access_token: 'abc' }, 7_200_000],
  [{ access_token: 'abc', expires_in: '60' }, 60_000],
  [{ access_token: 'abc', expires_in: -1 }, 7_200_000],
])('the token %j lasts %s ms', (answer, lastsMs) => {
  expect(TokenAnswer.parse(answer).lastsMs).toBe(lastsMs);
});

test('a token that would break a header is none', () => {
  expect(TokenAnswer.safeParse({ access_token: 'a\r\nb' }).success).toBe(false);
});
