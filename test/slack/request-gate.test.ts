import { createHmac, randomBytes } from 'node:crypto';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDeliveries } from '../../src/slack/deliveries.ts';
import { MAX_BODY_BYTES, requestGate } from '../../src/slack/request-gate.ts';
import type { Store } from '../../src/store/store.ts';
import { quietLog } from '../support/quiet-log.ts';
import { SimulatedClock } from '../support/simulated-clock.ts';
import { testStore } from '../support/test-store.ts';

const signingSecret = randomBytes(16).toString('hex');
const endings: (() => Promise<unknown>)[] = [];

let store: Store;
let clock: SimulatedClock;
beforeEach(async () => {
  store = await testStore();
  clock = new SimulatedClock();
});
afterEach(async () => {
  await Promise.all(endings.splice(0).map((end) => end()));
});

type Headers = Record<string, string | string[]>;

/** A replica behind its gate, over real HTTP, and what came through. */
async function replica(isNew?: (key: string) => Promise<boolean>) {
  const arrived: string[] = [];
  const refused: string[] = [];
  const deliveries = isNew ? { isNew } : createDeliveries(store, clock);
  const gate = requestGate(
    (incoming, response) => {
      if (incoming.url === '/nowhere') throw new Error('Nobody listens here');
      arrived.push('rawBody' in incoming ? String(incoming.rawBody) : '(unread)');
      response.writeHead(200).end();
    },
    { signingSecret, deliveries, clock, log: quietLog, refused: (because) => refused.push(because) },
  );
  const server = createServer(gate);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const send = (headers: Headers, body: Uint8Array | string, { method = 'POST', path = '/slack/events' } = {}) =>
    new Promise<number>((resolve, reject) => {
      const outgoing = request({ port, host: '127.0.0.1', method, path, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  return { send, arrived, refused };
}

const FORM = 'application/x-www-form-urlencoded';
const BODY = 'command=%2Fwickr&text=help';

function signed(body: Uint8Array | string = BODY, { ageS = 0, secret = signingSecret } = {}) {
  const stamp = String(Math.floor(clock.now() / 1_000) - ageS);
  const signature = createHmac('sha256', secret).update(`v0:${stamp}:`).update(body).digest('hex');
  return { 'content-type': FORM, 'x-slack-request-timestamp': stamp, 'x-slack-signature': `v0=${signature}` };
}

describe('the gate before Bolt', () => {
  it('lets in what Slack signed just now, byte for byte', async () => {
    const { send, arrived } = await replica();

    expect(await send(signed(), BODY)).toBe(200);

    expect(arrived).toEqual([BODY]);
  });

  it.each([
    [301, 'too-old'],
    [-61, 'from-the-future'],
    [10 * 365 * 86_400, 'too-old'],
    [-10 * 365 * 86_400, 'from-the-future'],
  ])('refuses a stamp of %d seconds ago: %s', async (ageS, because) => {
    const { send, arrived, refused } = await replica();

    expect(await send(signed(BODY, { ageS }), BODY)).toBe(401);

    expect([arrived, refused]).toEqual([[], [because]]);
  });

  it.each([300, -60])('takes a stamp of %d seconds ago', async (ageS) => {
    const { send } = await replica();

    expect(await send(signed(BODY, { ageS }), BODY)).toBe(200);
  });

  it('refuses a second time what it took, at every replica and after a restart', async () => {
    const [one, other] = [await replica(), await replica()];
    const headers = signed();
    await one.send(headers, BODY);

    expect([await one.send(headers, BODY), await other.send(headers, BODY)]).toEqual([401, 401]);
    const restarted = await replica();
    expect(await restarted.send(headers, BODY)).toBe(401);

    expect([...other.arrived, ...restarted.arrived, ...one.arrived]).toEqual([BODY]);
    expect(other.refused).toEqual(['replayed']);
  });

  const altered: readonly (readonly [string, (headers: ReturnType<typeof signed>) => Headers])[] = [
    [
      'another spelling of the stamp',
      (it) => ({ ...it, 'x-slack-request-timestamp': `${it['x-slack-request-timestamp']}.0` }),
    ],
    [
      'the stamp as a hexadecimal number',
      (it) => ({ ...it, 'x-slack-request-timestamp': `0x${Number(it['x-slack-request-timestamp']).toString(16)}` }),
    ],
    ['a signature with a tail', (it) => ({ ...it, 'x-slack-signature': `${it['x-slack-signature']}=x` })],
    ['a signature in capitals', (it) => ({ ...it, 'x-slack-signature': it['x-slack-signature'].toUpperCase() })],
    ['half a signature', (it) => ({ ...it, 'x-slack-signature': it['x-slack-signature'].slice(0, 35) })],
    ['another version', (it) => ({ ...it, 'x-slack-signature': it['x-slack-signature'].replace('v0', 'v1') })],
    ['two signatures', (it) => ({ ...it, 'x-slack-signature': [it['x-slack-signature'], it['x-slack-signature']] })],
    ['two stamps', (it) => ({ ...it, 'x-slack-request-timestamp': [it['x-slack-request-timestamp'], '1'] })],
    ['no signature', ({ 'x-slack-request-timestamp': stamp }) => ({ 'x-slack-request-timestamp': stamp })],
    ['no stamp', ({ 'x-slack-signature': signature }) => ({ 'x-slack-signature': signature })],
    ['nothing at all', () => ({})],
  ];
  it.each(altered)('refuses %s', async (_name, alter) => {
    const { send, arrived } = await replica();

    expect(await send(alter(signed()), BODY)).toBe(401);

    expect(arrived).toEqual([]);
  });

  it('refuses what another secret signed, and a body that was changed', async () => {
    const { send, refused } = await replica();

    expect(await send(signed(BODY, { secret: randomBytes(16).toString('hex') }), BODY)).toBe(401);
    expect(await send(signed(), `${BODY}+`)).toBe(401);

    expect(refused).toEqual(['signature', 'signature']);
  });

  it('refuses bytes that are no text, even signed', async () => {
    const { send, refused } = await replica();
    const bytes = Buffer.from([0x61, 0xff, 0x62]);

    expect(await send(signed(bytes), bytes)).toBe(401);

    expect(refused).toEqual(['encoding']);
  });

  it.each([
    ['payload=null', FORM],
    ['payload=%5B%5D', FORM],
    ['payload=%7B', FORM],
    ['payload=%7B%7D&payload=%7B%7D', FORM],
    ['null', 'application/json'],
    ['command=%2Fwickr', 'text/plain'],
    ['', ''],
  ])('refuses “%s” as “%s”, of which Bolt would die or make nothing', async (body, type) => {
    const { send, arrived, refused } = await replica();

    expect(await send({ ...signed(body), 'content-type': type }, body)).toBe(400);

    expect([arrived, refused]).toEqual([[], ['unreadable']]);
  });

  it('reads no more than a mebibyte, announced or not', async () => {
    const { send, refused } = await replica();
    const large = 'x'.repeat(MAX_BODY_BYTES + 1);

    expect(await send({ ...signed(large), 'content-length': String(large.length) }, large)).toBe(413);
    expect(await send({ ...signed(large), 'transfer-encoding': 'chunked' }, large)).toBe(413);

    expect(refused).toEqual(['too-large', 'too-large']);
  });

  it('answers Slack’s question whether there is a server, and hands nothing on', async () => {
    const { send, arrived } = await replica();

    expect(await send({}, 'ssl_check=1&command=%2Fwickr')).toBe(200);

    expect(arrived).toEqual([]);
  });

  it('keeps no memory of what it refuses, so that a flood does not fill the store', async () => {
    const { send } = await replica();

    await send(signed(BODY, { ageS: 301 }), BODY);
    await send(signed(BODY, { secret: 'other' }), BODY);

    expect(await store.db.selectFrom('deliveries').selectAll().execute()).toEqual([]);
  });

  it('hands on what it cannot look up: nothing is done of it without the same store', async () => {
    const { send, arrived } = await replica(() => Promise.reject(new Error('The store is away')));

    expect(await send(signed(), BODY)).toBe(200);

    expect(arrived).toEqual([BODY]);
  });

  it('lets questions about health pass, and answers 404 where nobody listens', async () => {
    const { send, arrived } = await replica();

    expect(await send({}, '', { method: 'GET', path: '/livez' })).toBe(200);
    expect(await send(signed(), BODY, { path: '/nowhere' })).toBe(404);

    expect(arrived).toEqual(['(unread)']);
  });
});
