import { onTestFinished } from 'vitest';
import { buildPage } from '../../../sandbox/page/build.ts';
import type { PageEvent, PageRequests } from '../../../sandbox/page/protocol.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';

type Snapshot = Extract<PageEvent, { type: 'snapshot' }>;

/** The page without a browser: one tab that hears events and sends what a person does. */
export interface Tab {
  readonly snapshot: Snapshot;
  /** The next event of this kind, from the first unheard one on; others on the way are dropped. */
  next<Type extends PageEvent['type']>(type: Type): Promise<Extract<PageEvent, { type: Type }>>;
  send<Name extends keyof PageRequests>(name: Name, body: PageRequests[Name]): Promise<Response>;
  close(): void;
}

export async function startServerForPage(): Promise<Sandbox> {
  buildPage();
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** The token as the served page carries it. */
export async function tokenOf({ url }: Sandbox): Promise<string> {
  const html = await (await fetch(url)).text();
  const token = /[0-9a-f]{32}/.exec(html)?.[0];
  if (token === undefined) throw new Error('The page carries no token');
  return token;
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<PageEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const parts = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part.startsWith('data: ')) yield JSON.parse(part.slice('data: '.length));
  }
}

export async function openTab(sandbox: Sandbox, as: string, token: string): Promise<Tab> {
  const leaving = new AbortController();
  const response = await fetch(`${sandbox.url}/events?as=${as}&tab=${as}-tab`, { signal: leaving.signal });
  if (response.body === null) throw new Error('No events');
  const events = eventsOf(response.body);
  const next: Tab['next'] = async (type) => {
    for (;;) {
      const { value, done } = await events.next();
      if (done) throw new Error(`The stream ended before an event of type ${type}`);
      // The type was just compared; the compiler cannot follow it into the union.
      if (value.type === type) return value as Extract<PageEvent, { type: typeof type }>;
    }
  };
  onTestFinished(() => leaving.abort());
  return {
    snapshot: await next('snapshot'),
    next,
    send: (name, body) =>
      fetch(`${sandbox.url}/ui/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-sandbox-token': token },
        body: JSON.stringify(body),
      }),
    close: () => leaving.abort(),
  };
}
