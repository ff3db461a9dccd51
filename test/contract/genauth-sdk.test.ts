import { describe, expect, it } from 'vitest';
import { ada, bo, cy, di, named, nobody } from '../sandbox/genauth/people.ts';
import type { SdkCase } from './support/call-sdk.ts';
import { answered, openPool } from './support/contract-pool.ts';

const done = answered({ success: true });
const aUser = (members: object) => answered(expect.objectContaining(members));
const users = (...ids: string[]) =>
  answered(expect.toSatisfy((list: readonly { userId: string }[]) => sameIds(list, ids), `users ${ids.join(', ')}`));
const sameIds = (list: readonly { userId: string }[], ids: readonly string[]) =>
  JSON.stringify(list.map(({ userId }) => userId).toSorted()) === JSON.stringify(ids.toSorted());

/** In order: a later case sees what an earlier one did. `app` is the first application's id. */
const conversation = (app: string): readonly (SdkCase & { readonly expected: unknown })[] => [
  { method: 'getUser', input: { userId: ada }, expected: aUser({ userId: ada, email: 'ada.alder@acme.example' }) },
  {
    method: 'getUser',
    input: { userId: 'lark:ou_ada', userIdType: 'sync_relation', withIdentities: true },
    expected: aUser({ identities: [expect.objectContaining({ provider: 'lark', userIdInIdp: 'ou_ada' })] }),
  },
  {
    method: 'getUserBatch',
    input: { userIds: ['ADA.alder@acme.example', 'bo.birch@acme.example'], userIdType: 'email' },
    expected: users(ada, bo),
  },
  { method: 'getUserBatch', input: { userIds: [ada] }, expected: users(ada) },
  {
    method: 'listUsers',
    input: {
      keywords: 'cedar',
      advancedFilter: [{ field: 'status', operator: 'EQUAL', value: 'Activated' }],
      options: { pagination: { page: 1, limit: 50 }, sort: [{ field: 'createdAt', order: 'desc' }] },
    },
    expected: answered({
      totalCount: expect.any(Number),
      list: expect.arrayContaining([expect.objectContaining({ userId: cy })]),
    }),
  },
  { method: 'listUsers', input: {}, expected: answered({ totalCount: 60, list: expect.any(Array) }) },
  {
    method: 'listUsersLegacy',
    input: { page: 2, limit: 50, withIdentities: true },
    expected: answered({ totalCount: 60, list: expect.toSatisfy((list: readonly unknown[]) => list.length === 10) }),
  },
  { method: 'isUserExists', input: { username: 'ada' }, expected: answered({ exists: true }) },
  { method: 'isUserExists', input: { externalId: 'nobody 不 "quoted"' }, expected: answered({ exists: false }) },
  {
    method: 'getUserLoggedinApps',
    input: { userId: 'ada', userIdType: 'username' },
    expected: answered(expect.arrayContaining([expect.objectContaining({ appId: app, appName: 'Handbook' })])),
  },
  {
    method: 'getUserLoginHistory',
    input: { userId: ada, start: 0, end: 4_000_000_000_000, limit: 50 },
    expected: answered({ totalCount: expect.any(Number), list: expect.any(Array) }),
  },
  { method: 'checkSessionStatus', input: { appId: app, userId: ada }, expected: answered({ active: true }) },
  { method: 'kickUsers', input: { userId: ada, appIds: [app] }, expected: done },
  { method: 'checkSessionStatus', input: { appId: app, userId: ada }, expected: answered({ active: false }) },
  {
    method: 'updateUser',
    input: {
      userId: 'ada',
      nickname: 'zhāng 三',
      customData: { b: 1, a: [true, null] },
      options: { userIdType: 'username' },
    },
    expected: aUser({ userId: ada, nickname: 'zhāng 三' }),
  },
  {
    method: 'updateUserBatch',
    input: { list: [bo, cy].map((userId) => ({ userId, status: 'Suspended' })) },
    expected: users(bo, cy),
  },
  {
    method: 'createUser',
    input: {
      email: 'SDK.One@acme.example',
      options: { autoGeneratePassword: true, sendNotification: { sendEmailNotification: true, appId: app } },
    },
    expected: aUser({ email: 'sdk.one@acme.example', lastLogin: null }),
  },
  {
    method: 'createUsersBatch',
    input: { list: [{ username: 'sdk.two' }, { phone: '5550100777', phoneCountryCode: '+49' }] },
    expected: answered(expect.arrayContaining([expect.objectContaining({ username: 'sdk.two' })])),
  },
  { method: 'resignUser', input: { userId: bo }, expected: done },
  { method: 'resignUserBatch', input: { userIds: ['cy.cedar@acme.example'], userIdType: 'email' }, expected: done },
  { method: 'deleteUsersBatch', input: { userIds: [di], options: { userIdType: 'user_id' } }, expected: done },
  {
    method: 'listArchivedUsers',
    input: { startAt: 1_760_000_000 },
    expected: answered({ totalCount: 1, list: [{ userId: di, archivedAt: expect.any(String) }] }),
  },
  {
    method: 'getUser',
    input: { userId: nobody },
    expected: {
      kind: 'answered',
      answer: { statusCode: 404, apiCode: 2004, message: 'User not found', requestId: expect.any(String) },
    },
  },
  {
    method: 'deleteUsersBatch',
    input: { userIds: [] },
    expected: { kind: 'answered', answer: expect.objectContaining({ statusCode: 400, requestId: expect.any(String) }) },
  },
];

