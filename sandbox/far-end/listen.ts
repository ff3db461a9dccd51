import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

interface StandIn {
  readonly pathPrefix: string;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  stop(): void;
}

export interface Listening {
  /** `http://127.0.0.1:<port>` with the path prefix: what a client takes as its endpoint. */
  readonly url: string;
  close(): Promise<void>;
}

/** Gives a stand-in a loopback server of its own. */
export async function listen(standIn: StandIn): Promise<Listening> {
  const server = createServer((request, response) => void standIn.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return {
    url: `http://127.0.0.1:${address.port}${standIn.pathPrefix}`,
    close() {
      standIn.stop();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
