import { describe, expect, it } from 'vitest';
import { stringToSign } from '../../../sandbox/genauth/auth/string-to-sign.ts';
import { exampleKey } from '../../../sandbox/genauth/server.ts';
import { fetchToken, openGenauth, type Signing, signedPost } from './support.ts';

const exists = '/api/v3/is-user-exists';
const body = JSON.stringify({ username: 'una' });
const resource = `${exists}?username=una`;

async function sendSigned(signing: Partial<Signing>, headers: Record<string, string> = {}, sentBody = body) {
  const client = await openGenauth();
  const signed = signedPost(resource, { signedAt: client.clock.now(), ...signing });
  const post = () => client.raw({ method: 'POST', path: exists, body: sentBody, headers: { ...signed, ...headers } });
  return { ...client, post };
}

describe('the vendor’s signatures', () => {
  const common = {
    date: 'Sat, 21 Nov 2026 02:39:53 GMT',
    'content-type': 'application/json',
    'x-authing-lang': 'zh-CN',
    'x-authing-sdk-version': 'authing-node-sdk:4.0.1',
    'x-authing-signature-method': 'HMAC-SHA1',
    'x-authing-signature-version': '1.0',
  };
  const vectors = [
    {
      name: 'of a POST with a body that is not ASCII',
      nonce: 'e687abee256c1e074a5bb08d67932b77',
      request: {
        method: 'POST',
        path: '/api/v3/delete-users-batch',
        body: '{"userIds":["6229ffaxxxxxxxxcade3e3d9","zhāng 三@ex.com"],"options":{"userIdType":"user_id"}}',
      },
      signature: '1yLvClimlCww9n988Yfzsyz8YpY=',
    },
    {
      name: 'of a GET with a list',
      nonce: '1c3b180c0ecd322b74784fdbef515950',
      request: {
        method: 'GET',
        path: '/api/v3/get-user-batch?userIds%5B%5D=a%2Bb%40x.com&userIds%5B%5D=c%40x.com&userIdType=email&withCustomData=false&flatCustomData=false&withIdentities=false&withDepartmentIds=false',
      },
      signature: '5lshUfmP9jE25mG6k/SxK8VZYBk=',
    },
  ];

  it.each(vectors)('are verified: $name', async ({ nonce, request, signature }) => {
    const { raw, clock, standIn } = await openGenauth({ pathPrefix: '/genauth' });
    clock.advance(Date.parse(common.date) - clock.now());
    const headers = {
      ...common,
      'x-authing-signature-nonce': nonce,
      authorization: `authing ${exampleKey.poolId}:${signature}`,
    };

    const reply = await raw({ ...request, headers });
    const tampered = await raw({ ...request, headers: { ...headers, 'x-authing-lang': 'en-US' } });

    expect(reply.envelope().statusCode).toBe(200);
    expect(tampered.envelope().apiCode).toBe(1300);
    expect(standIn.oracle.calls.map(({ authenticated }) => authenticated)).toEqual(['hmac-authing', 'none']);
  });

  it('cover values as they would print, with null and nested order kept', () => {
    const input = { b: null, a: { z: 1, y: [true] }, c: 'x y', B: 1.5 };

    const text = stringToSign(
      { method: 'post', path: '/p', headers: new Map([['date', 'now\t']]), input },
      'x-authing-',
    );

    expect(text).toBe('POST\ndate:now\n/p?B=1.5&a={"z":1,"y":[true]}&b=null&c=x y');
  });
});

describe('a signature', () => {
  it.each<[string, Partial<Signing>]>([
    ['under the older brand', { brand: 'authing' }],
    ['under the newer brand', { brand: 'genauth' }],
    ['with its date under the brand’s own name', { dateHeader: 'x-authing-date' }],
    ['with its date in milliseconds', { date: String(Date.parse('2026-01-15T12:34:56Z')) }],
    ['almost five minutes old', { signedAt: Date.parse('2026-01-15T12:30:00Z') }],
  ])('%s is good', async (_name, signing) => {
    const { post } = await sendSigned(signing);

    expect((await post()).envelope()).toEqual({ statusCode: 200, message: 'Success', data: { exists: true } });
  });

  it.each<[number, string, Partial<Signing>, Record<string, string>]>([
    [1300, 'of another secret', { secret: 'f'.repeat(32) }, {}],
    [1300, 'of an unknown key', {}, { authorization: 'authing 65bbbbbbbbbbbbbbbbbbbbbb:1yLvClimlCww9n988Yfzsyz8YpY=' }],
    [1300, 'of the wrong length', {}, { authorization: `authing ${exampleKey.poolId}:abc` }],
    [1301, 'by another method', { method: 'HMAC-SHA256' }, {}],
    [1302, 'of another version', { version: '2.0' }, {}],
    [1303, 'with a date nobody can read', { date: 'yesterday' }, {}],
    [1304, 'without a date', { dateHeader: 'x-authing-other' }, {}],
    [1305, 'from six minutes ago', { signedAt: Date.parse('2026-01-15T12:28:00Z') }, {}],
    [1305, 'from six minutes ahead', { signedAt: Date.parse('2026-01-15T12:41:00Z') }, {}],
  ])('is refused with %i: %s', async (apiCode, _name, signing, headers) => {
    const { post, standIn } = await sendSigned(signing, headers);

    const reply = await post();

    expect(reply.status).toBe(200);
    expect(reply.envelope()).toMatchObject({ statusCode: 401, apiCode, requestId: expect.any(String) });
    expect(standIn.oracle.calls).toMatchObject([{ authenticated: 'none', apiCode }]);
  });

  it('is refused with 1300 when the body is another', async () => {
    const { post } = await sendSigned({}, {}, JSON.stringify({ username: 'somebody.else' }));

    expect((await post()).envelope().apiCode).toBe(1300);
  });

  it('is good once', async () => {
    const { post } = await sendSigned({});

    await post();
    const again = await post();

    expect(again.envelope()).toMatchObject({ statusCode: 401, apiCode: 1306 });
  });

  it('that is wrong does not use its nonce up', async () => {
    const { raw, clock } = await openGenauth();
    const signing = { signedAt: clock.now(), nonce: 'the-same' };
    const bad = signedPost(resource, { ...signing, secret: 'f'.repeat(32) });

    await raw({ method: 'POST', path: exists, body, headers: bad });
    const good = await raw({ method: 'POST', path: exists, body, headers: signedPost(resource, signing) });

    expect(good.envelope().statusCode).toBe(200);
  });

  it('of one brand is unknown where the other is spoken', async () => {
    const { post, standIn } = await sendSigned({ brand: 'genauth' });
    standIn.behaviour.headers = 'authing';

    expect((await post()).envelope().statusCode).toBe(401);
  });
});

