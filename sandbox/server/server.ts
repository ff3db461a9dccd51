import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isForUs } from './guard.ts';

/** Answers the request and says true, or leaves it to the next and says false. */
export type Route = (request: IncomingMessage, response: ServerResponse) => Promise<boolean> | boolean;

export interface SandboxServer {
  readonly server: Server;
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  close(): Promise<void>;
}

/** One server on loopback for everything the bot and the page talk to. Nothing else can reach it. */
export async function startServer(routes: readonly Route[], port: number): Promise<SandboxServer> {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (!isForUs(request)) {
      response.writeHead(403).end('This server answers only to its own page and to programs on this machine.');
      return;
    }
    for (const route of routes) if (await route(request, response)) return;
    response.writeHead(404).end();
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      process.stderr.write(`The sandbox could not answer ${request.method} ${request.url}: ${String(error)}\n`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.listen({ host: '127.0.0.1', port });
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  return {
    server,
    url: `http://127.0.0.1:${bound}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
