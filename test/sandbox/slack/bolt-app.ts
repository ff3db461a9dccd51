import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { onTestFinished } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { SimulatedClock } from '../../support/simulated-clock.ts';

/** Of the sandbox's variables, one that must be there. */
function variable({ env }: Sandbox, name: string): string {
  const value = env[name];
  if (value === undefined) throw new Error(`The sandbox sets no ${name}`);
  return value;
}

/** An object of its own for every client: the Socket Mode client writes into its options. */
const clientOptions = (sandbox: Sandbox) => ({
  slackApiUrl: variable(sandbox, 'SLACK_API_URL'),
  retryConfig: { retries: 0 },
});

async function started(sandbox: Sandbox, receiver: Receiver, listen: (app: App) => void): Promise<App> {
  const app = new App({
    token: variable(sandbox, 'SLACK_BOT_TOKEN'),
    receiver,
    clientOptions: clientOptions(sandbox),
    logLevel: LogLevel.ERROR,
    deferInitialization: true,
  });
  listen(app);
  await app.init();
  return app;
}

/** One more Bolt app, as anybody would write it, connected over Socket Mode. */
export async function connectApp(sandbox: Sandbox, listen: (app: App) => void): Promise<App> {
  const receiver = new SocketModeReceiver({
    appToken: variable(sandbox, 'SLACK_APP_TOKEN'),
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions: clientOptions(sandbox) },
  });
  const app = await started(sandbox, receiver, listen);
  await app.start();
  onTestFinished(async () => {
    await app.stop();
  });
  return app;
}

export interface Standing {
  readonly sandbox: Sandbox;
  /** Stands still unless moved: nothing times out by itself. */
  readonly clock: SimulatedClock;
}

/** The sandbox alone. */
export async function startStandIn(): Promise<Standing> {
  const clock = new SimulatedClock();
  const sandbox = await startSandbox({ clock });
  onTestFinished(() => sandbox.close());
  return { sandbox, clock };
}

/** The sandbox with a Bolt app in Socket Mode. */
export async function startWithApp(listen: (app: App) => void): Promise<Standing & { readonly app: App }> {
  const standing = await startStandIn();
  return { ...standing, app: await connectApp(standing.sandbox, listen) };
}

/** The sandbox delivering by HTTP to a Bolt app that checks signatures, with the sandbox's secret unless given another. */
export async function startWithHttpApp(
  listen: (app: App) => void,
  { signingSecret }: { readonly signingSecret?: string } = {},
): Promise<Standing> {
  let port = 0;
  // Bolt compares the stamp of a request with the machine's own time.
  const clock = new SimulatedClock();
  clock.advance(Date.now() - clock.now());
  const sandbox = await startSandbox({ clock, requestUrl: () => `http://127.0.0.1:${port}/slack/events` });
  onTestFinished(() => sandbox.close());
  const receiver = new HTTPReceiver({
    signingSecret: signingSecret ?? variable(sandbox, 'SLACK_SIGNING_SECRET'),
    logLevel: LogLevel.ERROR,
  });
  const app = await started(sandbox, receiver, listen);
  const server = await receiver.start({ port: 0, host: '127.0.0.1' });
  port = (server.address() as AddressInfo).port;
  onTestFinished(async () => {
    await app.stop();
  });
  return { sandbox, clock };
}
