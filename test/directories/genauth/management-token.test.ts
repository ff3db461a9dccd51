import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GenAuthClient } from '../../../src/directories/genauth/client.ts';
import { scopedPoolId } from '../../../src/directories/genauth/management-token.ts';
import { json, madeUpToken, ok, PoolEnd, refused, reset, silence, text, token } from './far-end.ts';
import { clientFor, HandClock, LogBook, NOW, never, type Setup, userId, userRow } from './harness.ts';

let pool: PoolEnd;
const clients: GenAuthClient[] = [];

beforeEach(async () => {
  pool = await PoolEnd.open();
});
afterEach(async () => {
  await pool[Symbol.asyncDispose]();
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

function open(setup: Partial<Setup> = {}): GenAuthClient {
  const client = clientFor({ host: pool.farEnd.url, auth: 'token', ...setup });
  clients.push(client);
  return client;
}

const MINUTE = 60_000;
const lookUp = (client: GenAuthClient, signal = never) =>
  client.getUser({ userId: userId(1), userIdType: 'user_id' }, signal);
const remove = (client: GenAuthClient, signal = never) =>
  client.deleteUsersBatch({ userIds: [userId(1)], userIdType: 'user_id' }, signal);
const found = ok(userRow(1));
/** The numbers of the tokens that calls came with. */
const numbers = () =>
  pool.calls.map(({ headers }) => {
    const payload = headers.authorization?.split('.')[1] ?? '';
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')).number;
  });

describe('a management token', () => {
  test('is fetched with the key and then travels with every call, under the words of both brands', async () => {
    pool.answers.push(found);

    await lookUp(open());

    const [fetch] = pool.tokenCalls;
    expect(JSON.parse(fetch?.body ?? '')).toEqual({
      accessKeyId: '64aaaaaaaaaaaaaaaaaaaaaa',
      accessKeySecret: 'not-a-secret',
    });
    expect(fetch?.headers).not.toHaveProperty('authorization');
    expect(pool.calls[0]?.headers).toMatchObject({
      authorization: expect.stringMatching(/^Bearer \S+$/),
      'x-authing-userpool-id': 'pool-of-token',
      'x-genauth-userpool-id': 'pool-of-token',
      'x-authing-lang': 'en-US',
      'x-genauth-lang': 'en-US',
    });
    expect(pool.calls[0]?.headers).not.toHaveProperty('x-authing-signature-nonce');
  });

  test.each([
    [madeUpToken({ scoped_userpool_id: 'p' }), 'p'],
    [madeUpToken({}), null],
    [madeUpToken({ scoped_userpool_id: 'a\nb' }), null],
    ['opaque', null],
    ['a.%%%.c', null],
  ])('%j is for the pool %j', (accessToken, poolId) => {
    expect(scopedPoolId(accessToken)).toBe(poolId);
  });

  test('that does not say which pool it is for is for the one of the key', async () => {
    pool.tokens.push(ok({ access_token: 'opaque', expires_in: 7_200 }));
    pool.answers.push(found);

    await lookUp(open());

    expect(pool.calls[0]?.headers['x-authing-userpool-id']).toBe('64aaaaaaaaaaaaaaaaaaaaaa');
  });

  test('is fetched once for many calls at once', async () => {
    const client = open();
    pool.answers.push(found, found, found);

    const called = await Promise.all([lookUp(client), lookUp(client), lookUp(client)]);

    expect(called.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'ok']);
    expect(pool.tokenCalls).toHaveLength(1);
  });

  test('is refreshed five minutes ahead while the old one still serves, and no call waits for it', async () => {
    const clock = new HandClock();
    const client = open({ clock });
    pool.answers.push(found, found, found);
    await lookUp(client);

    clock.ms = NOW + 115 * MINUTE - 10;
    await lookUp(client);
    expect(pool.tokenCalls).toHaveLength(1);
    clock.ms = NOW + 115 * MINUTE;
    const answered = Promise.withResolvers<void>();
    pool.tokens.push((response, seen) => {
      token(2)(response, seen);
      answered.resolve();
    });
    await lookUp(client);
    await answered.promise;

    expect(numbers()).toEqual([1, 1, 1]);
    expect(pool.tokenCalls).toHaveLength(2);
  });

  test('serves while it lasts when a refresh fails, and not a moment longer', async () => {
    const clock = new HandClock();
    const client = open({ clock });
    pool.tokens.push(token(1), refused(500), token(2));
    pool.answers.push(found, found, found);
    await lookUp(client);

    clock.ms += 119 * MINUTE;
    await lookUp(client);
    clock.ms += MINUTE;
    await lookUp(client);

    expect(numbers()).toEqual([1, 1, 2]);
  });

  test('that lasts less than ten minutes is not refreshed with every call', async () => {
    const client = open();
    pool.tokens.push(token(1, 120));
    pool.answers.push(found, found);

    await lookUp(client);
    await lookUp(client);

    expect(pool.tokenCalls).toHaveLength(1);
  });
});

describe('a token that is not accepted', () => {
  test.each([
    ['in the envelope', refused(401)],
    ['by HTTP with an envelope', refused(401, undefined, { http: 401 })],
    ['by HTTP alone', text(401, 'who are you?')],
    ['as not logged in', refused(499, 2020)],
  ])('%s is replaced, and the call made once more', async (_how, refusal) => {
    pool.answers.push(refusal, ok({ success: true }));

    const called = await remove(open());

    expect(called).toMatchObject({ kind: 'ok' });
    expect(numbers()).toEqual([1, 2]);
  });

  test('twice is given up on', async () => {
    pool.answers.push(refused(401), refused(401), ok({ success: true }));

    expect(await remove(open())).toMatchObject({ kind: 'blocked', cause: 'credentials', effect: 'none' });
    expect(pool.calls).toHaveLength(2);
  });

  test('is replaced once, however many calls were told off', async () => {
    const client = open();
    pool.answers.push(found);
    await lookUp(client);
    pool.answers.push(refused(401), refused(401), refused(401), found, found, found);

    const called = await Promise.all([lookUp(client), lookUp(client), lookUp(client)]);

    expect(called.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'ok']);
    expect(pool.tokenCalls).toHaveLength(2);
  });
});

