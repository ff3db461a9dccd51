import { describe, expect, test } from 'vitest';
import { pathOf } from '../../../src/directories/wickr/encoding.ts';
import { type Signing, signedHeaders, type UnsignedRequest } from '../../../src/directories/wickr/signing.ts';

/** AWS's own documented example keys. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-examples.html */
const signing: Signing = {
  endpoint: new URL('https://admin.wickr.us-east-1.amazonaws.com'),
  region: 'us-east-1',
  credentials: {
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    sessionToken: 'temporary/token+value==',
  },
  signedAt: new Date('2026-01-15T12:34:56Z'),
};

const toggle: UnsignedRequest = {
  method: 'PATCH',
  path: '/networks/12345678/users/toggleSuspend',
  query: { suspend: 'true' },
  headers: { 'content-type': 'application/json', 'x-client-token': '550e8400-e29b-41d4-a716-446655440000' },
  body: '{"userIds":["123","456"]}',
};

const get = (path: string, query: Record<string, string>): UnsignedRequest => ({
  method: 'GET',
  path,
  query,
  headers: {},
  body: null,
});

async function signatureOf(request: UnsignedRequest, changes: Partial<Signing> = {}) {
  const headers = await signedHeaders(request, { ...signing, ...changes });
  return /Signature=(?<hex>[0-9a-f]{64})$/.exec(headers['authorization'] ?? '')?.groups?.['hex'];
}

describe('a request is signed as an independent computation says', () => {
  test('with a body and its hash', async () => {
    const headers = await signedHeaders(toggle, signing);

    expect(headers['x-amz-content-sha256']).toBe('1995dd8e402054660dde96e69bcb8f5e8bb861684d1297edd30b7589bf4e06ec');
    expect(headers['authorization']).toContain(
      'SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-client-token,',
    );
    expect(await signatureOf(toggle)).toBe('a494a46a55be9a00acb569946908c6336b2ea2829ebb693cfe9d4f1b505ccf76');
  });

  test('with a body whose hash is no header', async () => {
    const signature = await signatureOf(toggle, { applyChecksum: false });

    expect(signature).toBe('f1aa5d7cf26cca4c4960d868b4246551d1de57bf52030e9134a3ab0ad5fc4c8c');
  });

  test('with a query full of characters that are easy to encode wrongly', async () => {
    const query = { maxResults: '100', sortFields: 'username+firstName', username: "o'neil (x)*@example.com" };

    const signature = await signatureOf(get('/networks/12345678/users', query));

    expect(signature).toBe('118dd04a7fcb426d4a793d5febb079796147b37b40641f8b77e5ad37eaf983ab');
  });

  test('with an encoded label in the path', async () => {
    const path = pathOf(['networks', '12345678', 'security-groups', 'a b/c+d', 'users']);

    const signature = await signatureOf(get(path, { maxResults: '100' }));

    expect(signature).toBe('ccf6a5e2239561055d6d14f5b8ae2b6e3317355642fe185510f573ec40755790');
  });
});

test('the host is signed with its port', async () => {
  const headers = await signedHeaders(toggle, { ...signing, endpoint: new URL('http://127.0.0.1:8080/wickr') });

  expect(headers['host']).toBe('127.0.0.1:8080');
});
