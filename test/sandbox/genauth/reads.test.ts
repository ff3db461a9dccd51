import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exampleKey } from '../../../sandbox/genauth/server.ts';
import { ada, bo, cy, di, named, nobody } from './people.ts';
import { openGenauth, type Reply } from './support.ts';

const options = { pools: [{ ...exampleKey, people: 120, named }] };
const usersOf = (reply: Reply) => z.array(z.looseObject({ userId: z.string() })).parse(reply.envelope().data);
const idsOf = (reply: Reply) => usersOf(reply).map(({ userId }) => userId);
const pageOf = (reply: Reply) =>
  z
    .object({ totalCount: z.number(), list: z.array(z.looseObject({ userId: z.string() })) })
    .parse(reply.envelope().data);

describe('looking up one user', () => {
  it.each([
    ['user_id', ada],
    ['email', 'ADA.alder@acme.example'],
    ['phone', '5550100001'],
    ['username', 'ada'],
    ['external_id', 'E-ADA'],
    ['identity', '62f20932716fbcc10d966ee5:ou_ada'],
    ['sync_relation', 'lark:ou_ada'],
  ])('by %s', async (userIdType, userId) => {
    const { get } = await openGenauth(options);

    const reply = await get('get-user', new URLSearchParams({ userId, userIdType }).toString());

    expect(reply.envelope()).toMatchObject({
      statusCode: 200,
      data: { userId: ada, email: 'ada.alder@acme.example', status: 'Activated', name: 'Ada Alder' },
    });
    expect(reply.envelope()).not.toHaveProperty('apiCode');
    expect(reply.envelope().data).not.toHaveProperty('identities');
  });

  it('shows more when it is asked for more, and nulls of somebody who never logged in', async () => {
    const { get } = await openGenauth(options);

    const rich = await get('get-user', `userId=${ada}&withIdentities=true&withDepartmentIds=true&withCustomData=true`);
    const fresh = await get('get-user', `userId=${bo}`);

    expect(rich.envelope().data).toMatchObject({
      identities: [{ extIdpId: '62f20932716fbcc10d966ee5', provider: 'lark', userIdInIdp: 'ou_ada' }],
      departmentIds: [expect.any(String)],
      customData: {},
      lastLogin: expect.any(String),
    });
    expect(fresh.envelope().data).toMatchObject({ lastLogin: null, lastIp: null, loginsCount: 0 });
  });

  it.each([
    ['somebody who is not there', `userId=${nobody}`, { statusCode: 404, apiCode: 2004, message: '用户不存在' }],
    ['a malformed e-mail', 'userId=ada&userIdType=email', { statusCode: 400, message: '参数 userId 格式错误' }],
    ['a phone number with a tail', 'userId=123%23&userIdType=phone', { statusCode: 400 }],
    ['a phone number with dashes', 'userId=212-456-1111&userIdType=phone', { statusCode: 404, apiCode: 2004 }],
    ['a type nobody documents', 'userId=x&userIdType=custom_field', { statusCode: 400 }],
    ['nobody at all', 'userId=', { statusCode: 400 }],
  ])('refuses %s', async (_name, query, expected) => {
    const { get } = await openGenauth(options);

    const reply = await get('get-user', query);

    expect(reply.envelope()).toMatchObject({ ...expected, requestId: expect.any(String) });
    expect(reply.envelope()).not.toHaveProperty('data');
  });

  it('answers in the language that is asked for', async () => {
    const { get } = await openGenauth(options);

    const reply = await get('get-user', `userId=${nobody}`, { headers: { 'x-authing-lang': 'en-US' } });

    expect(reply.envelope().message).toBe('User not found');
  });
});

