import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeCall {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** As it came. */
  readonly body: string;
  /** Did it bring a token? */
  readonly authorized: boolean;
}

export interface FakeSlack {
  readonly apiUrl: string;
  /** Every Web API call, in order. */
  readonly calls: FakeCall[];
  /** Every post to a response address: its path and body. */
  readonly responses: { readonly path: string; readonly body: Readonly<Record<string, unknown>> }[];
  /** What a method answers; `{ok: true}` by default. A number is an HTTP status. */
  readonly answers: Map<string, (args: FakeCall['args']) => object | number>;
  /** Paths of response addresses that are used up. */
  readonly spent: Set<string>;
  responseUrl(name: string): string;
  called(method: string): readonly FakeCall[];
  close(): Promise<void>;
}

/** Values of nested arguments travel as JSON. */
function readArgs(body: string): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(body)) {
    try {
      args[name] = /^[[{]/.test(value) ? JSON.parse(value) : value;
    } catch {
      args[name] = value;
    }
  }
  return args;
}

/** The far side of the Web API and of response addresses, on loopback. */
export async function startFakeSlack(): Promise<FakeSlack> {
  const calls: FakeCall[] = [];
  const responses: FakeSlack['responses'] = [];
  const spent = new Set<string>();
  const answers: FakeSlack['answers'] = new Map();
  answers.set('auth.test', () => ({
    ok: true,
    team_id: 'T0ACME',
    user_id: 'U0MUSTER',
    bot_id: 'B0MUSTER',
    app_id: 'A0MUSTER',
  }));
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const body = Buffer.concat(chunks).toString('utf8');
    const path = request.url ?? '';
    if (path.startsWith('/response/')) {
      responses.push({ path, body: JSON.parse(body) as Record<string, unknown> });
      response.writeHead(spent.has(path) ? 404 : 200).end('ok');
      return;
    }
    const method = path.replace('/api/', '');
    const args = readArgs(body);
    calls.push({ method, args, body, authorized: request.headers.authorization !== undefined });
    const answer = answers.get(method)?.(args) ?? { ok: true };
    if (typeof answer === 'number') {
      response.writeHead(answer, { 'retry-after': '7' }).end('');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: `${origin}/api/`,
    calls,
    responses,
    answers,
    spent,
    responseUrl: (name) => `${origin}/response/${name}`,
    called: (method) => calls.filter((call) => call.method === method),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