describe('a management token', () => {
  const call = (headers: Record<string, string>) => ({ method: 'POST', path: exists, body, headers });

  it('says whose it is and how long it is good', async () => {
    const { raw, clock } = await openGenauth();

    const reply = await raw({
      method: 'POST',
      path: '/api/v3/get-management-token',
      body: JSON.stringify({ accessKeyId: exampleKey.poolId, accessKeySecret: exampleKey.secret }),
    });

    const { data } = reply.envelope();
    expect(data).toEqual({ access_token: expect.any(String), expires_in: 7_200 });
    const token = await fetchToken(raw, exampleKey);
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const now = Math.floor(clock.now() / 1_000);
    expect(claims).toMatchObject({ scoped_userpool_id: exampleKey.poolId, iat: now, exp: now + 7_200 });
  });

  it.each([
    ['the older brand’s pool header', 'Bearer ', 'x-authing-userpool-id', 'bearer'],
    ['the newer brand’s pool header', 'Bearer ', 'x-genauth-userpool-id', 'bearer'],
    ['no word before it', '', 'x-authing-userpool-id', 'bare-token'],
  ])('is taken with %s', async (_name, word, header, authenticated) => {
    const { raw, standIn } = await openGenauth();
    const token = await fetchToken(raw, exampleKey);

    const reply = await raw(call({ authorization: `${word}${token}`, [header]: exampleKey.poolId }));

    expect(reply.envelope()).toMatchObject({ statusCode: 200, data: { exists: true } });
    expect(standIn.oracle.calls.at(-1)).toMatchObject({ authenticated, network: exampleKey.poolId });
  });

  it.each<[string, (token: string) => Record<string, string>]>([
    ['is absent', () => ({ 'x-authing-userpool-id': exampleKey.poolId })],
    ['has no pool beside it', (token) => ({ authorization: `Bearer ${token}` })],
    ['is for another pool', (token) => ({ authorization: `Bearer ${token}`, 'x-authing-userpool-id': '65bb' })],
    [
      'comes with two pools',
      (token) => ({
        authorization: `Bearer ${token}`,
        'x-authing-userpool-id': exampleKey.poolId,
        'x-genauth-userpool-id': '65bb',
      }),
    ],
    [
      'was altered',
      (token) => ({ authorization: `Bearer ${token.slice(0, -2)}`, 'x-authing-userpool-id': exampleKey.poolId }),
    ],
    ['is no token', () => ({ authorization: 'Bearer a.b.c', 'x-authing-userpool-id': exampleKey.poolId })],
  ])('is refused when it %s', async (_name, headersFor) => {
    const { raw } = await openGenauth();
    const token = await fetchToken(raw, exampleKey);

    const reply = await raw(call(headersFor(token)));

    expect(reply.envelope()).toMatchObject({ statusCode: 401, apiCode: 2020 });
  });

  it('expires by the clock, and all of them at once when they are revoked', async () => {
    const { raw, clock, standIn } = await openGenauth();
    const headers = async () => ({
      authorization: `Bearer ${await fetchToken(raw, exampleKey)}`,
      'x-authing-userpool-id': exampleKey.poolId,
    });

    const old = await headers();
    clock.advance(7_199_000);
    const inTime = await raw(call(old));
    clock.advance(1_000);
    const late = await raw(call(old));
    const fresh = await headers();
    standIn.revokeTokens();
    const revoked = await raw(call(fresh));

    expect([inTime, late, revoked].map((reply) => reply.envelope().statusCode)).toEqual([200, 401, 401]);
  });

  it('is not given for a wrong secret, in whichever words', async () => {
    const { raw, standIn } = await openGenauth();
    const ask = () =>
      raw({
        method: 'POST',
        path: '/api/v3/get-management-token',
        body: JSON.stringify({ accessKeyId: exampleKey.poolId, accessKeySecret: 'f'.repeat(32) }),
      });

    const usual = await ask();
    standIn.behaviour.wrongSecret = { statusCode: 400 };
    const other = await ask();

    expect(usual.envelope()).toMatchObject({ statusCode: 401, apiCode: 2020 });
    expect(other.envelope()).toMatchObject({ statusCode: 400, requestId: expect.any(String) });
    expect(other.envelope().data).toBeUndefined();
  });
});
