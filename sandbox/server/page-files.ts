import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import type { Route } from './server.ts';

const FOLDER = join(import.meta.dirname, '../page/dist');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The compiled page. Its HTML carries the token without which nothing can be done through it. */
export function pageFiles(token: string): Route {
  return async (request, response) => {
    if (request.method !== 'GET') return false;
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = path === '/' ? '/index.html' : path;
    const type = TYPES[extname(file)];
    if (type === undefined) return false;
    let body: Buffer;
    try {
      body = await readFile(join(FOLDER, file));
    } catch {
      return false;
    }
    response.writeHead(200, {
      'content-type': type,
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    response.end(file === '/index.html' ? body.toString('utf8').replace('__SANDBOX_TOKEN__', token) : body);
    return true;
  };
}