describe('looking up a batch', () => {
  it.each([
    ['brackets', `userIds[]=${ada}&userIds[]=${bo}`],
    ['encoded brackets', `userIds%5B%5D=${ada}&userIds%5B%5D=${bo}`],
    ['numbered brackets', `userIds[0]=${ada}&userIds[1]=${bo}`],
    ['repetition', `userIds=${ada}&userIds=${bo}`],
  ])('takes a list by %s', async (_name, query) => {
    const { get } = await openGenauth(options);

    expect(idsOf(await get('get-user-batch', query)).sort()).toEqual([ada, bo]);
  });

  it('takes a lone value as a list of one', async () => {
    const { get } = await openGenauth(options);

    expect(idsOf(await get('get-user-batch', `userIds=${ada}`))).toEqual([ada]);
    expect(idsOf(await get('get-user-batch', `userIds[]=${ada}`))).toEqual([ada]);
  });

  it('does not keep the order, unless it is told to, and is the same each time', async () => {
    const everybody = [ada, bo, cy, di];
    const query = everybody.map((id) => `userIds[]=${id}`).join('&');
    const [first, second] = [await openGenauth(options), await openGenauth(options)];

    const once = idsOf(await first.get('get-user-batch', query));
    const again = idsOf(await second.get('get-user-batch', query));
    first.standIn.behaviour.order = 'as_asked';
    const straight = idsOf(await first.get('get-user-batch', query));

    expect(once).not.toEqual(everybody);
    expect(once.toSorted()).toEqual(everybody);
    expect(again).toEqual(once);
    expect(straight).toEqual(everybody);
  });

  it('leaves out those who are not there, or fails for all', async () => {
    const { get, standIn } = await openGenauth(options);
    const query = `userIds[]=${ada}&userIds[]=${nobody}`;

    const omitted = await get('get-user-batch', query);
    standIn.behaviour.getUserBatch = 'fail_all';
    const failed = await get('get-user-batch', query);

    expect(idsOf(omitted)).toEqual([ada]);
    expect(failed.envelope()).toMatchObject({ statusCode: 404, apiCode: 2004 });
    expect(standIn.oracle.violations.map(({ kind, detail }) => [kind, detail])).toContainEqual(['unknown-id', nobody]);
  });

  it('merges a user who is named twice, or refuses', async () => {
    const { get, standIn } = await openGenauth(options);
    const query = `userIds[]=${ada}&userIds[]=${ada}`;

    const merged = await get('get-user-batch', query);
    standIn.behaviour.duplicateIds = 'refuse';
    const refused = await get('get-user-batch', query);

    expect(idsOf(merged)).toEqual([ada]);
    expect(refused.envelope()).toMatchObject({ statusCode: 400, message: '参数 userIds 格式错误' });
  });

  it('finds both who share a phone number in two countries', async () => {
    const { get, standIn } = await openGenauth(options);

    const both = usersOf(await get('get-user-batch', 'userIds[]=5550100123&userIdType=phone'));
    standIn.behaviour.sharedPhone = 'first';
    const first = usersOf(await get('get-user-batch', 'userIds[]=5550100123&userIdType=phone'));

    expect(both.map((user) => user['phoneCountryCode']).toSorted()).toEqual(['+1', '+86']);
    expect(first).toHaveLength(1);
  });

  it('takes 1 to 50', async () => {
    const { get, standIn } = await openGenauth(options);
    const ask = async (count: number) => {
      const ids = Array.from({ length: count }, (_, index) => `userIds=${index.toString(16).padStart(24, 'c')}`);
      return (await get('get-user-batch', ids.join('&'))).envelope();
    };

    expect(await ask(50)).toMatchObject({ statusCode: 200, data: [] });
    expect(await ask(51)).toMatchObject({ statusCode: 400, message: '参数 userIds 格式错误' });
    expect(await ask(0)).toMatchObject({ statusCode: 400, message: '参数 userIds 格式错误' });
    standIn.behaviour.batchLimit = 60;
    expect(await ask(51)).toMatchObject({ statusCode: 200 });
  });
});

