/** The far end of the page for its own tests: speaks the protocol, does what the test says and remembers what it was asked. */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { json } from 'node:stream/consumers';
import { buildPage, pageDistDir } from '../../../sandbox/page/build.ts';
import type { PageEvent } from '../../../sandbox/page/protocol.ts';
import type { Snapshot } from './fixture-workspace.ts';

const token = 'token-of-this-run';
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
};

export interface Asked {
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Answer = Readonly<Record<string, unknown>> & { readonly ok: boolean };

export interface FixtureServer {
  readonly addressOf: (userId: string) => string;
  readonly asked: readonly Asked[];
  /** Sends an event to every open page. */
  readonly push: (event: PageEvent) => void;
  /** Replaces how requests are answered; the default answers `{ok:true}`. */
  readonly answerWith: (answer: (asked: Asked) => Answer | Promise<Answer>) => void;
  readonly close: () => Promise<void>;
}

export async function startFixtureServer(snapshotFor: (me: string) => Snapshot): Promise<FixtureServer> {
  buildPage();
  const asked: Asked[] = [];
  const streams = new Set<ServerResponse>();
  let answer: (asked: Asked) => Answer | Promise<Answer> = () => ({ ok: true });

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      streams.add(response.on('close', () => streams.delete(response)));
      send(response, snapshotFor(url.searchParams.get('as') ?? ''));
    } else if (url.pathname.startsWith('/ui/')) {
      const one = { name: url.pathname.slice('/ui/'.length), body: await bodyOf(request) };
      asked.push(one);
      const isKnown = request.headers['x-sandbox-token'] === token;
      const reply = isKnown ? await answer(one) : { ok: false, error: 'wrong token' };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
    } else serve(url.pathname, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;

  return {
    addressOf: (userId) => `http://127.0.0.1:${port}/${userId && `?as=${userId}`}`,
    asked,
    push: (event) => {
      for (const stream of streams) send(stream, event);
    },
    answerWith: (next) => {
      answer = next;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function send(stream: ServerResponse, event: PageEvent): void {
  stream.write(`data: ${JSON.stringify(event)}\n\n`);
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const body: unknown = await json(request);
  if (typeof body !== 'object' || body === null) throw new Error('The page sent no object.');
  return { ...body };
}

function serve(path: string, response: ServerResponse): void {
  const file = join(pageDistDir, normalize(path === '/' ? '/index.html' : path));
  try {
    const content = readFileSync(file);
    response.writeHead(200, {
      'content-type': contentTypes[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': "default-src 'self'",
    });
    response.end(file.endsWith('.html') ? content.toString().replace('__SANDBOX_TOKEN__', token) : content);
  } catch {
    response.writeHead(404).end();
  }
}