describe('without a token', () => {
  test.each([
    ['a wrong key', refused(401), { kind: 'blocked', cause: 'credentials' }],
    ['a wrong key, answered in another way', refused(400), { kind: 'blocked', cause: 'credentials' }],
    ['a wrong key, answered with 404', refused(404, 2004), { kind: 'blocked', cause: 'credentials' }],
    ['no such pool', refused(404, 2224), { kind: 'blocked', cause: 'pool' }],
    ['too many calls', text(429, '', { 'retry-after': '2' }), { kind: 'throttled', retryAfterMs: 2_000 }],
    ['an outage', refused(503), { kind: 'never-sent', cause: 'token' }],
    ['a reset', reset, { kind: 'never-sent', cause: 'token' }],
    ['no token in the answer', ok({}), { kind: 'never-sent', cause: 'token' }],
    ['HTML', text(200, '<html>'), { kind: 'never-sent', cause: 'token' }],
    ['silence', silence, { kind: 'never-sent', cause: 'token' }],
  ])('because of %s, a change is not sent and has no effect', async (_why, behaviour, expected) => {
    pool.tokens.push(behaviour);

    const called = await remove(open({ timeouts: { readsMs: 150 } }));

    expect(called).toMatchObject({ ...expected, effect: 'none' });
    expect(pool.calls).toEqual([]);
  });

  test('all who waited are told the same, and the next one asks anew', async () => {
    const client = open();
    pool.tokens.push(refused(401, undefined, { message: 'wrong secret' }));
    pool.answers.push(ok({ success: true }));

    const told = await Promise.all([remove(client), remove(client), remove(client)]);
    const later = await remove(client);

    expect(told[0]).toMatchObject({ kind: 'blocked', reason: expect.stringContaining('wrong secret') });
    expect(new Set(told.map((called) => JSON.stringify(called))).size).toBe(1);
    expect(later).toMatchObject({ kind: 'ok' });
    expect(pool.tokenCalls).toHaveLength(2);
  });

  test('a read is patient', async () => {
    pool.tokens.push(refused(503), reset);
    pool.answers.push(found);

    expect(await lookUp(open())).toMatchObject({ kind: 'ok' });
    expect(pool.tokenCalls).toHaveLength(3);
  });

  test('a caller who stops waits no longer, and the others still get it', async () => {
    const client = open();
    const stop = new AbortController();
    const asked = Promise.withResolvers<() => void>();
    pool.tokens.push((response, seen) => asked.resolve(() => token(1)(response, seen)));
    pool.answers.push(ok({ success: true }));

    const stopped = remove(client, stop.signal);
    const other = remove(client);
    const handOut = await asked.promise;
    stop.abort();

    expect(await stopped).toMatchObject({ kind: 'never-sent', cause: 'stopped', effect: 'none' });
    handOut();
    expect(await other).toMatchObject({ kind: 'ok' });
    expect(pool.tokenCalls).toHaveLength(1);
  });
});

test('one call at a time is enough to fetch a token and use it', async () => {
  const client = open({ pace: { callsPerSecond: 1_000, inFlight: 1 } });
  pool.answers.push(refused(401), found, found);

  const called = await Promise.all([lookUp(client), lookUp(client)]);

  expect(called.map(({ kind }) => kind)).toEqual(['ok', 'ok']);
});

test('fetching a token counts towards the pace', async () => {
  const clock = new HandClock();
  pool.answers.push(found);

  await lookUp(open({ clock, pace: { callsPerSecond: 5, inFlight: 2 } }));

  expect(clock.slept).toEqual([200]);
});

test('neither key nor token is left in the log', async () => {
  const log = new LogBook();
  pool.tokens.push(ok({ access_token: 'opaque-token' }));
  pool.answers.push(json(400, { statusCode: 400, message: 'opaque-token not-a-secret' }));

  await remove(open({ log }));

  expect(log.entries).toHaveLength(2);
  expect(JSON.stringify(log.entries)).not.toMatch(/opaque|not-a-secret|64aaaa/);
});

test('closing does not wait for a token that does not come', async () => {
  const asked = Promise.withResolvers<void>();
  pool.tokens.push(() => asked.resolve());
  const client = clientFor({ host: pool.farEnd.url, auth: 'token' });
  const called = remove(client);
  await asked.promise;

  await client.close();

  expect(await called).toMatchObject({ kind: 'never-sent', cause: 'token' });
});
