import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { LogLevel, WebClient, type WebClientOptions } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import type { Manifest } from '../../../../sandbox/slack/manifest.ts';
import { readManifest } from '../../../../sandbox/slack/manifest.ts';
import { seedWorkspace } from '../../../../sandbox/slack/seed.ts';
import { createWebApiFaults, type WebApiFaultDesk } from '../../../../sandbox/slack/web-api/faults.ts';
import type { Validate } from '../../../../sandbox/slack/web-api/method.ts';
import { createWebApi, type WebApi } from '../../../../sandbox/slack/web-api/web-api.ts';
import { Workspace } from '../../../../sandbox/slack/workspace.ts';
import { SimulatedClock } from '../../../support/simulated-clock.ts';

/** Refuses what carries the word `broken` as a block's type. */
const strictAboutBroken: Validate = {
  message: ({ blocks }) => brokenIn(blocks),
  view: ({ blocks }) => brokenIn(blocks),
  slackErrors: (problems) => ({
    errors: problems.map(() => 'unsupported type: broken'),
    messages: problems.map((pointer) => `[ERROR] unsupported type: broken [json-pointer:${String(pointer)}]`),
  }),
};

function brokenIn(blocks: unknown): readonly string[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((block: { type?: unknown }, index) =>
    block.type === 'broken' ? [`/blocks/${index}/type`] : [],
  );
}

export interface Slack {
  readonly url: string;
  readonly workspace: Workspace;
  readonly clock: SimulatedClock;
  readonly webApi: WebApi;
  readonly faults: WebApiFaultDesk;
  readonly tokens: { readonly bot: string; readonly app: string };
  /** The client the bot uses, as the app. It never retries. */
  readonly client: WebClient;
  clientWith(token: string | undefined, options?: WebClientOptions): WebClient;
}

/** A stand-in on a loopback port, closed when the test ends. Scopes can be taken from the manifest and added to it. */
export async function openSlack({
  without = [],
  and = [],
}: {
  readonly without?: readonly string[];
  readonly and?: readonly string[];
} = {}): Promise<Slack> {
  const manifest: Manifest = readManifest();
  const scopes = new Set([...manifest.scopes, ...and].filter((scope) => !without.includes(scope)));
  const clock = new SimulatedClock();
  const workspace = new Workspace({ clock, manifest: { ...manifest, scopes }, seed: seedWorkspace() });
  const tokens = { bot: `xoxb-${randomBytes(8).toString('hex')}`, app: `xapp-${randomBytes(8).toString('hex')}` };
  const faults = createWebApiFaults();
  let url = '';
  const webApi = createWebApi({
    workspace,
    tokens,
    faults,
    validate: strictAboutBroken,
    openSocket: () => 'ws://127.0.0.1:1/link/?ticket=one',
    baseUrl: () => url,
  });
  const server = createServer((request, response) => {
    void webApi.handle(request, response).then((isServed) => {
      if (!isServed) response.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  url = `http://127.0.0.1:${address.port}`;
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const clientWith = (token: string | undefined, options: WebClientOptions = {}) =>
    new WebClient(token, {
      slackApiUrl: `${url}/api/`,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logger: silent,
      ...options,
    });
  return { url, workspace, clock, webApi, faults, tokens, client: clientWith(tokens.bot), clientWith };
}

const silent = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/** The error of a refused call with all that came with it. Fails when the call is not refused. */
export async function refusal(call: Promise<unknown>): Promise<Record<string, unknown>> {
  const outcome = await call.then(
    () => null,
    (error: unknown) => error,
  );
  if (typeof outcome !== 'object' || outcome === null || !('data' in outcome))
    throw new Error('not refused by Slack', { cause: outcome });
  return { ...(outcome.data as object) };
}
