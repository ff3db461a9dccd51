import { createHash, createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WickrClient } from '../../../src/directories/wickr/client.ts';
import type { AwsCredentials } from '../../../src/directories/wickr/credentials.ts';
import { cutShort, deadAddress, FarEnd, json, reset, silence, stalled, text } from './far-end.ts';
import { clientFor, HandClock, id, LogBook, never, newKeys, type Setup, userRow } from './harness.ts';

let farEnd: FarEnd;
const clients: WickrClient[] = [];

beforeEach(async () => {
  farEnd = await FarEnd.open();
});
afterEach(async () => {
  await farEnd[Symbol.asyncDispose]();
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

function open(setup: Partial<Setup> = {}): WickrClient {
  const client = clientFor({ endpoint: farEnd.url, ...setup });
  clients.push(client);
  return client;
}

const toggle = { suspend: true, userIds: [id('0042'), id('7')], token: 'batch:1' };
const suspend = (client: WickrClient, signal = never) => client.batchToggleUserSuspendStatus(toggle, signal);

describe('a call', () => {
  test('of BatchToggleUserSuspendStatus goes out as the API documents it', async () => {
    farEnd.next(json(200, { message: 'success', successful: [{ userId: '0042' }, { userId: '7' }] }));

    const called = await suspend(open());

    expect(called).toMatchObject({ kind: 'ok', requestId: 'req-1', value: { failed: [] } });
    expect(farEnd.seen).toHaveLength(1);
    expect(farEnd.seen[0]).toMatchObject({
      method: 'PATCH',
      target: '/networks/01234567/users/toggleSuspend?suspend=true',
      body: '{"userIds":["0042","7"]}',
      headers: { 'content-type': 'application/json', 'x-client-token': 'batch:1', host: farEnd.url.host },
    });
  });

  test('of ListUsers asks for full pages in a stable order and encodes the filter', async () => {
    farEnd.next(json(200, { users: [userRow('1')] }));

    await open().listUsers({ username: "o'neil (x)+*@example.com" }, never);

    expect(farEnd.seen[0]).toMatchObject({ method: 'GET', body: '' });
    expect(farEnd.seen[0]?.target).toBe(
      '/networks/01234567/users?maxResults=100&sortFields=username&sortDirection=ASC' +
        '&username=o%27neil%20%28x%29%2B%2A%40example.com',
    );
    expect(farEnd.seen[0]?.headers['content-type']).toBeUndefined();
    expect(farEnd.seen[0]?.headers['x-client-token']).toBeUndefined();
  });

  const token = 'batch:1';
  const userIds = [id('0042'), id('7')];
  test.each<[string, (client: WickrClient) => Promise<unknown>, object]>([
    [
      'BatchDeleteUser',
      (client) => client.batchDeleteUser({ userIds, token }, never),
      { method: 'POST', target: '/users/batch-delete', body: { userIds }, token },
    ],
    [
      'BatchReinviteUser',
      (client) => client.batchReinviteUser({ userIds, token }, never),
      { method: 'PATCH', target: '/users/re-invite', body: { userIds }, token },
    ],
    [
      'BatchCreateUser',
      (client) => {
        const users = [{ username: 'ada@example.com', firstName: 'Ada', securityGroupIds: ['BCTY8Qhe'] as [string] }];
        return client.batchCreateUser({ users, token }, never);
      },
      {
        method: 'POST',
        target: '/users',
        body: { users: [{ username: 'ada@example.com', firstName: 'Ada', securityGroupIds: ['BCTY8Qhe'] }] },
        token,
      },
    ],
    [
      'BatchResetDevicesForUser',
      (client) => client.batchResetDevicesForUser({ userId: id('0042'), appIds: ['a'], token }, never),
      { method: 'PATCH', target: '/users/0042/devices', body: { appIds: ['a'] }, token },
    ],
    [
      'BatchLookupUserUname',
      (client) => client.batchLookupUserUname({ unames: ['a1'], token }, never),
      { method: 'POST', target: '/users/uname-lookup', body: { unames: ['a1'] }, token },
    ],
    [
      'UpdateUser, which takes no token',
      (client) => client.updateUser({ userId: id('7'), details: { lastName: 'B', securityGroupIds: ['g'] } }, never),
      {
        method: 'PATCH',
        target: '/users',
        body: { userId: '7', userDetails: { lastName: 'B', securityGroupIds: ['g'] } },
      },
    ],
    [
      'ListDevicesForUser',
      (client) => client.listDevicesForUser({ userId: id('7'), nextToken: 'a+b=' }, never),
      {
        method: 'GET',
        target: '/users/7/devices?maxResults=100&sortFields=created&sortDirection=ASC&nextToken=a%2Bb%3D',
      },
    ],
    [
      'ListSecurityGroups',
      (client) => client.listSecurityGroups({}, never),
      { method: 'GET', target: '/security-groups?maxResults=100&sortFields=id&sortDirection=ASC' },
    ],
    [
      'ListSecurityGroupUsers',
      (client) => client.listSecurityGroupUsers({ groupId: 'a b/c+d' }, never),
      {
        method: 'GET',
        target: '/security-groups/a%20b%2Fc%2Bd/users?maxResults=100&sortFields=username&sortDirection=ASC',
      },
    ],
  ])('of %s goes out as the API documents it', async (_name, make, expected) => {
    farEnd.next(json(200, {}));

    await make(open());

    const [seen] = farEnd.seen;
    const sent = {
      method: seen?.method,
      target: seen?.target.replace('/networks/01234567', ''),
      ...(seen?.body ? { body: JSON.parse(seen.body) } : {}),
      ...(seen?.headers['x-client-token'] ? { token: seen.headers['x-client-token'] } : {}),
    };
    expect(sent).toEqual(expected);
  });

  test('keeps the base path of the endpoint, and its signature covers it', async () => {
    const keys = newKeys();
    farEnd.next(json(200, { networkId: '01234567', networkName: 'Acme' }));

    const client = open({ endpoint: new URL(`${farEnd.url.href}wickr/`), load: async () => keys });
    const called = await client.getNetwork(never);

    expect(called).toMatchObject({ kind: 'ok', value: { networkName: 'Acme' } });
    const seen = farEnd.seen[0];
    expect(seen?.target).toBe('/wickr/networks/01234567');
    expect(seen?.headers.authorization).toContain(
      `Credential=${keys.accessKeyId}/20260115/us-east-1/wickr/aws4_request`,
    );
    const signed = /SignedHeaders=(?<names>[^,]+)/
      .exec(seen?.headers.authorization ?? '')
      ?.groups?.['names']?.split(';');
    const canonical = [
      'GET',
      '/wickr/networks/01234567',
      '',
      ...(signed ?? []).map((name) => `${name}:${String(seen?.headers[name])}`),
      '',
      signed?.join(';'),
      seen?.headers['x-amz-content-sha256'],
    ].join('\n');
    expect(seen?.headers.authorization).toContain(`Signature=${signatureOf(canonical, keys.secretAccessKey)}`);
  });

  test('leaves nothing personal in the log', async () => {
    const log = new LogBook();
    farEnd.always(json(400, { message: 'No such user ada@example.com' }));

    await open({ log }).listUsers({ username: 'ada@example.com' }, never);

    expect(JSON.stringify(log.entries)).not.toContain('ada@');
    expect(log.entries).toContainEqual(
      expect.objectContaining({ level: 'debug', fields: expect.objectContaining({ status: 400, requestId: 'req-1' }) }),
    );
  });
});

describe('after Wickr asked for a pause', () => {
  test.each([
    ['a change', (client: WickrClient) => suspend(client)],
    ['a read', (client: WickrClient) => client.getUsersCount(never)],
  ])('in answer to %s, nothing is sent until it is over', async (_what, ask) => {
    const clock = new HandClock();
    const client = open({ clock });
    farEnd.next(json(429, { message: 'slow down' }, { 'retry-after': '2' }));

    await ask(client);
    clock.ms += 1_500;
    const early = [await suspend(client), await client.getUser(id('7'), never)];
    clock.ms += 500;
    farEnd.next(json(200, userRow('7')));
    const late = await client.getUser(id('7'), never);

    expect(early).toMatchObject([
      { kind: 'error', problem: 'throttled', retryAfterMs: 500 },
      { kind: 'error', problem: 'throttled', retryAfterMs: 500 },
    ]);
    expect(late).toMatchObject({ kind: 'ok' });
    expect(farEnd.seen).toHaveLength(2);
  });

  test('while a call was made ready, that call is not sent', async () => {
    const [load, renewed] = [Promise.withResolvers<AwsCredentials>(), Promise.withResolvers<void>()];
    const [told, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let loads = 0;
    const client = open({
      load: () => {
        loads += 1;
        if (loads === 1) return Promise.resolve(newKeys());
        renewed.resolve();
        return load.promise;
      },
    });
    farEnd.next(
      async (response, seen) => {
        told.resolve();
        await answer.promise;
        json(429, {}, { 'retry-after': '2' })(response, seen);
      },
      json(401, {}),
    );

    const throttled = suspend(client);
    await told.promise;
    const read = client.getUser(id('7'), never);
    await renewed.promise;
    answer.resolve();
    await throttled;
    load.resolve(newKeys());

    expect(await read).toMatchObject({ kind: 'error', problem: 'throttled', retryAfterMs: 2_000 });
    expect(farEnd.seen).toHaveLength(2);
  });

  test('and a later answer names an earlier end, the later end holds', async () => {
    const clock = new HandClock();
    const client = open({ clock });
    farEnd.next(json(429, {}, { 'retry-after': '9' }), json(503, {}, { 'retry-after': '1' }));

    await Promise.all([suspend(client), client.getUser(id('7'), never)]);
    clock.ms += 5_000;

    expect(await suspend(client)).toMatchObject({ problem: 'throttled', retryAfterMs: 4_000 });
  });

  test.each([
    ['back', -3_600_000],
    ['back for less than a pause may last', -60_000],
    ['forward', 3_600_000],
  ])('and the time of day jumps %s, the pause lasts as long as was asked for', async (_where, jumpMs) => {
    const clock = new HandClock();
    const client = open({ clock });
    farEnd.next(json(429, {}, { 'retry-after': '300' }), json(200, userRow('7')));
    await client.getUser(id('7'), never);

    clock.jumpedMs = jumpMs;
    expect(await client.getUser(id('7'), never)).toMatchObject({ problem: 'throttled', retryAfterMs: 300_000 });
    clock.ms += 299_999;
    expect(await client.getUser(id('7'), never)).toMatchObject({ problem: 'throttled', retryAfterMs: 1 });
    clock.ms += 1;
    expect(await client.getUser(id('7'), never)).toMatchObject({ kind: 'ok' });
  });
});

describe('a mutation is sent once', () => {
  test.each([
    ['429', json(429, { message: 'slow down' }, { 'retry-after': '2' }), { problem: 'throttled', retryAfterMs: 2_000 }],
    ['429 without a hint', json(429, {}), { problem: 'throttled', retryAfterMs: null }],
    ['500', json(500, { message: 'oops' }), { problem: 'unavailable', status: 500 }],
    ['an HTML 502', text(502, '<html>Bad Gateway</html>'), { problem: 'unavailable', status: 502, json: false }],
    [
      '422',
      json(422, { reasons: [{ field: 'userIds', reason: 'bad' }] }),
      { problem: 'invalid', reason: 'userIds: bad' },
    ],
    [
      '403 with a URI after its name',
      json(403, { Message: 'not allowed' }, { 'x-amzn-errortype': 'ForbiddenError:http://internal/' }),
      { problem: 'forbidden', name: 'ForbiddenError', reason: 'not allowed' },
    ],
    ['a redirect', text(307, '', { location: '/elsewhere' }), { problem: 'unexpected', status: 307 }],
    ['an empty 204', text(204, ''), { problem: 'unexpected', status: 204 }],
  ])('after %s', async (_what, behaviour, expected) => {
    farEnd.next(behaviour);

    const called = await suspend(open());

    expect(called).toMatchObject({ kind: 'error', ...expected });
    expect(farEnd.seen).toHaveLength(1);
  });

  test.each([
    ['a reset after the request', reset, 'connection'],
    ['a body cut short', cutShort, 'connection'],
    ['half a JSON text', text(200, '{"successful":[{"userId":"1"}'), 'unreadable'],
    ['HTML with status 200', text(200, '<html>Sign in to the hotel network</html>'), 'unreadable'],
    ['lists of the wrong type', json(200, { successful: '0042' }), 'unreadable'],
    ['no object', json(200, ['0042']), 'unreadable'],
    ['a body beyond reason', text(200, `"${'x'.repeat(5 * 1024 * 1024)}"`), 'connection'],
  ])('and is lost after %s', async (_what, behaviour, cause) => {
    farEnd.next(behaviour);

    const called = await suspend(open());

    expect(called).toMatchObject({ kind: 'lost', cause });
    expect(farEnd.seen).toHaveLength(1);
  });

  test('also when a kept connection breaks, and the connection after that works', async () => {
    const client = open();
    farEnd.next(json(200, { successful: [] }), reset, json(200, { successful: [] }));

    const ends = [await suspend(client), await suspend(client), await suspend(client)].map(({ kind }) => kind);

    expect(ends).toEqual(['ok', 'lost', 'ok']);
    expect(farEnd.seen).toHaveLength(3);
  });

  test.each([
    ['headers', { headersMs: 30 }, silence, 'no answer came in time'],
    ['the body', { bodyMs: 30 }, stalled, 'the answer stopped arriving'],
    ['everything', { totalMs: 150 }, silence, 'the call took too long as a whole'],
    ['everything, with the body half there', { totalMs: 150 }, stalled, 'the call took too long as a whole'],
  ])('and is lost when time for %s runs out', async (_what, timeouts, behaviour, reason) => {
    farEnd.next(behaviour);

    const called = await suspend(open({ timeouts }));

    expect(called).toMatchObject({ kind: 'lost', reason });
    expect(farEnd.seen).toHaveLength(1);
  });

  test('and is lost when it is stopped under way', async () => {
    const stop = new AbortController();
    farEnd.next(() => stop.abort());

    const called = await suspend(open(), stop.signal);

    expect(called).toMatchObject({ kind: 'lost', reason: 'the call was stopped while it was under way' });
  });
});

describe('a call was certainly never sent', () => {
  test('when nobody listens', async () => {
    const called = await suspend(open({ endpoint: await deadAddress() }));

    expect(called).toMatchObject({
      kind: 'never-sent',
      cause: 'connection',
      reason: expect.stringContaining('REFUSED'),
    });
  });

  test('when the host has no address', async () => {
    const called = await suspend(open({ endpoint: new URL('http://wickr.invalid') }));

    expect(called).toMatchObject({ kind: 'never-sent', cause: 'connection' });
  });

  test('when the far side does not speak TLS', async () => {
    const called = await suspend(open({ endpoint: new URL(`https://${farEnd.url.host}`) }));

    expect(called).toMatchObject({ kind: 'never-sent', cause: 'connection' });
    expect(farEnd.seen).toEqual([]);
  });

  test('when it was stopped before', async () => {
    const called = await suspend(open(), AbortSignal.abort());

    expect(called.kind).toBe('never-sent');
    expect(farEnd.seen).toEqual([]);
  });

  test('when there are no credentials', async () => {
    const load = async () => {
      throw new Error('The SSO session has expired');
    };

    const called = await suspend(open({ load }));

    expect(called).toMatchObject({
      kind: 'never-sent',
      cause: 'credentials',
      reason: expect.stringContaining('expired'),
    });
    expect(farEnd.seen).toEqual([]);
  });

  test('when credentials do not come in time', async () => {
    const load = () => new Promise<never>(() => undefined);

    const called = await suspend(open({ load, timeouts: { totalMs: 20 } }));

    expect(called).toMatchObject({ kind: 'never-sent', cause: 'credentials' });
  });
});

describe('refused credentials', () => {
  const expired = json(403, { message: 'expired' }, { 'x-amzn-errortype': 'ExpiredTokenException' });

  test('are replaced once, and the same token goes out again', async () => {
    const loaded = [newKeys(), newKeys()];
    const waiting = [...loaded];
    const load = async () => waiting.shift() ?? newKeys();
    farEnd.next(expired, json(200, { successful: [] }));

    const called = await suspend(open({ load }));

    expect(called.kind).toBe('ok');
    expect(farEnd.seen.map(({ headers }) => headers['x-client-token'])).toEqual(['batch:1', 'batch:1']);
    expect(farEnd.seen.map(({ headers }) => /AKID\w+/.exec(headers.authorization ?? '')?.[0])).toEqual(
      loaded.map(({ accessKeyId }) => accessKeyId),
    );
  });

  test('are given up on after the second refusal', async () => {
    farEnd.always(json(401, { message: 'who are you?' }));

    const called = await suspend(open());

    expect(called).toMatchObject({ kind: 'error', problem: 'unauthenticated', reason: 'who are you?' });
    expect(farEnd.seen).toHaveLength(2);
  });
});

test('each attempt is signed at its own time', async () => {
  const clock = new HandClock();
  const client = open({ clock });
  farEnd.always(json(200, { total: 3 }));

  await client.getUsersCount(never);
  clock.ms += 3_600_000;
  await client.getUsersCount(never);

  expect(farEnd.seen.map(({ headers }) => headers['x-amz-date'])).toEqual(['20260115T123456Z', '20260115T133456Z']);
});

/** Signature Version 4 by the book, without the library. */
function signatureOf(canonicalRequest: string, secret: string): string {
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
  const hash = (data: string) => createHash('sha256').update(data).digest('hex');
  const scope = '20260115/us-east-1/wickr/aws4_request';
  const key = scope.split('/').reduce<string | Buffer>((parent, part) => hmac(parent, part), `AWS4${secret}`);
  return hmac(key, ['AWS4-HMAC-SHA256', '20260115T123456Z', scope, hash(canonicalRequest)].join('\n')).toString('hex');
}
