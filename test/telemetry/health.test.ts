import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../src/runtime/clock.ts';
import { createLog } from '../../src/telemetry/create-log.ts';
import { createHealthHandler } from '../../src/telemetry/health.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { createReadiness, type ReadinessCheck } from '../../src/telemetry/readiness.ts';
import { PortUnavailable, type Serve, type Serving, serve } from '../../src/telemetry/serve.ts';

const host = '127.0.0.1';
let serving: Serving[] = [];
let lines: string[] = [];

beforeEach(() => {
  serving = [];
  lines = [];
});
afterEach(async () => {
  await Promise.all(serving.map((one) => one.close()));
});

async function start(
  checks: readonly ReadinessCheck[],
  options: Partial<Serve> & { readonly checkClock?: Clock } = {},
): Promise<
  Serving & { get(path: string, init?: RequestInit): Promise<Response>; metrics: ReturnType<typeof createMetrics> }
> {
  const log = createLog({
    level: 'info',
    clock: systemClock,
    secrets: [],
    destination: { write: (l) => void lines.push(l) },
  });
  const metrics = createMetrics();
  const readiness = createReadiness({ checks, clock: options.checkClock ?? systemClock, log });
  const health = createHealthHandler({ readiness, registry: metrics.registry, log });
  const one = await serve({ health, port: 0, host, clock: systemClock, ...options });
  serving.push(one);
  return { ...one, metrics, get: (path, init) => fetch(`http://${host}:${one.port}${path}`, init) };
}

const passing = (name: string): ReadinessCheck => ({ name, check: () => {} });
const failing = (name: string, message: string): ReadinessCheck => ({
  name,
  check: () => Promise.reject(new Error(message)),
});

describe('readiness', () => {
  test('is 200 with every check named when all pass', async () => {
    const { get } = await start([passing('store'), passing('slack')]);

    const response = await get('/readyz');

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ready: true, checks: { store: 'ok', slack: 'ok' } });
  });

  test('is 503 as soon as one check fails, and tells the reason to the log only, once', async () => {
    const { get } = await start([passing('store'), failing('slack', 'the socket is away')]);

    const response = await get('/readyz');
    await get('/readyz');

    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ ready: false, checks: { store: 'ok', slack: 'failing' } });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('the socket is away');
  });

  test('does not wait for a check that never answers', async () => {
    const checkClock: Clock = { now: () => 0, sleep: async () => {} };
    const { get } = await start([{ name: 'store', check: () => new Promise(() => {}) }], { checkClock });

    const response = await get('/readyz');

    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ checks: { store: 'no answer' } });
  });

  test('recovers, and the log says so', async () => {
    let away = true;
    const { get } = await start([
      {
        name: 'slack',
        check: () => {
          if (away) throw new Error('away');
        },
      },
    ]);

    const before = await get('/readyz');
    away = false;
    const after = await get('/readyz');

    expect([before.status, after.status]).toEqual([503, 200]);
    expect(lines.map((line) => JSON.parse(line).state)).toEqual(['failing', 'ok']);
  });
});

describe('the health pages', () => {
  test('liveness does not depend on any check', async () => {
    const { get } = await start([failing('slack', 'away')]);

    expect((await get('/livez')).status).toBe(200);
    const head = await get('/livez?probe=1', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  test("metrics carry the process's and Muster's own", async () => {
    const { get, metrics } = await start([]);
    metrics.requests.inc({ state: 'pending' });
    metrics.directoryCalls.inc({ directory: 'acme-prod', operation: 'suspend', result: 'answered' });
    metrics.outcomes.inc({ outcome: 'succeeded' }, 49);
    metrics.ackSeconds.observe({ kind: 'command' }, 0.02);

    const response = await get('/metrics');
    const text = await response.text();

    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(text).toContain('muster_requests_total{state="pending"} 1');
    expect(text).toContain(
      'muster_directory_calls_total{directory="acme-prod",operation="suspend",result="answered"} 1',
    );
    expect(text).toContain('muster_outcomes_total{outcome="succeeded"} 49');
    expect(text).toContain('muster_ack_seconds_bucket{le="0.025",kind="command"} 1');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  test('any other path or method is left to the other listener, or is not found', async () => {
    const alone = await start([]);
    const shared = await start([], { otherwise: (request, response) => void response.end(`bolt ${request.url}`) });

    expect((await alone.get('/')).status).toBe(404);
    expect((await alone.get('/livez', { method: 'POST' })).status).toBe(404);
    expect(await (await shared.get('/slack/events', { method: 'POST' })).text()).toBe('bolt /slack/events');
    expect((await shared.get('/livez')).status).toBe(200);
  });
});

describe('serving', () => {
  test('a taken port is a clear error, not an event nobody hears', async () => {
    const first = await start([]);

    const second = start([], { port: first.port });

    await expect(second).rejects.toThrow(PortUnavailable);
    await expect(second).rejects.toThrow(`Port ${first.port} is taken by another program`);
  });

  test('an address that is not ours is a clear error too', async () => {
    await expect(start([], { host: '192.0.2.1' })).rejects.toThrow(PortUnavailable);
  });

  test('closing ends although a request hangs', async () => {
    const clock: Clock = { now: () => 0, sleep: async () => {} };
    const arrived = Promise.withResolvers<void>();
    const one = await start([], { clock, otherwise: () => arrived.resolve() });
    const hanging = one.get('/slow');
    const lost = expect(hanging).rejects.toThrow();
    await arrived.promise;

    await one.close();

    await lost;
  });

  test('closing frees the port', async () => {
    const one = await start([]);
    await one.get('/livez');
    await one.close();

    const again = createServer();
    await new Promise<void>((resolve, reject) => {
      again.once('error', reject).listen(one.port, host, resolve);
    });
    await new Promise((resolve) => again.close(resolve));
    expect(again.listening).toBe(false);
  });
});
