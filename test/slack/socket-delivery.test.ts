import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Clock, systemClock } from '../../src/runtime/clock.ts';
import type { Delivery } from '../../src/slack/delivery.ts';
import { createSocketDelivery } from '../../src/slack/socket-delivery.ts';
import { quietLog } from '../support/quiet-log.ts';
import { type FakeSlack, startFakeSlack } from './support/fake-slack.ts';

/** The deadline for a hello passes a thousand times faster, as does every pause. */
const hasty: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 1_000, signal) };
/** Only the pauses between tries do; the shortest of them come first. */
const restless: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms < 15_000 ? ms / 1_000 : ms, signal),
};

let slack: FakeSlack;
let sockets: WebSocketServer;
let open: WebSocket[];
let says: string[];
let fatal: string[];
let delivery: Delivery | null;

beforeEach(async () => {
  open = [];
  fatal = [];
  says = [JSON.stringify({ type: 'hello' })];
  slack = await startFakeSlack();
  sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  sockets.on('connection', (socket) => {
    open.push(socket);
    for (const line of says) socket.send(line);
  });
  await new Promise((resolve) => sockets.once('listening', resolve));
  const { port } = sockets.address() as AddressInfo;
  slack.answers.set('apps.connections.open', () => ({ ok: true, url: `ws://127.0.0.1:${port}/` }));
});
afterEach(async () => {
  await delivery?.stop();
  for (const socket of open) socket.terminate();
  await new Promise((resolve) => sockets.close(resolve));
  await slack.close();
});

function connected(clock: Clock): Delivery {
  const made = createSocketDelivery({
    appToken: `xapp-demo-${randomBytes(8).toString('hex')}`,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, timeout: 5_000 },
    clock,
    log: quietLog,
    onFatal: (reason) => fatal.push(reason),
  });
  delivery = made;
  return made;
}

describe('Socket Mode', () => {
  it('is ready once Slack has said hello', async () => {
    const socket = connected(systemClock);
    expect(socket.ready()).toBe(false);

    await socket.start();

    expect(socket.ready()).toBe(true);
  });

  it('does not start without a hello', async () => {
    says = [];

    await expect(connected(hasty).start()).rejects.toThrow('Slack said no hello');
  });

  it('does not start with a token that Slack refuses', async () => {
    slack.answers.set('apps.connections.open', () => ({ ok: false, error: 'invalid_auth' }));

    await expect(connected(systemClock).start()).rejects.toThrow('invalid_auth');
  });

  it('connects again at once when Slack refreshes the connection', async () => {
    const socket = connected(systemClock);
    await socket.start();
    const before = Date.now();

    open[0]?.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
    await expect.poll(() => open.length).toBe(2);
    await expect.poll(() => socket.ready()).toBe(true);

    expect(Date.now() - before).toBeLessThan(4_000);
    expect(fatal).toEqual([]);
  });

  it('keeps trying while Slack is away', async () => {
    const socket = connected(restless);
    await socket.start();
    const good = slack.answers.get('apps.connections.open');
    let tries = 0;
    slack.answers.set('apps.connections.open', (args) => {
      tries += 1;
      return tries < 4 ? 503 : (good?.(args) ?? 500);
    });

    open[0]?.terminate();

    await expect.poll(() => open.length, { timeout: 5_000 }).toBe(2);
    await expect.poll(() => socket.ready()).toBe(true);
    expect(fatal).toEqual([]);
  });

  it('reports an end that no further try can mend, and nothing rejects unseen', async () => {
    await connected(restless).start();
    slack.answers.set('apps.connections.open', () => ({ ok: false, error: 'account_inactive' }));

    open[0]?.terminate();

    await expect.poll(() => fatal).toEqual(['Slack ended the connection for good: account_inactive']);
  });

  it('hands deliveries to Bolt and its answers to Slack', async () => {
    const socket = connected(systemClock);
    const app = new App({
      receiver: socket.receiver,
      authorize: async () => ({ botToken: 'demo', botId: 'B0', botUserId: 'U0' }),
      clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
      convoStore: false,
      deferInitialization: true,
    });
    app.command('/wickr', async ({ ack }) => ack('Looking'));
    await app.init();
    await socket.start();

    const heard = new Promise<string>((resolve) => open[0]?.once('message', (data) => resolve(String(data))));
    open[0]?.send(
      JSON.stringify({
        type: 'slash_commands',
        envelope_id: 'e1',
        accepts_response_payload: true,
        payload: { command: '/wickr', text: '', user_id: 'U1', team_id: 'T0ACME', trigger_id: 't', response_url: '' },
      }),
    );

    expect(JSON.parse(await heard)).toEqual({ envelope_id: 'e1', payload: { text: 'Looking' } });
  });
});
