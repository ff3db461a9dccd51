import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '../src/runtime/clock.ts';
import { validateMessage } from './block-kit/messages.ts';
import { slackErrors } from './block-kit/slack-errors.ts';
import { validateView } from './block-kit/views.ts';
import type { Behaviour } from './genauth/behaviour.ts';
import type { PoolSeed } from './genauth/seed.ts';
import { createGenauthStandIn, type GenAuthStandIn } from './genauth/server.ts';
import { genauthPeople } from './genauth-people.ts';
import { createPageActions } from './server/page-actions.ts';
import { createPageEvents } from './server/page-events.ts';
import { pageFiles } from './server/page-files.ts';
import { type SandboxServer, startServer } from './server/server.ts';
import type { Courier } from './slack/delivery/courier.ts';
import { createHttpCourier } from './slack/delivery/http-courier.ts';
import { SocketHub } from './slack/delivery/socket-hub.ts';
import { Driver } from './slack/driver.ts';
import { readManifest } from './slack/manifest.ts';
import { SlackClient } from './slack/person/client.ts';
import { handleResponseUrl, RESPONSE_URL_PATH } from './slack/response-url.ts';
import { seedWorkspace } from './slack/seed.ts';
import { createWebApiFaults, type WebApiFaults } from './slack/web-api/faults.ts';
import { fileObject } from './slack/web-api/objects.ts';
import { createWebApi, type WebApi } from './slack/web-api/web-api.ts';
import { Workspace } from './slack/workspace.ts';
import type { NetworkSeed } from './wickr/seed.ts';
import { createWickrStandIn, type WickrStandIn } from './wickr/server.ts';
import { exampleCredentials } from './wickr/signature.ts';
import { wickrPeople } from './wickr-people.ts';

export interface SandboxOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  readonly clock?: Clock;
  /** More Slack members `person0001` …, each with a Wickr account. */
  readonly extraPeople?: number;
  /** Everyone in the Wickr network, the Slack members included. */
  readonly networkPeople?: number;
  /** Wickr networks instead of the usual one, each with the Slack members first: those of one size are of the same people. */
  readonly networks?: readonly Omit<NetworkSeed, 'named'>[];
  /** Of the user pool. Whoever is named there comes after the Slack members. */
  readonly pool?: PoolSeed;
  /** What the user pool does where its documentation is silent. */
  readonly poolBehaviour?: Partial<Behaviour>;
  /** Where to deliver in HTTP mode; without it, Socket Mode. */
  readonly requestUrl?: () => string;
}

/** Slack, AWS Wickr and GenAuth on one loopback port, and the page through which a person uses them. */
export interface Sandbox {
  readonly url: string;
  readonly workspace: Workspace;
  readonly slack: Driver;
  readonly webApi: WebApi;
  readonly slackFaults: WebApiFaults;
  readonly hub: SocketHub;
  readonly wickr: WickrStandIn;
  readonly genauth: GenAuthStandIn;
  /** What the bot needs to talk to this sandbox instead of the world. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Of the shape the bot knows as the sandbox's own; they open nothing anywhere else. */
const token = (kind: 'xoxb' | 'xapp'): string => `${kind}-sandbox-${randomBytes(12).toString('hex')}`;

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = options.clock ?? systemClock;
  const seed = seedWorkspace({ extra: options.extraPeople ?? 0 });
  const workspace = new Workspace({ clock, manifest: readManifest(), seed });
  const tokens = { bot: token('xoxb'), app: token('xapp') };
  const signingSecret = randomBytes(16).toString('hex');
  const pageToken = randomBytes(16).toString('hex');
  const people = options.networkPeople ?? 300 + (options.extraPeople ?? 0);
  const named = wickrPeople(seed.users);
  const wickr = createWickrStandIn({
    clock,
    pathPrefix: '/wickr',
    networks: (options.networks ?? [{}]).map((network) => ({ people, ...network, named })),
  });

  // Its hosts have no path, so it is not mounted under one; Slack's own methods have no such names.
  const pool = { people, ...options.pool, named: [...genauthPeople(seed.users), ...(options.pool?.named ?? [])] };
  const genauth = createGenauthStandIn({ clock, pools: [pool], behaviour: options.poolBehaviour ?? {} });
  const [poolKey] = genauth.keys;