describe('listing users', () => {
  it('pages through everybody once, and says how many there are', async () => {
    const { post, standIn } = await openGenauth(options);
    const seen: string[] = [];

    for (const page of [1, 2, 3, 4]) {
      const { totalCount, list } = pageOf(await post('list-users', { options: { pagination: { page, limit: 50 } } }));
      expect(totalCount).toBe(120);
      seen.push(...list.map(({ userId }) => userId));
    }

    expect(seen.toSorted()).toEqual(
      standIn.oracle
        .users()
        .map(({ userId }) => userId)
        .toSorted(),
    );
  });

  it.each([
    ['page 0', { page: 0 }, '参数 page/limit 格式错误'],
    ['limit 0', { limit: 0 }, '参数 page/limit 格式错误'],
    ['limit 51', { limit: 51 }, 'limit must less than 50'],
  ])('refuses %s', async (_name, pagination, message) => {
    const { post, get } = await openGenauth(options);

    const modern = await post('list-users', { options: { pagination } });
    const [[name, value] = ['page', 1]] = Object.entries(pagination);
    const legacy = await get('list-users', `${name}=${value}`);

    for (const reply of [modern, legacy]) expect(reply.envelope()).toMatchObject({ statusCode: 400, message });
  });

  it('knows all five statuses, in both lists', async () => {
    const { post, get } = await openGenauth(options);

    for (const status of ['Activated', 'Suspended', 'Deactivated', 'Resigned', 'Archived']) {
      const filter = [{ field: 'status', operator: 'EQUAL', value: status }];
      const modern = pageOf(await post('list-users', { advancedFilter: filter }));
      const legacy = pageOf(await get('list-users', `status=${status}`));

      expect(modern.totalCount).toBeGreaterThan(0);
      expect(modern.list.every((user) => user['status'] === status)).toBe(true);
      expect(legacy).toEqual(modern);
    }
    expect((await get('list-users', 'status=Asleep')).envelope().statusCode).toBe(400);
  });

  it('searches words, filters by value and sorts', async () => {
    const { post } = await openGenauth(options);

    const words = pageOf(await post('list-users', { keywords: 'ann.ECHO' }));
    const filtered = pageOf(
      await post('list-users', {
        advancedFilter: [
          { field: 'email', operator: 'CONTAINS', value: 'echo' },
          { field: 'email', operator: 'NOT_EQUAL', value: 'ann.echo@acme.example' },
        ],
      }),
    );
    const busiest = pageOf(
      await post('list-users', {
        advancedFilter: [{ field: 'lastLogin', operator: 'NOT_NULL' }],
        options: { sort: [{ field: 'lastLogin', order: 'desc' }], pagination: { page: 1, limit: 5 } },
      }),
    );

    expect(words.list.map((user) => user['email'])).toEqual(['ann.echo@acme.example', 'joann.echo@acme.example']);
    expect(filtered.list.map((user) => user['email'])).toEqual(['joann.echo@acme.example']);
    const times = busiest.list.map((user) => String(user['lastLogin']));
    expect(times).toEqual(times.toSorted().reverse());
  });

  it('says so where it cannot filter, rather than filter wrongly', async () => {
    const { post } = await openGenauth(options);

    const department = await post('list-users', {
      advancedFilter: [{ field: 'department', operator: 'IN', value: [] }],
    });
    const raw = await post('list-users', { searchQuery: { match_all: {} } });

    for (const reply of [department, raw]) expect(reply.envelope().statusCode).toBe(501);
  });
});

describe('asking whether a user exists', () => {
  it.each([
    [{ username: 'ada' }, true],
    [{ email: 'BO.birch@acme.example' }, true],
    [{ externalId: 'E-NOBODY' }, false],
    [{ username: 'ada', email: 'bo.birch@acme.example' }, false],
  ])('%j', async (body, exists) => {
    const { post } = await openGenauth(options);

    expect((await post('is-user-exists', body)).envelope().data).toEqual({ exists });
  });

  it('needs something to go by', async () => {
    const { post } = await openGenauth(options);

    expect((await post('is-user-exists', {})).envelope().statusCode).toBe(400);
  });
});

