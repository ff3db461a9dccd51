import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Signable,
  type SigningKey,
  signatureOf,
  signedHeaders,
  stringToSign,
} from '../../../src/directories/genauth/signing.ts';
import { seededRandom } from '../../support/seeded-random.ts';

/** The vendor's documented example, not a key. */
const SECRET = '0123456789abcdef0123456789abcdef';
const DATE = 'Sat, 21 Nov 2026 02:39:53 GMT';

const headers = (nonce: string) => ({
  accept: 'application/json',
  'content-type': 'application/json',
  'user-agent': 'anything',
  authorization: 'nothing yet',
  date: DATE,
  'x-authing-signature-method': 'HMAC-SHA1',
  'x-authing-signature-version': '1.0',
  'x-authing-signature-nonce': nonce,
  'x-authing-lang': 'zh-CN',
  'x-authing-sdk-version': 'authing-node-sdk:4.0.1',
});

describe("a signature is the one the vendor's SDK makes", () => {
  test('of a POST with nested options and letters beyond ASCII', () => {
    const nonce = 'e687abee256c1e074a5bb08d67932b77';
    const body = '{"userIds":["6229ffaxxxxxxxxcade3e3d9","zhāng 三@ex.com"],"options":{"userIdType":"user_id"}}';
    const params = JSON.parse(body);

    const message = stringToSign(
      { method: 'POST', path: '/api/v3/delete-users-batch', params, headers: headers(nonce) },
      'x-authing-',
    );

    expect(message.split('\n')).toEqual([
      'POST',
      `date:${DATE}`,
      'x-authing-lang:zh-CN',
      'x-authing-sdk-version:authing-node-sdk:4.0.1',
      'x-authing-signature-method:HMAC-SHA1',
      `x-authing-signature-nonce:${nonce}`,
      'x-authing-signature-version:1.0',
      '/api/v3/delete-users-batch?options={"userIdType":"user_id"}&userIds=["6229ffaxxxxxxxxcade3e3d9","zhāng 三@ex.com"]',
    ]);
    expect(signatureOf(message, SECRET)).toBe('1yLvClimlCww9n988Yfzsyz8YpY=');
  });

  test('of a GET with a list, which is signed as JSON and not as it travels', () => {
    const params = {
      userIds: ['a+b@x.com', 'c@x.com'],
      userIdType: 'email',
      withCustomData: 'false',
      flatCustomData: 'false',
      withIdentities: 'false',
      withDepartmentIds: 'false',
    };

    const message = stringToSign(
      {
        method: 'GET',
        path: '/api/v3/get-user-batch',
        params,
        headers: headers('1c3b180c0ecd322b74784fdbef515950'),
      },
      'x-authing-',
    );

    expect(message.split('\n').at(-1)).toBe(
      '/api/v3/get-user-batch?flatCustomData=false&userIdType=email&userIds=["a+b@x.com","c@x.com"]' +
        '&withCustomData=false&withDepartmentIds=false&withIdentities=false',
    );
    expect(signatureOf(message, SECRET)).toBe('5lshUfmP9jE25mG6k/SxK8VZYBk=');
  });
});

describe('what is signed', () => {
  const request = (params: object, more: Partial<Signable> = {}): Signable => ({
    method: 'POST',
    path: '/api/v3/x',
    params: { ...params },
    headers: {},
    ...more,
  });

  test('leaves no question mark behind when every parameter is undefined', () => {
    expect(stringToSign(request({ a: undefined }), 'x-authing-')).toBe('POST\n/api/v3/x');
  });

  test('holds numbers, booleans and null as their words, and keeps nested keys in their order', () => {
    expect(stringToSign(request({ n: 1.5, z: null, b: false, o: { z: 1, a: 'é' } }), 'x-authing-')).toBe(
      'POST\n/api/v3/x?b=false&n=1.5&o={"z":1,"a":"é"}&z=null',
    );
  });

  test('sorts by code unit: capitals before small letters', () => {
    expect(stringToSign(request({ b: 1, a: 1, B: 1 }), 'x-authing-')).toBe('POST\n/api/v3/x?B=1&a=1&b=1');
  });

  test('has headers without blanks around them or breaks within', () => {
    const headers = { 'x-authing-lang': ' a\tb\nc ' };

    expect(stringToSign(request({}, { headers }), 'x-authing-')).toBe('POST\nx-authing-lang:a b c\n/api/v3/x');
  });

  test('has the headers of the chosen brand only', () => {
    const both = { headers: { 'x-authing-lang': 'en-US', 'x-genauth-lang': 'ja-JP', date: DATE } };

    expect(stringToSign(request({}, both), 'x-genauth-')).toBe(`POST\ndate:${DATE}\nx-genauth-lang:ja-JP\n/api/v3/x`);
  });
});

describe('signed headers', () => {
  const key: SigningKey = {
    accessKeyId: '64aaaaaaaaaaaaaaaaaaaaaa',
    accessKeySecret: SECRET,
    headerPrefix: 'x-genauth-',
    scheme: 'GenAuth',
  };

  test("speak the chosen brand's words, with the time and nonce that were handed in", () => {
    const signed = signedHeaders(
      { method: 'GET', path: '/api/v3/get-user', params: {}, headers: { 'x-genauth-lang': 'en-US' } },
      key,
      { nowMs: Date.parse(DATE), random: { fraction: () => 0, bytes: (count) => new Uint8Array(count).fill(0xab) } },
    );

    expect(signed).toMatchObject({
      date: DATE,
      authorization: expect.stringMatching(/^GenAuth 64a{22}:[\w+/]{27}=$/),
      'x-genauth-signature-nonce': 'ab'.repeat(16),
      'x-genauth-signature-method': 'HMAC-SHA1',
      'x-genauth-signature-version': '1.0',
    });
  });

  test('are accepted by a verifier that only has what travels, whatever the body holds', () => {
    const random = seededRandom();
    const body = fc.dictionary(fc.stringMatching(/^[A-Za-z]{1,8}$/), fc.jsonValue(), { maxKeys: 5 });
    fc.assert(
      fc.property(body, fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }), (params, date) => {
        const sent = signedHeaders({ method: 'POST', path: '/api/v3/x', params, headers: {} }, key, {
          nowMs: date.getTime(),
          random,
        });

        expect(sent['authorization']?.split(':')[1]).toBe(verifierSignature(JSON.stringify(params), sent));
      }),
    );
  });
});

/** The far side's half, written apart from ours: it knows the body's text and the headers as they arrived. */
function verifierSignature(body: string, sent: Record<string, string>): string {
  const parsed: Record<string, unknown> = JSON.parse(body);
  const resource = Object.keys(parsed)
    .sort()
    .map((name) => {
      const value = parsed[name];
      return `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
    })
    .join('&');
  const names = Object.keys(sent).filter((name) => name === 'date' || name.startsWith('x-genauth-'));
  const lines = names.sort().map((name) => `${name}:${sent[name]}\n`);
  const message = `POST\n${lines.join('')}/api/v3/x${resource && `?${resource}`}`;
  return createHmac('sha1', SECRET).update(Buffer.from(message, 'utf8')).digest('base64');
}