  let running: SandboxServer | null = null;
  const base = (): string => running?.url ?? 'http://127.0.0.1:0';
  const hub = new SocketHub({
    clock,
    socketBase: () => base().replace('http', 'ws'),
    onConnected: (connected) => workspace.announce({ kind: 'bot', connected }),
  });
  const courier: Courier = options.requestUrl
    ? createHttpCourier({ clock, signingSecret, requestUrl: options.requestUrl })
    : hub;
  const problemsOfMessage = (message: Readonly<Record<string, unknown>>) =>
    slackErrors(validateMessage(message)).messages;
  const problemsOfView = (view: Readonly<Record<string, unknown>>) => slackErrors(validateView(view)).messages;
  const client = new SlackClient({
    workspace,
    courier: () => courier,
    responseUrl: (id) => `${base()}${RESPONSE_URL_PATH}${id}`,
    fileObject: (file) => fileObject(file, base()),
    problemsOfMessage,
    problemsOfView,
  });
  const slackFaults = createWebApiFaults();
  const webApi = createWebApi({
    workspace,
    tokens,
    openSocket: () => hub.issueUrl(),
    validate: { message: validateMessage, view: validateView, slackErrors },
    faults: slackFaults,
    baseUrl: base,
  });

  const events = createPageEvents({
    workspace,
    botConnected: () => courier.connected(),
    directoryCalls: () => [...wickr.oracle.calls, ...genauth.oracle.calls].sort((one, other) => one.at - other.at),
    onDirectoryCall: (listener) => {
      const ends = [wickr.oracle.onCall(listener), genauth.oracle.onCall(listener)];
      return () => {
        for (const end of ends) end();
      };
    },
    faults: () => [...slackFaults.list(), ...wickr.faults.list(), ...genauth.faults.list()],
  });
  const actions = createPageActions({
    workspace,
    client,
    token: pageToken,
    setFault: (where, id, count) => {
      const faults = { slack: slackFaults, wickr: wickr.faults, genauth: genauth.faults }[where];
      if (!faults.list().some((fault) => fault.id === id)) return false;
      if (where === 'slack') slackFaults.set(id, { count });
      else (where === 'wickr' ? wickr : genauth).faults.set(id, count);
      events.faultsChanged();
      return true;
    },
    reset: () => {
      workspace.reset();
      wickr.reset();
      genauth.reset();
      slackFaults.clear();
      events.restart();
    },
  });

  running = await startServer(
    [
      async (request, response) => {
        if (request.url?.startsWith('/api/v3/') !== true) return false;
        await genauth.handle(request, response);
        return true;
      },
      (request, response) => webApi.handle(request, response),
      async (request, response) => {
        if (request.method !== 'POST' || request.url?.startsWith(RESPONSE_URL_PATH) !== true) return false;
        await handleResponseUrl({ workspace, problemsOfMessage }, request, response);
        return true;
      },
      async (request, response) => {
        if (request.url?.startsWith('/wickr/') !== true) return false;
        await wickr.handle(request, response);
        return true;
      },
      events.route,
      actions,
      pageFiles(pageToken),
    ],
    options.port ?? 0,
  );
  hub.listen(running.server);
  const { url } = running;

  return {
    url,
    workspace,
    slack: new Driver(workspace, client),
    webApi,
    slackFaults,
    hub,
    wickr,
    genauth,
    env: {
      SLACK_BOT_TOKEN: tokens.bot,
      ...(options.requestUrl ? { SLACK_SIGNING_SECRET: signingSecret } : { SLACK_APP_TOKEN: tokens.app }),
      SLACK_API_URL: `${url}/api/`,
      AWS_ENDPOINT_URL_WICKR: `${url}/wickr`,
      AWS_ACCESS_KEY_ID: exampleCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: exampleCredentials.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
      GENAUTH_HOST: url,
      GENAUTH_ACCESS_KEY_ID: poolKey?.poolId ?? '',
      GENAUTH_ACCESS_KEY_SECRET: poolKey?.secret ?? '',
    },
    close: async () => {
      events.close();
      await hub.close();
      wickr.stop();
      genauth.stop();
      await running?.close();
    },
  };
}
