import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { ALICE, GENERAL_CHANNEL } from '../../../sandbox/slack/seed.ts';
import { startStandIn, startWithApp } from './bolt-app.ts';

/** The frames a socket gets, in order, from the first on. */
function framesOf(socket: WebSocket): () => Promise<Record<string, unknown>> {
  const frames: Record<string, unknown>[] = [];
  const waiting: ((frame: Record<string, unknown>) => void)[] = [];
  socket.on('message', (data) => {
    const frame: Record<string, unknown> = JSON.parse(String(data));
    const next = waiting.shift();
    if (next) next(frame);
    else frames.push(frame);
  });
  return async () => frames.shift() ?? new Promise((resolve) => waiting.push(resolve));
}

/** A client of our own that says and does only what a test wants. */
function connect(url: string) {
  const socket = new WebSocket(url);
  onTestFinished(() => socket.terminate());
  return { socket, next: framesOf(socket) };
}

async function refusalOf(url: string): Promise<number | undefined> {
  const { socket } = connect(url);
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response');
  return response.statusCode;
}

test('an address is good for one connection', async () => {
  const { sandbox } = await startStandIn();
  const url = sandbox.hub.issueUrl();

  const hello = await connect(url).next();

  expect(hello).toMatchObject({ type: 'hello', num_connections: 1, connection_info: { app_id: expect.any(String) } });
  expect(await refusalOf(url)).toBe(403);
  expect(await refusalOf(`${sandbox.url.replace('http', 'ws')}/link/?ticket=made-up`)).toBe(403);
});

test('an envelope has what Slack puts on it, and its payload comes back with the ack', async () => {
  const { sandbox } = await startStandIn();
  const { socket, next } = connect(sandbox.hub.issueUrl());
  await next();

  const command = sandbox.slack.as(ALICE).command(GENERAL_CHANNEL, '/wickr help');
  const envelope = await next();
  socket.send('no JSON at all');
  socket.send(JSON.stringify({ envelope_id: envelope['envelope_id'], payload: { text: 'Help' } }));
  await command;

  expect(envelope).toEqual({
    envelope_id: expect.any(String),
    type: 'slash_commands',
    accepts_response_payload: true,
    payload: expect.objectContaining({ command: '/wickr', text: 'help' }),
  });
  expect(
    sandbox.slack
      .as(ALICE)
      .ephemerals()
      .map(({ text }) => text),
  ).toEqual(['Help']);
});

test('a socket that was never greeted gets nothing, and the app does not count as connected', async () => {
  const { sandbox } = await startStandIn();
  sandbox.hub.sayHello = false;
  const { socket } = connect(sandbox.hub.issueUrl());
  await once(socket, 'open');

  await sandbox.slack.as(ALICE).command(GENERAL_CHANNEL, '/wickr help');

  expect(sandbox.hub.connected()).toBe(false);
  expect(sandbox.slack.notes).toEqual([expect.objectContaining({ text: expect.stringContaining('dispatch_failed') })]);
});

test('connections can be turned away for a while', async () => {
  const { sandbox } = await startStandIn();
  sandbox.hub.refuseNext = 1;

  expect(await refusalOf(sandbox.hub.issueUrl())).toBe(403);
  expect(await connect(sandbox.hub.issueUrl()).next()).toMatchObject({ type: 'hello' });
});

test('no more than ten sockets at a time', async () => {
  const { sandbox } = await startStandIn();
  for (let count = 0; count < 10; count += 1) await connect(sandbox.hub.issueUrl()).next();

  expect(await refusalOf(sandbox.hub.issueUrl())).toBe(403);
});

test.each(['warning', 'refresh_requested', 'link_disabled'] as const)(
  'a client is asked to leave: %s',
  async (reason) => {
    const { sandbox } = await startStandIn();
    const { next } = connect(sandbox.hub.issueUrl());
    await next();

    sandbox.hub.refresh(reason);

    expect(await next()).toMatchObject({ type: 'disconnect', reason });
  },
);

test('when the network breaks, the page hears that the app is gone', async () => {
  const { sandbox } = await startStandIn();
  const { socket, next } = connect(sandbox.hub.issueUrl());
  await next();
  const gone = sandbox.slack.waitFor('the app to be gone', () => !sandbox.hub.connected());

  sandbox.hub.cut();

  await gone;
  await once(socket, 'close');
});

test('the stand-in ends while an app is connected, and the app may end after it', async () => {
  const { sandbox, app } = await startWithApp(() => {});

  await sandbox.hub.close();

  expect(sandbox.hub.connected()).toBe(false);
  await app.stop();
});
