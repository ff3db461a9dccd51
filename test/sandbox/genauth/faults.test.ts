import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { poison } from '../../../sandbox/genauth/fault-catalogue.ts';
import { exampleKey } from '../../../sandbox/genauth/server.ts';
import { ada, bo, cy, di, named } from './people.ts';
import { type Client, openGenauth } from './support.ts';

const open = () => openGenauth({ pools: [{ ...exampleKey, people: 30, named }] });
const remove = ({ post }: Client, userIds: readonly string[] = [ada], signal?: AbortSignal) =>
  post('delete-users-batch', { userIds }, signal ? { signal } : {});
const look = ({ get }: Client, ids: readonly string[] = [ada, bo, cy]) =>
  get('get-user-batch', ids.map((id) => `userIds[]=${id}`).join('&'));
/** The token is fetched first, so that a fault meets the call it is meant for. */
const arm = async (client: Client, id: string, count = 1) => {
  await client.get('get-user', `userId=${ada}`);
  client.standIn.faults.set(id, count);
};

describe('answers in an envelope', () => {
  it.each([
    ['throttle', 200, 429, undefined, 0],
    ['throttle-wait', 429, 429, undefined, 0],
    ['error-500', 200, 500, undefined, 0],
    ['error-500-after', 200, 500, undefined, 1],
    ['busy', 200, 500, 1000, 0],
    ['error-503', 503, 503, undefined, 0],
    ['error-503-after', 503, 503, undefined, 1],
    ['expired-token', 200, 401, 2020, 0],
    ['clock-skew', 200, 401, 1305, 0],
    ['replay', 200, 401, 1306, 0],
    ['metering', 200, 402, 4021, 0],
    ['refuse-batch', 200, 400, undefined, 0],
  ])('%s', async (id, httpStatus, statusCode, apiCode, effects) => {
    const client = await open();
    await arm(client, id);

    const reply = await remove(client);
    const { effectsOf, calls } = client.standIn.oracle;
    const done = effectsOf(ada).length;
    client.clock.advance(2_000);
    const retry = await remove(client);

    expect(reply.status).toBe(httpStatus);
    expect(reply.envelope()).toEqual({
      statusCode,
      message: expect.any(String),
      requestId: expect.any(String),
      ...(apiCode === undefined ? {} : { apiCode }),
    });
    expect(reply.headers['retry-after']).toBe(id === 'throttle-wait' ? '2' : undefined);
    expect(done).toBe(effects);
    expect(calls.at(-2)).toMatchObject({ status: statusCode, httpStatus, note: `fault: ${id}`, people: 1 });
    expect(retry.envelope().data).toEqual({ success: true });
    expect(client.standIn.oracle.timesChanged(ada, 'deleted')).toBe(1);
  });

  it('a call before its retry-after is a violation', async () => {
    const client = await open();
    await arm(client, 'throttle-wait');

    await remove(client);
    client.clock.advance(1_900);
    await look(client);

    expect(client.standIn.oracle.violations).toMatchObject([
      { kind: 'before-retry-after', operation: 'get-user-batch' },
    ]);
  });

  it('of the log-in leave the way to a new token open', async () => {
    const { raw, standIn } = await open();
    standIn.faults.set('expired-token', 1);

    const body = JSON.stringify({ accessKeyId: exampleKey.poolId, accessKeySecret: exampleKey.secret });
    const reply = await raw({ method: 'POST', path: '/api/v3/get-management-token', body });

    expect(reply.envelope().statusCode).toBe(200);
    expect(standIn.faults.list()).toContainEqual(expect.objectContaining({ id: 'expired-token', remaining: 1 }));
  });
});

describe('answers that are no envelope', () => {
  it.each([
    ['throttle-gateway', 429, '', 0],
    ['html-502', 502, '<html>', 0],
    ['html-502-after', 502, '<html>', 1],
    ['html-200', 200, '<html>', 0],
    ['html-200-after', 200, '<html>', 1],
    ['empty', 200, '', 0],
    ['empty-after', 200, '', 1],
    ['cut-body', 200, '{"', 1],
  ])('%s', async (id, httpStatus, start, effects) => {
    const client = await open();
    await arm(client, id);

    const reply = await remove(client);

    expect(reply.status).toBe(httpStatus);
    expect(start === '' ? reply.text : reply.text.slice(0, start.length)).toBe(start);
    expect(reply.envelope).toThrow();
    expect(client.standIn.oracle.effectsOf(ada)).toHaveLength(effects);
    expect(client.standIn.oracle.calls.at(-1)).toMatchObject({ status: httpStatus, note: `fault: ${id}` });
  });

  it('a redirect leads to a place that tells who followed', async () => {
    const client = await open();
    await arm(client, 'redirect');

    const reply = await remove(client);
    const target = new URL(String(reply.headers['location']), `${client.standIn.url}/api/v3/delete-users-batch`);
    const followed = await client.raw({ method: 'GET', path: target.pathname });

    expect(reply.status).toBe(302);
    expect(followed.envelope().statusCode).toBe(404);
    expect(client.standIn.oracle.violations.map(({ kind }) => kind)).toEqual(['redirect-followed']);
    expect(client.standIn.oracle.effects).toEqual([]);
  });
});

