import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { LogLevel, WebClient, type WebClientOptions } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import { validateMessage } from '../../../../sandbox/block-kit/messages.ts';
import { slackErrors } from '../../../../sandbox/block-kit/slack-errors.ts';
import { validateView } from '../../../../sandbox/block-kit/views.ts';
import { type Manifest, readManifest } from '../../../../sandbox/slack/manifest.ts';
import { seedWorkspace } from '../../../../sandbox/slack/seed.ts';
import { createWebApiFaults, type WebApiFaultDesk } from '../../../../sandbox/slack/web-api/faults.ts';
import { createWebApi, type WebApi } from '../../../../sandbox/slack/web-api/web-api.ts';
import { Workspace } from '../../../../sandbox/slack/workspace.ts';
import type { Clock } from '../../../../src/runtime/clock.ts';
import { SimulatedClock } from '../../../support/simulated-clock.ts';

export interface Slack {
  readonly url: string;
  readonly workspace: Workspace;
  readonly clock: SimulatedClock;
  readonly webApi: WebApi;
  readonly faults: WebApiFaultDesk;
  readonly tokens: { readonly bot: string; readonly app: string };
  /** The client the bot uses, as the app. It never retries. */
  readonly client: WebClient;
  /** Resolves when somebody begins to wait. */
  slept(): Promise<void>;
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
  let onSleep = () => {};
  const watched: Clock = {
    now: () => clock.now(),
    sleep: (durationMs, signal) => {
      const slept = clock.sleep(durationMs, signal);
      onSleep();
      return slept;
    },
  };
  const slept = () =>
    new Promise<void>((resolve) => {
      onSleep = resolve;
    });
  const workspace = new Workspace({ clock: watched, manifest: { ...manifest, scopes }, seed: seedWorkspace() });
  const tokens = { bot: `xoxb-${randomBytes(8).toString('hex')}`, app: `xapp-${randomBytes(8).toString('hex')}` };
  const faults = createWebApiFaults();
  let url = '';
  const webApi = createWebApi({
    workspace,
    tokens,
    faults,
    validate: { message: validateMessage, view: validateView, slackErrors },
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
  return { url, workspace, clock, webApi, faults, tokens, client: clientWith(tokens.bot), clientWith, slept };
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
