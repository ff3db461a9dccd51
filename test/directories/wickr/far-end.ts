import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';

export interface Seen {
  readonly method: string;
  /** Path and query as they arrived. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** How the far end meets one request. */
export type Behaviour = (response: ServerResponse, seen: Seen) => void;

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Behaviour =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-requestid': 'req-1', ...headers });
    response.end(JSON.stringify(body));
  };

export const text =
  (status: number, body: string, headers: Record<string, string> = {}): Behaviour =>
  (response) => {
    response.writeHead(status, headers);
    response.end(body);
  };

export const silence: Behaviour = () => undefined;

export const reset: Behaviour = (response) => {
  response.socket?.resetAndDestroy();
};

/** Promises more of a body than it sends, then hangs up. */
export const cutShort: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500', 'x-amzn-requestid': 'req-1' });
  response.write('{"successful":[{"userId":"1"}');
  setImmediate(() => response.socket?.destroy());
};

/** Sends headers and half a body, then nothing more. */
export const stalled: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
  response.write('{');
};

/** A loopback server standing where Wickr would, answering from a script or a function. Every request is kept. */
export class FarEnd implements AsyncDisposable {
  readonly seen: Seen[] = [];
  readonly #server: Server;
  #answer: Behaviour;
  readonly #script: Behaviour[] = [];

  private constructor(answer: Behaviour) {
    this.#answer = answer;
    this.#server = createServer((request, response) => this.#meet(request, response));
  }

  static async open(answer: Behaviour = json(500, { message: 'unexpected call' })): Promise<FarEnd> {
    const farEnd = new FarEnd(answer);
    await new Promise<void>((resolve) => farEnd.#server.listen(0, '127.0.0.1', resolve));
    return farEnd;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${portOf(this.#server)}`);
  }

  /** The next requests are met in this order; after that the standing answer applies again. */
  next(...script: Behaviour[]): void {
    this.#script.push(...script);
  }

  always(answer: Behaviour): void {
    this.#answer = answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #meet(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://far.end');
      const seen: Seen = {
        method: request.method ?? '',
        target: request.url ?? '',
        path: pathname,
        query: searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      this.seen.push(seen);
      (this.#script.shift() ?? this.#answer)(response, seen);
    });
  }
}

/** An address where nobody listens. */
export async function deadAddress(): Promise<URL> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return new URL(`http://127.0.0.1:${port}`);
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The far end is not listening');
  return address.port;
}