describe('log-ins', () => {
  it('are told per application, in pages', async () => {
    const { post, get, standIn } = await openGenauth(options);
    const [app] = standIn.apps;

    const apps = z.array(
      z.object({ appId: z.string(), appName: z.string(), appLogo: z.string(), appLoginUrl: z.string() }),
    );
    const everywhere = apps.parse((await get('get-user-loggedin-apps', `userId=${ada}`)).envelope().data);
    const nowhere = await get('get-user-loggedin-apps', `userId=${bo}`);
    const active = await post('check-session-status', { appId: app?.appId, userId: ada });
    const inactive = await post('check-session-status', { appId: app?.appId, userId: bo });
    const strange = await post('check-session-status', { appId: 'strange', userId: ada });
    const history = await get('get-user-login-history', `userId=${ada}&limit=1`);

    expect(everywhere).toHaveLength(60);
    expect(nowhere.envelope().data).toEqual([]);
    expect(active.envelope().data).toEqual({ active: true });
    expect(inactive.envelope().data).toEqual({ active: false });
    expect(strange.envelope()).toMatchObject({ statusCode: 404, apiCode: 2011 });
    expect(history.envelope().data).toMatchObject({
      totalCount: standIn.oracle.user(ada)?.logins.length,
      list: [{ clientIp: expect.stringMatching(/^192\.0\.2\./), time: expect.any(String) }],
    });
  });
});

describe('every call', () => {
  it('is written down: path, proof, people and answer', async () => {
    const { get, standIn } = await openGenauth({ ...options, pathPrefix: '/genauth' });

    await get('get-user', `userId=${nobody}`);

    expect(standIn.oracle.calls.at(-1)).toMatchObject({
      method: 'GET',
      path: '/genauth/api/v3/get-user',
      operation: 'get-user',
      network: exampleKey.poolId,
      authenticated: 'bearer',
      ids: [nobody],
      people: 1,
      status: 404,
      httpStatus: 200,
      apiCode: 2004,
    });
  });

  it('may mirror its status into HTTP', async () => {
    const { get, standIn } = await openGenauth(options);
    standIn.behaviour.httpStatus = 'mirror';

    expect((await get('get-user', `userId=${ada}`)).status).toBe(200);
    expect((await get('get-user', `userId=${nobody}`)).status).toBe(404);
  });

  it('to a path the stand-in does not have is told apart', async () => {
    const { get, raw, standIn } = await openGenauth(options);

    const unknown = await get('list-access-key', '');
    const wrongMethod = await get('delete-users-batch', `userIds=${ada}`);
    const elsewhere = await raw({ method: 'GET', path: '/' });

    for (const reply of [unknown, wrongMethod, elsewhere]) expect(reply.envelope().statusCode).toBe(404);
    expect(standIn.oracle.violations.map(({ kind }) => kind)).toEqual(Array(3).fill('route-not-offered'));
  });

  it('survives members nobody knows and names with a meaning of their own', async () => {
    const { post, standIn } = await openGenauth(options);
    const body =
      '{"username":"eve","other":1,"customData":{"__proto__":{"polluted":1}},"__proto__":{"polluted":1},"constructor":1}';

    const reply = await post('create-user', JSON.parse(body));

    expect(reply.envelope()).toMatchObject({ statusCode: 200, data: { username: 'eve' } });
    expect({}).not.toHaveProperty('polluted');
    expect(standIn.oracle.violations).toContainEqual(
      expect.objectContaining({ kind: 'unknown-member', detail: 'other' }),
    );
  });

  it.each([
    ['no JSON', '{"userIds":'],
    ['no object', '[1]'],
  ])('with a body that is %s is refused', async (_name, body) => {
    const { raw } = await openGenauth(options);

    expect((await raw({ method: 'POST', path: '/api/v3/delete-users-batch', body })).envelope().statusCode).toBe(400);
  });
});

describe('a stand-in below a prefix', () => {
  it('is not there without it', async () => {
    const { standIn, raw } = await openGenauth({ ...options, pathPrefix: '/genauth' });
    const { origin } = new URL(standIn.url);

    const outside = await fetch(`${origin}/api/v3/get-management-token`, { method: 'POST' });
    const inside = await raw({ method: 'POST', path: '/api/v3/get-management-token', body: '{}' });

    expect(await outside.json()).toMatchObject({ statusCode: 404 });
    expect(inside.envelope()).toMatchObject({ statusCode: 400, message: '参数 accessKeyId 格式错误' });
  });
});
