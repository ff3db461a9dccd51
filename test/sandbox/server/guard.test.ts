import { request } from 'node:http';
import { expect, test } from 'vitest';
import { startServerForPage, tokenOf } from './page.ts';

/** Node's own client, because fetch does not let one lie about the host. */
function statusOf(
  url: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  method = 'GET',
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, headers }, (response) => {
      response.destroy();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}

test.each([
  ['the loopback address', {}, 200],
  ['a name that points to loopback only for us', { host: 'localhost:1' }, 200],
  ['a name that somebody made point to loopback', { host: 'evil.example' }, 403],
  ['a name that begins like ours', { host: 'localhost.evil.example' }, 403],
  ['a page of another origin', { origin: 'https://evil.example' }, 403],
  ['a page without an origin to name', { origin: 'null' }, 403],
  ['a page of another local program', { origin: 'http://127.0.0.1:1' }, 403],
])('a request that names %s is answered with the right status', async (_, headers, status) => {
  const { url } = await startServerForPage();

  expect(await statusOf(url, '/', headers)).toBe(status);
});

test('the guard stands before the stand-ins too', async () => {
  const { url } = await startServerForPage();
  const elsewhere = { host: 'evil.example' };

  expect(await statusOf(url, '/api/auth.test', elsewhere, 'POST')).toBe(403);
  expect(await statusOf(url, '/wickr/networks', elsewhere)).toBe(403);
  expect(await statusOf(url, '/events?as=U0ALICE001', elsewhere)).toBe(403);
});

test('the page allows itself nothing from elsewhere', async () => {
  const { url } = await startServerForPage();

  const response = await fetch(url);

  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'self'/);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

test.each(['/../server.ts', '/%2e%2e/protocol.ts', '/..%2fbuild.js', '/static/../../protocol.ts'])(
  'nothing outside the compiled page is served: %s',
  async (path) => {
    const { url } = await startServerForPage();

    expect(await statusOf(url, path, {})).toBe(404);
  },
);

test('without the token of the page nothing can be done', async () => {
  const sandbox = await startServerForPage();
  const send = (token: string) =>
    fetch(`${sandbox.url}/ui/reset`, { method: 'POST', headers: { 'x-sandbox-token': token }, body: '{}' });

  expect((await send('')).status).toBe(403);
  expect((await send('f'.repeat(32))).status).toBe(403);
  expect((await send(await tokenOf(sandbox))).status).toBe(200);
});