describe('the vendor’s Node SDK', () => {
  it('is understood in everything it asks, by its signatures', async () => {
    const { standIn, sdk } = await openPool();
    const cases = conversation(standIn.apps[0]?.appId ?? '');

    const results = await sdk(cases.map(({ method, input }) => ({ method, input })));

    expect(results.length).toBe(cases.length);
    for (const [index, { method, input, expected }] of cases.entries()) {
      expect(results[index], `${method} ${JSON.stringify(input)}`).toEqual(expected);
    }
    expect(standIn.oracle.calls.every(({ authenticated }) => authenticated === 'hmac-authing')).toBe(true);
    expect(standIn.oracle.calls.map(({ operation }) => operation)).toHaveLength(cases.length);
    expect(standIn.messages().map(({ kind, to }) => [kind, to])).toEqual([['invitation', 'sdk.one@acme.example']]);
    expect([bo, cy].map((id) => standIn.oracle.user(id)?.status)).toEqual(['Resigned', 'Resigned']);
    const strangers = standIn.oracle.violations.filter(({ kind }) => kind === 'unknown-member');
    expect(strangers).toEqual([]);
  });

  it('is refused with another secret, and learns of it as of a success', async () => {
    const { standIn, sdk } = await openPool();

    const [result] = await sdk([{ method: 'deleteUsersBatch', input: { userIds: [ada] } }], {
      accessKeySecret: 'f'.repeat(32),
    });

    expect(result).toMatchObject({ kind: 'answered', answer: { statusCode: 401, apiCode: 1300 } });
    expect(standIn.oracle.user(ada)).not.toBeNull();
  });

  it('throws where HTTP itself fails, with the effect there or not', async () => {
    const { standIn, sdk } = await openPool();
    standIn.faults.set('html-502', 1);
    const first = await sdk([{ method: 'deleteUsersBatch', input: { userIds: [ada] } }]);
    standIn.faults.set('reset-after', 1);
    const second = await sdk([{ method: 'deleteUsersBatch', input: { userIds: [bo] } }]);
    standIn.behaviour.httpStatus = 'mirror';
    const third = await sdk([{ method: 'getUser', input: { userId: nobody } }]);

    expect(first).toMatchObject([{ kind: 'threw', httpStatus: 502 }]);
    expect(second).toMatchObject([{ kind: 'threw', httpStatus: null }]);
    expect(third).toMatchObject([{ kind: 'threw', httpStatus: 404 }]);
    expect([ada, bo].map((id) => standIn.oracle.timesChanged(id, 'deleted'))).toEqual([0, 1]);
  });

  it('takes a page of HTML for a result', async () => {
    const { standIn, sdk } = await openPool();
    standIn.faults.set('html-200', 1);

    const [result] = await sdk([{ method: 'getUser', input: { userId: ada } }]);

    expect(result).toEqual({ kind: 'answered', answer: expect.stringContaining('<html>') });
  });

  it('follows a redirect, with its signature, to where it should not go', async () => {
    const { standIn, sdk } = await openPool();
    standIn.faults.set('redirect', 1);

    const [result] = await sdk([{ method: 'deleteUsersBatch', input: { userIds: [ada] } }]);

    expect(result).toMatchObject({ kind: 'answered', answer: { statusCode: 404 } });
    expect(standIn.oracle.violations.map(({ kind }) => kind)).toEqual(['redirect-followed']);
    expect(standIn.oracle.user(ada)).toMatchObject({ email: named[0].email.toLowerCase() });
  });
});
