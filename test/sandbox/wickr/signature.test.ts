import { describe, expect, it } from 'vitest';
import { type Credentials, exampleCredentials, verifySignature } from '../../../sandbox/wickr/signature.ts';
import { canonicalQuery, openWickr, signHeaders, suspend } from './support.ts';

const temporary: Credentials = { ...exampleCredentials, sessionToken: 'temporary/token+value==' };
const signedAt = Date.parse('2026-01-15T12:34:56Z');
const toggle = {
  method: 'PATCH',
  path: '/networks/12345678/users/toggleSuspend',
  query: { suspend: 'true' },
  body: '{"userIds":["123","456"]}',
};
const toggleHeaders = {
  'content-type': 'application/json',
  'x-client-token': '550e8400-e29b-41d4-a716-446655440000',
};

/** Signatures that AWS's own signer, an independent Python computation and (for A) aws4 agree on. */
const vectors = [
  {
    name: 'a mutation with token and body hash',
    request: toggle,
    headers: toggleHeaders,
    hashHeader: true,
    signature: 'a494a46a55be9a00acb569946908c6336b2ea2829ebb693cfe9d4f1b505ccf76',
  },
  {
    name: 'a mutation without the body hash header',
    request: toggle,
    headers: toggleHeaders,
    hashHeader: false,
    signature: 'f1aa5d7cf26cca4c4960d868b4246551d1de57bf52030e9134a3ab0ad5fc4c8c',
  },
  {
    name: 'a query with characters that need care',
    request: {
      method: 'GET',
      path: '/networks/12345678/users',
      query: { maxResults: '100', sortFields: 'username+firstName', username: "o'neil (x)*@example.com" },
      body: '',
    },
    headers: {},
    hashHeader: true,
    signature: '118dd04a7fcb426d4a793d5febb079796147b37b40641f8b77e5ad37eaf983ab',
  },
  {
    name: 'an encoded path label',
    request: {
      method: 'GET',
      path: '/networks/12345678/security-groups/a%20b%2Fc%2Bd/users',
      query: { maxResults: '100' },
      body: '',
    },
    headers: {},
    hashHeader: true,
    signature: 'ccf6a5e2239561055d6d14f5b8ae2b6e3317355642fe185510f573ec40755790',
  },
];

describe('the known signatures', () => {
  const trust = { credentials: [temporary], region: 'us-east-1', nowMs: signedAt };

  it.each(vectors)(
    '$name is accepted, and refused when one digit differs',
    ({ request, headers, hashHeader, signature }) => {
      const host = 'admin.wickr.us-east-1.amazonaws.com';
      const signed = signHeaders(request, { host, ...headers }, { credentials: temporary, signedAt, hashHeader });
      const verify = (claimed: string) =>
        verifySignature(
          {
            method: request.method,
            path: request.path,
            query: canonicalQuery(request.query),
            headers: new Map(
              Object.entries({
                ...signed,
                authorization: String(signed['authorization']).replace(/[0-9a-f]{64}$/, claimed),
              }),
            ),
            body: Buffer.from(request.body),
          },
          trust,
        );
      const altered = signature.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));

      expect(signed['authorization']).toContain(signature);
      expect(verify(signature)).toBeNull();
      expect(verify(altered)?.headers['x-amzn-errortype']).toBe('InvalidSignatureException');
    },
  );
});

describe('over HTTP', () => {
  it('a well-signed call passes, also under a path prefix and with temporary credentials', async () => {
    const { send } = await openWickr({ pathPrefix: '/wickr', credentials: [temporary] });

    const reply = await send({ method: 'GET', path: '/networks/12345678' }, { credentials: temporary });

    expect(reply.status).toBe(200);
  });

  it.each([
    [
      'an unknown key id',
      { credentials: { ...exampleCredentials, accessKeyId: 'AKIDOTHER' } },
      403,
      'UnrecognizedClientException',
    ],
    ['an unknown session token', { credentials: temporary }, 403, 'UnrecognizedClientException'],
    [
      'a wrong secret',
      { credentials: { ...exampleCredentials, secretAccessKey: 'guessed' } },
      403,
      'InvalidSignatureException',
    ],
    ['another region', { region: 'eu-central-1' }, 403, 'InvalidSignatureException'],
    ['another service', { service: 'admin.wickr' }, 403, 'InvalidSignatureException'],
    ['an altered body', { otherBody: '{"userIds":["666"]}' }, 403, 'InvalidSignatureException'],
    ['an altered token', { tamper: { 'x-client-token': 'another' } }, 403, 'InvalidSignatureException'],
    ['an unsigned x-amz header', { tamper: { 'x-amz-added': 'later' } }, 400, 'IncompleteSignature'],
    ['a garbled header', { tamper: { authorization: 'AWS4-HMAC-SHA256 nonsense' } }, 400, 'IncompleteSignature'],
    ['no signature', { tamper: { authorization: undefined } }, 403, 'MissingAuthenticationTokenException'],
  ])('%s is refused and changes nothing', async (_what, options, status, name) => {
    const { standIn, send } = await openWickr();

    const reply = await send(suspend(['10000019']), options);

    expect(reply.status).toBe(status);
    expect(reply.headers['x-amzn-errortype']).toBe(name);
    expect(reply.headers['x-amzn-requestid']).toEqual(expect.any(String));
    expect(standIn.oracle.effects).toEqual([]);
  });

  it('a signature holds for 15 minutes in both directions', async () => {
    const { send, clock } = await openWickr();
    const statusAt = async (offsetMs: number) =>
      (await send({ method: 'GET', path: '/networks' }, { signedAt: clock.now() + offsetMs })).status;

    const minute = 60_000;
    expect(await statusAt(-15 * minute)).toBe(200);
    expect(await statusAt(15 * minute)).toBe(200);
    expect(await statusAt(-15 * minute - 1_000)).toBe(403);
    expect(await statusAt(15 * minute + 1_000)).toBe(403);
  });

  it('verification can be switched off', async () => {
    const { send } = await openWickr({ behaviour: { verifySignatures: false } });

    const reply = await send({ method: 'GET', path: '/networks' }, { tamper: { authorization: undefined } });

    expect(reply.status).toBe(200);
  });
});
