import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InvalidCall } from '../../../src/directories/genauth/call-checks.ts';
import type { GenAuthClient } from '../../../src/directories/genauth/client.ts';
import { cutShort, deadAddress, FarEnd, json, ok, refused, reset, silence, stalled, text } from './far-end.ts';
import { clientFor, HandClock, LogBook, never, type Setup, userId, userRow } from './harness.ts';

let farEnd: FarEnd;
const clients: GenAuthClient[] = [];

beforeEach(async () => {
  farEnd = await FarEnd.open();
});
afterEach(async () => {
  await farEnd[Symbol.asyncDispose]();
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

function open(setup: Partial<Setup> = {}): GenAuthClient {
  const client = clientFor({ host: farEnd.url, ...setup });
  clients.push(client);
  return client;
}

const [first, second] = [userId(1), userId(2)];
const both = { userIds: [first, second], userIdType: 'user_id' } as const;
const remove = (client: GenAuthClient, signal = never) => client.deleteUsersBatch(both, signal);
const lookUp = (client: GenAuthClient) => client.getUser({ userId: first, userIdType: 'user_id' }, never);

describe('a call goes out as the API documents it', () => {
  const flags = 'withCustomData=false&flatCustomData=false&withIdentities=false&withDepartmentIds=false';
  test.each<[string, (client: GenAuthClient) => Promise<unknown>, object]>([
    [
      'delete-users-batch',
      (client) => remove(client),
      {
        method: 'POST',
        target: '/delete-users-batch',
        body: { userIds: both.userIds, options: { userIdType: 'user_id' } },
      },
    ],
    [
      'resign-user-batch, with the type beside the ids',
      (client) => client.resignUserBatch(both, never),
      { method: 'POST', target: '/resign-user-batch', body: both },
    ],
    [
      'get-user',
      (client) => client.getUser({ userId: 'lark:ou_8bae', userIdType: 'sync_relation' }, never),
      {
        method: 'GET',
        target:
          '/get-user?userId=lark%3Aou_8bae&userIdType=sync_relation&flatCustomData=false&withCustomData=false' +
          '&withPost=false&withIdentities=false&withDepartmentIds=false',
      },
    ],
    [
      'get-user-batch',
      (client) => client.getUserBatch({ userIds: ['a+b@x.com', 'c@x.com'], userIdType: 'email' }, never),
      {
        method: 'GET',
        target: `/get-user-batch?userIds%5B%5D=a%2Bb%40x.com&userIds%5B%5D=c%40x.com&userIdType=email&${flags}`,
      },
    ],
    [
      'get-user-batch of one',
      (client) => client.getUserBatch({ userIds: ['x&y=z 三'], userIdType: 'username' }, never),
      { method: 'GET', target: `/get-user-batch?userIds%5B%5D=x%26y%3Dz%20%E4%B8%89&userIdType=username&${flags}` },
    ],
    [
      'list-users, full pages in a stable order',
      (client) => {
        const advancedFilter = [{ field: 'status', operator: 'EQUAL', value: 'Suspended' }] as const;
        return client.listUsers({ page: 2, advancedFilter }, never);
      },
      {
        method: 'POST',
        target: '/list-users',
        body: {
          advancedFilter: [{ field: 'status', operator: 'EQUAL', value: 'Suspended' }],
          options: {
            pagination: { page: 2, limit: 50 },
            sort: [{ field: 'createdAt', order: 'asc' }],
            withIdentities: false,
            withDepartmentIds: false,
          },
        },
      },
    ],
    [
      'create-users-batch',
      (client) => {
        const sendNotification = { sendEmailNotification: true, appId: 'app' };
        const options = { autoGeneratePassword: true, resetPasswordOnFirstLogin: true, sendNotification };
        return client.createUsersBatch({ users: [{ email: 'ada@example.com', name: 'Ada' }], options }, never);
      },
      {
        method: 'POST',
        target: '/create-users-batch',
        body: {
          list: [{ email: 'ada@example.com', name: 'Ada' }],
          options: {
            autoGeneratePassword: true,
            resetPasswordOnFirstLogin: true,
            sendNotification: { sendEmailNotification: true, appId: 'app' },
          },
        },
      },
    ],
    [
      'update-user-batch',
      (client) => client.updateUserBatch({ updates: [{ userId: first, status: 'suspended' }] }, never),
      { method: 'POST', target: '/update-user-batch', body: { list: [{ userId: first, status: 'Suspended' }] } },
    ],
    [
      'update-user, which spells its notification in its own way',
      (client) => {
        const sendPasswordResetedNotification = { sendDefaultEmailNotification: true, appId: 'app' };
        const options = { resetPasswordOnNextLogin: true, autoGeneratePassword: true, sendPasswordResetedNotification };
        const update = { userId: 'ada@example.com', status: 'activated' } as const;
        return client.updateUser({ update, userIdType: 'email', options }, never);
      },
      {
        method: 'POST',
        target: '/update-user',
        body: {
          userId: 'ada@example.com',
          status: 'Activated',
          options: {
            userIdType: 'email',
            resetPasswordOnNextLogin: true,
            autoGeneratePassword: true,
            sendPasswordResetedNotification: { sendDefaultEmailNotification: true, appId: 'app' },
          },
        },
      },
    ],
    [
      'kick-users, which is about one',
      (client) => client.kickUsers({ userId: first, userIdType: 'user_id', appIds: ['app1', 'app2'] }, never),
      {
        method: 'POST',
        target: '/kick-users',
        body: { userId: first, appIds: ['app1', 'app2'], options: { userIdType: 'user_id' } },
      },
    ],
    [
      'check-session-status',
      (client) => client.checkSessionStatus({ userId: first, appId: 'app1' }, never),
      { method: 'POST', target: '/check-session-status', body: { appId: 'app1', userId: first } },
    ],
    [
      'get-user-loggedin-apps',
      (client) => client.getUserLoggedinApps({ userId: first, userIdType: 'user_id' }, never),
      { method: 'GET', target: `/get-user-loggedin-apps?userId=${first}&userIdType=user_id` },
    ],
    [
      'list-archived-users, with seconds',
      (client) => client.listArchivedUsers({ page: 1, since: 1_700_000_000_999 }, never),
      { method: 'GET', target: '/list-archived-users?page=1&limit=50&startAt=1700000000' },
    ],
    [
      'get-management-token, the only one with the key in it',
      (client) => client.getManagementToken(never),
      {
        method: 'POST',
        target: '/get-management-token',
        body: { accessKeyId: '64aaaaaaaaaaaaaaaaaaaaaa', accessKeySecret: 'not-a-secret' },
      },
    ],
  ])('%s', async (_name, make, expected) => {
    farEnd.next(ok({}));

    await make(open());

    const [seen] = farEnd.seen;
    const sent = {
      method: seen?.method,
      target: seen?.target.replace('/api/v3', ''),
      ...(seen?.body ? { body: JSON.parse(seen.body) } : {}),
    };
    expect(sent).toEqual(expected);
    expect(farEnd.seen).toHaveLength(1);
  });
});

describe('an answer comes back in our words', () => {
  test.each<[string, unknown, (client: GenAuthClient) => Promise<unknown>, unknown]>([
    ['get-user', userRow(1), lookUp, { id: first, status: 'activated', email: 'person1@example.com' }],
    [
      'get-user-batch',
      [userRow(2), { ...userRow(1), userId: null }],
      (client) => client.getUserBatch(both, never),
      { users: [{ id: second }], rowsWithoutId: 1 },
    ],
    [
      'list-users',
      { totalCount: 51, list: [userRow(1)] },
      (client) => client.listUsers({ page: 1 }, never),
      { totalCount: 51, users: [{ id: first }] },
    ],
    ['delete-users-batch', { success: true }, (client) => remove(client), { success: true }],
    [
      'check-session-status',
      { active: false },
      (client) => client.checkSessionStatus({ userId: first, appId: 'a' }, never),
      { active: false },
    ],
    [
      'get-user-loggedin-apps',
      [{ appId: 'a', appName: 'Wiki', appLogo: 'x' }],
      (client) => client.getUserLoggedinApps({ userId: first, userIdType: 'user_id' }, never),
      [{ appId: 'a', appName: 'Wiki' }],
    ],
    [
      'list-archived-users',
      {
        totalCount: 2,
        list: [
          { userId: first, archivedAt: '2026-01-02T00:00:00Z' },
          { userId: second, archivedAt: 5 },
        ],
      },
      (client) => client.listArchivedUsers({ page: 1 }, never),
      {
        totalCount: 2,
        people: [
          { id: first, archivedAt: Date.UTC(2026, 0, 2) },
          { id: second, archivedAt: 5_000 },
        ],
      },
    ],
    [
      'get-management-token',
      { access_token: 'abc', expires_in: 60 },
      (client) => client.getManagementToken(never),
      { accessToken: 'abc', lastsMs: 60_000 },
    ],
  ])('of %s', async (_name, data, make, value) => {
    farEnd.next(ok(data));

    expect(await make(open())).toMatchObject({ kind: 'ok', requestId: 'req-ok', value });
  });
});

describe('what should never have been asked throws before anything is sent', () => {
  const many = Array.from({ length: 51 }, (_, index) => userId(index));
  test.each<[string, (client: GenAuthClient) => Promise<unknown>, RegExp]>([
    ['nobody', (client) => client.deleteUsersBatch({ ...both, userIds: [] }, never), /userIds must not be empty/],
    ['51 people', (client) => client.deleteUsersBatch({ ...both, userIds: many }, never), /at most 50, and are 51/],
    [
      'somebody twice',
      (client) => client.resignUserBatch({ ...both, userIds: [first, first] }, never),
      /each occur once/,
    ],
    [
      'one address in two spellings',
      (client) => client.getUserBatch({ userIds: ['A@x.com', 'a@x.com'], userIdType: 'email' }, never),
      /each occur once/,
    ],
    [
      'an empty id',
      (client) => client.deleteUsersBatch({ ...both, userIds: [first, ''] }, never),
      /userIds\[1\] must be a user id/,
    ],
    ['a short id', (client) => client.getUser({ userId: 'abc', userIdType: 'user_id' }, never), /must be a user id/],
    [
      'no address',
      (client) => client.getUser({ userId: 'ada', userIdType: 'email' }, never),
      /must be an e-mail address/,
    ],
    [
      'a phone with its country',
      (client) => client.getUser({ userId: '+4912345', userIdType: 'phone' }, never),
      /digits only/,
    ],
    [
      'too long an address',
      (client) => {
        const userIds = Array.from({ length: 20 }, (_, index) => `${'三'.repeat(100)}${index}`);
        return client.getUserBatch({ userIds, userIdType: 'username' }, never);
      },
      /splitUserIds/,
    ],
    ['page 0', (client) => client.listUsers({ page: 0 }, never), /page must be/],
    ['a page of 51', (client) => client.listArchivedUsers({ page: 1, limit: 51 }, never), /limit must be/],
    [
      'no application',
      (client) => client.kickUsers({ userId: first, userIdType: 'user_id', appIds: [] }, never),
      /appIds must not/,
    ],
    [
      'a newcomer without a name',
      (client) => client.createUsersBatch({ users: [{ name: 'Ada' }] }, never),
      /must have an email/,
    ],
    [
      'two newcomers with one address',
      (client) => client.createUsersBatch({ users: [{ email: 'a@x.com' }, { email: 'A@x.com' }] }, never),
      /email of their own/,
    ],
    [
      'a newcomer with no address',
      (client) => client.createUsersBatch({ users: [{ email: 'a' }] }, never),
      /users\[0\].email must be/,
    ],
    [
      'an update of nothing',
      (client) => client.updateUserBatch({ updates: [{ userId: first }] }, never),
      /change something/,
    ],
    [
      'two updates of one person',
      (client) => {
        const update = { userId: first, status: 'suspended' } as const;
        return client.updateUserBatch({ updates: [update, update] }, never);
      },
      /each occur once/,
    ],
  ])('%s', async (_what, make, message) => {
    const asked = make(open());

    await expect(asked).rejects.toThrow(InvalidCall);
    await expect(asked).rejects.toThrow(message);
    expect(farEnd.seen).toEqual([]);
  });

  test('two newcomers may have one number in two countries', async () => {
    farEnd.next(ok([]));
    const users = [
      { phone: '5550100', phoneCountryCode: '+1' },
      { phone: '5550100', phoneCountryCode: '+86' },
    ];

    expect(await open().createUsersBatch({ users }, never)).toMatchObject({ kind: 'ok' });
  });
});

describe('a change is sent once', () => {
  test.each([
    ['429', refused(429), { kind: 'throttled', effect: 'none', requestId: 'req-no', retryAfterMs: null }],
    [
      'HTTP 429 with a hint',
      text(429, 'slow down', { 'retry-after': '2' }),
      { kind: 'throttled', status: 429, effect: 'none', retryAfterMs: 2_000 },
    ],
    ['500', refused(500), { kind: 'unavailable', status: 500, effect: 'in-doubt' }],
    ['an HTML 502', text(502, '<html>'), { kind: 'unavailable', status: 502, enveloped: false, effect: 'in-doubt' }],
    ['busy', refused(499, '1000'), { kind: 'unavailable', apiCode: 1000, effect: 'in-doubt' }],
    ['an unknown user', refused(404, 2004), { kind: 'person', problem: 'not-found', effect: 'in-doubt' }],
    ['a bad parameter', refused(400), { kind: 'invalid', problem: 'parameters', effect: 'in-doubt' }],
    ['the plan', refused(402), { kind: 'blocked', cause: 'plan', effect: 'in-doubt' }],
    ['success: false', ok({ success: false }), { kind: 'declined', effect: 'in-doubt', status: 200 }],
    ['a pipeline', refused(603), { kind: 'extension', effect: 'in-doubt' }],
    ['a redirect', text(302, '', { location: '/elsewhere' }), { kind: 'unexpected', status: 302, effect: 'in-doubt' }],
    ['a refused signature', refused(400, 1300), { kind: 'blocked', cause: 'signature', effect: 'none' }],
    ['a nonce it has seen', refused(400, 1306), { kind: 'lost', cause: 'replayed', effect: 'in-doubt' }],
    ['an unaccepted key', refused(401), { kind: 'blocked', cause: 'credentials', effect: 'none' }],
  ])('after %s', async (_what, behaviour, expected) => {
    farEnd.next(behaviour);

    expect(await remove(open())).toMatchObject(expected);
    expect(farEnd.seen).toHaveLength(1);
  });

  test.each([
    ['a reset after the request', reset, 'connection'],
    ['a body cut short', cutShort, 'connection'],
    ['half a JSON text', text(200, '{"statusCode":200,"data":{"success":tr'), 'unreadable'],
    ['an empty body', text(200, ''), 'unreadable'],
    ['HTML with status 200', text(200, '<html>Sign in to the hotel network</html>'), 'unreadable'],
    ['JSON without an envelope', json(200, { success: true }), 'unreadable'],
    ['no word of success', ok({}), 'unreadable'],
    ['no data', json(200, { statusCode: 200, message: '' }), 'unreadable'],
    ['a body beyond reason', text(200, `"${'x'.repeat(5 * 1024 * 1024)}"`), 'connection'],
  ])('and is lost after %s', async (_what, behaviour, cause) => {
    farEnd.next(behaviour);

    expect(await remove(open())).toMatchObject({ kind: 'lost', cause, effect: 'in-doubt' });
    expect(farEnd.seen).toHaveLength(1);
  });

  test.each([
    ['nothing comes', silence],
    ['half an answer comes', stalled],
  ])('and is lost when time runs out and %s', async (_what, behaviour) => {
    farEnd.next(behaviour);

    const called = await remove(open({ timeouts: { writesMs: 150, readsMs: 60_000 } }));

    expect(called).toMatchObject({ kind: 'lost', cause: 'connection', effect: 'in-doubt' });
    expect(farEnd.seen).toHaveLength(1);
  });

  test('and is lost when it is stopped under way', async () => {
    const stop = new AbortController();
    farEnd.next(() => stop.abort());

    const called = await remove(open(), stop.signal);

    expect(called).toMatchObject({ kind: 'lost', effect: 'in-doubt', reason: expect.stringContaining('under way') });
  });

  test.each<[string, (client: GenAuthClient) => Promise<unknown>, string]>([
    ['one person', (client) => client.deleteUsersBatch({ ...both, userIds: [first] }, never), 'none'],
    ['two people', (client) => remove(client), 'in-doubt'],
    [
      'one newcomer, whose mail may be what was refused',
      (client) => client.createUsersBatch({ users: [{ username: 'a' }] }, never),
      'in-doubt',
    ],
    [
      'a new status',
      (client) => client.updateUser({ update: { userId: first, status: 'suspended' }, userIdType: 'user_id' }, never),
      'none',
    ],
    [
      'a new password, whose mail may be what was refused',
      (client) => {
        const options = { autoGeneratePassword: true };
        return client.updateUser({ update: { userId: first }, userIdType: 'user_id', options }, never);
      },
      'in-doubt',
    ],
    [
      'one application',
      (client) => client.kickUsers({ userId: first, userIdType: 'user_id', appIds: ['a'] }, never),
      'none',
    ],
    [
      'two applications',
      (client) => client.kickUsers({ userId: first, userIdType: 'user_id', appIds: ['a', 'b'] }, never),
      'in-doubt',
    ],
  ])('and a refusal of %s leaves the effect as it must be taken', async (_what, make, effect) => {
    farEnd.next(refused(400));

    expect(await make(open())).toMatchObject({ kind: 'invalid', effect });
  });
});

describe('a call was certainly never sent', () => {
  test('when nobody listens', async () => {
    const called = await remove(open({ host: await deadAddress() }));

    expect(called).toMatchObject({ kind: 'never-sent', cause: 'connection', effect: 'none' });
  });

  test('when it was stopped before', async () => {
    const called = await remove(open(), AbortSignal.abort());

    expect(called).toMatchObject({ kind: 'never-sent', cause: 'stopped', effect: 'none' });
    expect(farEnd.seen).toEqual([]);
  });
});

describe('a read is tried again', () => {
  test.each([
    ['429', refused(429)],
    ['502', refused(502)],
    ['an HTML 503', text(503, '<html>')],
    ['an HTML 500', text(500, '<html>')],
    ['busy', refused(499, 1000)],
    ['a reset', reset],
    ['half an answer', cutShort],
  ])('five times in all after %s', async (_what, behaviour) => {
    const clock = new HandClock();
    farEnd.always(behaviour);

    const called = await lookUp(open({ clock }));

    expect(called).toMatchObject({ effect: 'none' });
    expect(farEnd.seen).toHaveLength(5);
  });

  test.each([
    ["the service's own 500", refused(500), 2],
    ['an unknown user', refused(404, 2004), 1],
    ['a bad parameter', refused(400), 1],
    ['a pipeline', refused(603), 1],
    ['a redirect', text(302, '', { location: '/elsewhere' }), 1],
    ['HTML with status 200', text(200, '<html>'), 1],
    ['a pause of more than half a minute', text(429, '', { 'retry-after': '31' }), 1],
  ])('not patiently after %s', async (_what, behaviour, times) => {
    farEnd.always(behaviour);

    expect(await lookUp(open())).toMatchObject({ effect: 'none' });
    expect(farEnd.seen).toHaveLength(times);
  });

  test('when time runs out, which is another time than that of a change', async () => {
    farEnd.always(silence);

    const called = await lookUp(open({ timeouts: { readsMs: 100, writesMs: 60_000 } }));

    expect(called).toMatchObject({ kind: 'lost', cause: 'connection', effect: 'none' });
    expect(farEnd.seen).toHaveLength(5);
  });

  test('until it works', async () => {
    farEnd.next(refused(503), reset, ok(userRow(1)));

    expect(await lookUp(open())).toMatchObject({ kind: 'ok' });
  });

  test('under a new nonce and its own time, each attempt', async () => {
    farEnd.next(refused(503), ok(userRow(1)));

    await lookUp(open());

    const nonces = farEnd.seen.map(({ headers }) => headers['x-authing-signature-nonce']);
    expect(new Set(nonces).size).toBe(2);
  });

  test('once with a new nonce when the service has seen the old one', async () => {
    farEnd.next(refused(400, 1306), ok(userRow(1)));

    expect(await lookUp(open())).toMatchObject({ kind: 'ok' });
    expect(new Set(farEnd.seen.map(({ headers }) => headers['x-authing-signature-nonce'])).size).toBe(2);
  });

  test('and no more than once', async () => {
    farEnd.always(refused(400, 1306));

    expect(await lookUp(open())).toMatchObject({ kind: 'lost', cause: 'replayed', effect: 'none' });
    expect(farEnd.seen).toHaveLength(2);
  });
});

test('after a throttle without a hint the pool is called half as often', async () => {
  const clock = new HandClock();
  const client = open({ clock, pace: { callsPerSecond: 5, inFlight: 2 } });
  farEnd.next(refused(429), ok({ success: true }));

  await remove(client);
  const called = await remove(client);

  expect(called).toMatchObject({ kind: 'ok' });
  expect(clock.slept).toEqual([400]);
});

describe('after a pause was asked for', () => {
  test('nothing is sent until it is over, reads and changes alike', async () => {
    const clock = new HandClock();
    const client = open({ clock });
    farEnd.next(text(429, '', { 'retry-after': '60' }));

    await remove(client);
    clock.ms += 20_000;
    const early = [await remove(client), await lookUp(client)];
    clock.ms += 40_000;
    farEnd.next(ok(userRow(1)));
    const late = await lookUp(client);

    expect(early).toMatchObject([
      { kind: 'throttled', status: null, effect: 'none', retryAfterMs: 40_000 },
      { kind: 'throttled', status: null, effect: 'none', retryAfterMs: 40_000 },
    ]);
    expect(late).toMatchObject({ kind: 'ok' });
    expect(farEnd.seen).toHaveLength(2);
  });

  test('a short one is sat out', async () => {
    const clock = new HandClock();
    const client = open({ clock });
    farEnd.next(text(429, '', { 'retry-after': '10' }), ok({ success: true }));

    await remove(client);
    const called = await remove(client);

    expect(called).toMatchObject({ kind: 'ok' });
    expect(clock.slept).toEqual([10_000]);
  });
});

test('nothing personal and no secret is left in the log', async () => {
  const log = new LogBook();
  farEnd.next(refused(400, undefined, { message: 'ada@example.com is odd' }));

  await open({ log }).getUser({ userId: 'ada@example.com', userIdType: 'email' }, never);

  expect(JSON.stringify(log.entries)).not.toMatch(/ada@|not-a-secret/);
  expect(log.entries).toContainEqual({
    level: 'debug',
    message: 'GenAuth was called',
    fields: expect.objectContaining({ operation: 'get-user', result: 'invalid', status: 400, requestId: 'req-no' }),
  });
});