describe('lost connections', () => {
  it.each([
    ['reset-before', 0],
    ['reset-after', 1],
    ['break-off', 1],
  ])('%s', async (id, effects) => {
    const client = await open();
    await arm(client, id);

    await expect(remove(client)).rejects.toThrow();

    expect(client.standIn.oracle.effectsOf(ada)).toHaveLength(effects);
    expect(client.standIn.oracle.calls.at(-1)).toMatchObject({ status: 0, note: `fault: ${id}` });
  });

  it.each([
    ['silence-before', 0],
    ['silence-after', 1],
  ])('%s keeps the client waiting until it gives up', async (id, effects) => {
    const client = await open();
    await arm(client, id);
    const patience = new AbortController();
    client.standIn.oracle.onCall(() => patience.abort());

    await expect(remove(client, [ada], patience.signal)).rejects.toThrow('aborted');

    expect(client.standIn.oracle.effectsOf(ada)).toHaveLength(effects);
  });

  it('a late effect comes after the loss', async () => {
    const client = await open();
    await arm(client, 'late-effect');

    await expect(remove(client)).rejects.toThrow();
    const atFirst = client.standIn.oracle.effectsOf(ada).length;
    client.clock.advance(3_000);
    await look(client);

    expect(atFirst).toBe(0);
    expect(client.standIn.oracle.timesChanged(ada, 'deleted')).toBe(1);
  });
});

describe('answers that are late or not true', () => {
  it('slow comes when its time has come', async () => {
    const client = await open();
    await arm(client, 'slow');

    const answer = remove(client);
    await client.clock.awaited();
    client.clock.advance(8_000);

    expect((await answer).envelope().data).toEqual({ success: true });
  });

  it('lag hides one change from reads', async () => {
    const client = await open();
    await arm(client, 'lag');
    const seen = async () => z.array(z.unknown()).parse((await look(client, [ada])).envelope().data).length;

    await remove(client);
    const before = await seen();
    client.clock.advance(5_000);

    expect([before, await seen()]).toEqual([1, 0]);
  });

  it('false-success has done nothing', async () => {
    const client = await open();
    await arm(client, 'false-success');

    expect((await remove(client)).envelope()).toMatchObject({ statusCode: 200, data: { success: true } });
    expect(client.standIn.oracle.effects).toEqual([]);
  });

  it('not-success has done it all the same', async () => {
    const client = await open();
    await arm(client, 'not-success');

    expect((await remove(client)).envelope()).toMatchObject({ statusCode: 200, data: { success: false } });
    expect(client.standIn.oracle.timesChanged(ada)).toBe(1);
  });

  it.each([
    ['missing-entry', 2, 2],
    ['foreign-id', 4, 4],
    ['repeated-id', 4, 3],
  ])('%s in a look-up', async (id, entries, distinct) => {
    const client = await open();
    await arm(client, id);

    const people = z.array(z.object({ userId: z.string() })).parse((await look(client)).envelope().data);

    expect(people).toHaveLength(entries);
    expect(new Set(people.map(({ userId }) => userId)).size).toBe(distinct);
  });

  it('wrong-types', async () => {
    const client = await open();
    await arm(client, 'wrong-types');

    expect((await look(client)).envelope().data).toBe('seven');
  });
});

describe('a poisoned account', () => {
  it.each([400, 500] as const)('spoils its batch with %i, and leaves the other half alone', async (statusCode) => {
    const client = await open();
    client.standIn.faults.inject(poison([cy], statusCode), Number.POSITIVE_INFINITY);

    const all = await remove(client, [ada, bo, cy, di]);
    const half = await remove(client, [ada, bo]);
    const rest = await remove(client, [cy, di]);
    const alone = await remove(client, [cy]);
    const last = await remove(client, [di]);

    expect([all, half, rest, alone, last].map((reply) => reply.envelope().statusCode)).toEqual([
      statusCode,
      200,
      statusCode,
      statusCode,
      200,
    ]);
    expect(client.standIn.oracle.effects.map(({ userId }) => userId)).toEqual([ada, bo, di]);
  });
});

describe('a limit of calls per second', () => {
  it('refuses what is over it, until a second has passed', async () => {
    const client = await open();
    await look(client);
    client.standIn.behaviour.callsPerSecond = 2;
    const status = async () => (await look(client)).envelope().statusCode;

    const burst = [await status(), await status(), await status()];
    client.clock.advance(1_000);

    expect([...burst, await status()]).toEqual([200, 200, 429, 200]);
  });
});

describe('the fault desk', () => {
  it('lists every fault for the page, counts down, and can be narrowed and cleared', async () => {
    const client = await open();
    const { faults } = client.standIn;
    const remaining = (id: string) => faults.list().find((it) => it.id === id)?.remaining;

    faults.set('error-500', 2, { operations: ['delete-users-batch'] });
    const unaffected = await look(client);
    await remove(client);
    const left = remaining('error-500');
    faults.clear();

    expect(unaffected.envelope().statusCode).toBe(200);
    expect(left).toBe(1);
    expect(remaining('error-500')).toBe(0);
    expect(new Set(faults.list().map(({ id }) => id)).size).toBe(faults.list().length);
    expect(faults.list().every(({ where, title }) => where === 'genauth' && title !== '')).toBe(true);
    expect(() => faults.set('unheard-of', 1)).toThrow('no fault unheard-of');
  });
});
