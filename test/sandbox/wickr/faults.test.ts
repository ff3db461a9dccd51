import { describe, expect, it } from 'vitest';
import { failItems, poison } from '../../../sandbox/wickr/fault-catalogue.ts';
import { getUser, openWickr, suspend } from './support.ts';

const [one, two, three] = ['20000001', '20000002', '20000003'];
const all = [one, two, three];
const named = all.map((userId) => ({
  userId,
  username: `p${userId}@acme.example`,
  firstName: 'Pat',
  lastName: 'Pine',
}));
const open = () => openWickr({ networks: [{ people: 20, named }] });

describe('answers instead of the effect', () => {
  it.each([
    ['throttle', 429, 'RateLimitError', 0],
    ['throttle-wait', 429, 'RateLimitError', 0],
    ['error-500', 500, 'InternalServerError', 0],
    ['error-500-after', 500, 'InternalServerError', 1],
    ['error-503', 503, 'ServiceUnavailable', 0],
    ['error-503-after', 503, 'ServiceUnavailable', 1],
    ['html-502', 502, undefined, 0],
    ['html-502-after', 502, undefined, 1],
    ['refuse-batch', 422, 'ValidationError', 0],
    ['refuse-batch-400', 400, 'BadRequestError', 0],
    ['unauthorized', 401, 'UnauthorizedError', 0],
    ['expired-token', 403, 'ExpiredTokenException', 0],
    ['forbidden', 403, 'ForbiddenError', 0],
  ])('%s', async (id, status, errorName, effects) => {
    const { standIn, clock, send } = await open();
    standIn.faults.set(id, 1);

    const reply = await send(suspend([one], 'token'));
    clock.advance(2_000);
    const retry = await send(suspend([one], 'token'));

    expect(reply.status).toBe(status);
    expect(reply.headers['x-amzn-errortype']).toBe(errorName);
    expect(reply.headers['x-amzn-requestid']).toEqual(expect.any(String));
    expect(reply.headers['retry-after']).toBe(id === 'throttle-wait' ? '2' : undefined);
    expect(standIn.oracle.calls[0]).toMatchObject({ status, note: `fault: ${id}`, people: 1, token: 'token' });
    expect(retry.json()).toMatchObject({ successful: [{ userId: one }] });
    expect(standIn.oracle.calls[1]?.note).toBe(effects === 1 ? 'replayed' : '');
    expect(standIn.oracle.effectsOf(one)).toHaveLength(1);
    expect(standIn.oracle.violations).toEqual([]);
  });

  it('a call before its retry-after is a violation', async () => {
    const { standIn, clock, send } = await open();
    standIn.faults.set('throttle-wait', 1);

    await send(suspend([one]));
    clock.advance(1_900);
    await send(getUser(one));

    expect(standIn.oracle.violations).toMatchObject([{ kind: 'before-retry-after', operation: 'GetUser' }]);
  });

  it('a call that was on its way when the answer left is none, the same call again is', async () => {
    const { standIn, clock, send } = await open();
    standIn.faults.set('throttle-wait', 1);

    await send(suspend([one]));
    clock.advance(99);
    await send(getUser(one));
    expect(standIn.oracle.violations).toEqual([]);
    await send(suspend([one]));
    expect(standIn.oracle.violations).toMatchObject([{ operation: 'BatchToggleUserSuspendStatus' }]);
    clock.advance(1);
    await send(getUser(one));
    expect(standIn.oracle.violations).toMatchObject([{}, { operation: 'GetUser', detail: '1900 ms early' }]);
  });
});

describe('lost connections', () => {
  it.each([
    ['reset-before', 0],
    ['reset-after', 1],
    ['break-off', 1],
  ])('%s', async (id, effects) => {
    const { standIn, send } = await open();
    standIn.faults.set(id, 1);

    await expect(send(suspend([one]))).rejects.toThrow();

    expect(standIn.oracle.effectsOf(one)).toHaveLength(effects);
    expect(standIn.oracle.calls).toMatchObject([{ status: 0, note: `fault: ${id}` }]);
  });

  it.each([
    ['silence-before', 0],
    ['silence-after', 1],
  ])('%s keeps the client waiting until it gives up', async (id, effects) => {
    const { standIn, send } = await open();
    standIn.faults.set(id, 1);
    const patience = new AbortController();
    standIn.oracle.onCall(() => patience.abort());

    await expect(send(suspend([one]), { signal: patience.signal })).rejects.toThrow('aborted');

    expect(standIn.oracle.effectsOf(one)).toHaveLength(effects);
  });

  it('a late effect comes after the loss, and once even when the token came back meanwhile', async () => {
    const { standIn, clock, send } = await open();
    standIn.faults.set('late-effect', 2);

    await expect(send(suspend([one], 'first'))).rejects.toThrow();
    await expect(send(suspend([two], 'second'))).rejects.toThrow();
    expect(standIn.oracle.effects).toEqual([]);
    await send(suspend([one], 'first'));
    clock.advance(3_000);
    await clock.sleep(0, AbortSignal.abort());

    expect(standIn.oracle.effects.map(({ userId, at }) => [userId, clock.now() - at])).toEqual([
      [one, 3_000],
      [two, 0],
    ]);
  });

  it('a reset forgets effects that were still to come', async () => {
    const { standIn, clock, send } = await open();
    standIn.faults.set('late-effect', 1);

    await expect(send(suspend([one]))).rejects.toThrow();
    standIn.reset();
    clock.advance(3_000);
    await send(getUser(one));

    expect(standIn.oracle.effects).toEqual([]);
  });
});

describe('unreadable and untrue answers', () => {
  it('cut JSON, after the effect', async () => {
    const { standIn, send } = await open();
    standIn.faults.set('cut-body', 1);

    const reply = await send(suspend([one]));

    expect(reply.status).toBe(200);
    expect(() => reply.json()).toThrow(SyntaxError);
    expect(standIn.oracle.timesChanged(one)).toBe(1);
  });

  it.each([
    ['missing-entry', { successful: [{ userId: one }, { userId: two }], failed: [] }],
    ['foreign-id', { successful: [...all.map((userId) => ({ userId })), { userId: '31337' }], failed: [] }],
    ['repeated-id', { successful: [...all, one].map((userId) => ({ userId })), failed: [] }],
    ['doubled-id', { successful: all.map((userId) => ({ userId })), failed: [{ userId: one }] }],
    ['wrong-types', { message: 7, successful: 'seven', failed: 'seven' }],
  ])('%s', async (id, expected) => {
    const { standIn, send } = await open();
    standIn.faults.set(id, 1);

    const reply = await send(suspend(all));

    expect(reply.json()).toMatchObject(expected);
    expect(standIn.oracle.effects).toHaveLength(3);
  });

  it('an error’s name with a URI and a capital Message wait for an error', async () => {
    const { standIn, send } = await open();
    standIn.faults.set('error-name-uri', 1);
    standIn.faults.set('capital-message', 1);

    const good = await send(getUser(one));
    const bad = await send(getUser('1'));

    expect(good.status).toBe(200);
    expect(bad.headers['x-amzn-errortype']).toMatch(/^com\.amazonaws\.wickr#ResourceNotFoundError:http:/);
    expect(bad.json()).toEqual({ Message: 'User not found.' });
    expect(standIn.oracle.calls[1]?.note).toBe('fault: error-name-uri, fault: capital-message');
  });
});

describe('troubled accounts', () => {
  it('fail one by one without effect', async () => {
    const { standIn, send } = await open();
    standIn.faults.inject(failItems([two], 'User is managed by SSO'), Number.POSITIVE_INFINITY);

    const reply = await send(suspend(all));
    await send(suspend([one]));
    const again = await send(suspend([two]));

    expect(reply.json()).toMatchObject({
      successful: [{ userId: one }, { userId: three }],
      failed: [{ userId: two, reason: 'User is managed by SSO' }],
    });
    expect(again.json()).toMatchObject({ successful: [] });
    expect(standIn.oracle.effectsOf(two)).toEqual([]);
    expect(standIn.oracle.calls[1]?.note).toBe('');
  });

  it.each([422, 400] as const)('spoil every batch they are in, with %i', async (status) => {
    const { standIn, send } = await open();
    standIn.faults.inject(poison([two], status), Number.POSITIVE_INFINITY);

    const spoiled = await send(suspend(all));
    const healthy = await send(suspend([one, three]));
    const alone = await send(suspend([two]));

    expect([spoiled.status, healthy.status, alone.status]).toEqual([status, 200, status]);
    expect(standIn.oracle.effects.map((effect) => effect.userId)).toEqual([one, three]);
  });
});

describe('time', () => {
  it('a slow answer waits for the clock, its effect does not', async () => {
    const { standIn, clock, send } = await open();
    standIn.faults.set('slow', 1);

    const reply = send(suspend([one]));
    await clock.awaited();
    expect(standIn.oracle.timesChanged(one)).toBe(1);
    expect(standIn.oracle.calls).toEqual([]);
    clock.advance(8_000);

    expect((await reply).status).toBe(200);
  });

  it('a client that gives up on a slow answer harms nobody', async () => {
    const { standIn, clock, send } = await open();
    standIn.faults.set('slow', 1);
    const patience = new AbortController();

    const reply = send(suspend([one]), { signal: patience.signal });
    await clock.awaited();
    patience.abort();
    await expect(reply).rejects.toThrow('aborted');
    clock.advance(8_000);

    expect((await send(getUser(one))).status).toBe(200);
    expect(standIn.oracle.timesChanged(one)).toBe(1);
  });

  it('latency holds for every answer', async () => {
    const { standIn, clock, send } = await open();
    standIn.behaviour.latencyMs = 30;

    const reply = send(getUser(one));
    await clock.awaited();
    clock.advance(30);

    expect((await reply).status).toBe(200);
  });

  it('reads lag behind, for one call or for all', async () => {
    const { standIn, clock, send } = await open();
    const seen = async (userId: string) => {
      const reply = await send(getUser(userId));
      return reply.status === 200 ? reply.json() : reply.status;
    };
    const removal = { method: 'POST', path: '/networks/12345678/users/batch-delete', body: { userIds: [two] } };
    standIn.faults.set('lag', 1);

    await send(suspend([one]));
    expect(await seen(one)).toMatchObject({ suspended: false });
    expect(standIn.state.user('12345678', one)?.suspended).toBe(true);
    clock.advance(5_000);
    expect(await seen(one)).toMatchObject({ suspended: true });

    standIn.behaviour.visibilityLagMs = 1_000;
    await send({ ...removal, token: 'remove' });
    expect(await seen(two)).toMatchObject({ userId: two });
    clock.advance(1_000);
    expect(await seen(two)).toBe(404);
  });
});

describe('arming', () => {
  it('by operation and predicate; calls that are not meant use nothing up', async () => {
    const { standIn, send } = await open();
    standIn.faults.set('error-500', 1, { operations: ['GetUser'] });
    standIn.faults.set('reset-before', 1, { matches: (call) => call.people.includes(three) });

    expect((await send(suspend([one]))).status).toBe(200);
    expect((await send(getUser(one))).status).toBe(500);
    await expect(send(suspend([three]))).rejects.toThrow();
    expect((await send(suspend([three]))).status).toBe(200);
  });

  it('lists every fault for the drawer, with what is left of it', async () => {
    const { standIn, send } = await open();
    standIn.faults.set('throttle', 3);
    standIn.faults.set('unauthorized', Number.POSITIVE_INFINITY);
    standIn.faults.inject(poison([one]), 1);
    await send(getUser(one));

    const listed = new Map(standIn.faults.list().map((fault) => [fault.id, fault]));

    expect(listed.get('throttle')).toEqual({
      id: 'throttle',
      where: 'wickr',
      title: '429, without saying how long to wait',
      remaining: 2,
    });
    expect(listed.get('unauthorized')?.remaining).toBe(Number.MAX_SAFE_INTEGER);
    expect(listed.get('poison')?.remaining).toBe(1);
    expect(listed.get('slow')?.remaining).toBe(0);
    expect(() => standIn.faults.set('no-such-fault', 1)).toThrow();
  });

  it('reset brings back people, behaviour and faults, and empties the logs', async () => {
    const { standIn, send } = await open();
    standIn.faults.set('slow', 1, { operations: ['ListNetworks'] });
    standIn.behaviour.unknownUser = 400;
    await send(suspend([one], 'token'));

    standIn.reset();

    expect(standIn.state.user('12345678', one)?.suspended).toBe(false);
    expect(standIn.behaviour.unknownUser).toBe(404);
    expect(standIn.faults.list().every((fault) => fault.remaining === 0)).toBe(true);
    expect([standIn.oracle.effects, standIn.oracle.calls, standIn.oracle.violations]).toEqual([[], [], []]);
    await send(suspend([one], 'token'));
    expect(standIn.oracle.timesChanged(one)).toBe(1);
  });
});

describe('the call log', () => {
  it('tells listeners of every call until they leave', async () => {
    const { standIn, clock, send } = await open();
    const heard: unknown[] = [];
    const leave = standIn.oracle.onCall((call) => heard.push(call));

    await send(suspend([one, two], 'token'));
    await send(getUser(one), { region: 'eu-west-1' });
    leave();
    await send(getUser(one));

    const at = clock.now();
    expect(heard).toEqual([
      {
        at,
        operation: 'BatchToggleUserSuspendStatus',
        network: '12345678',
        status: 200,
        token: 'token',
        people: 2,
        note: '',
      },
      { at, operation: 'GetUser', network: '12345678', status: 403, token: null, people: null, note: '' },
    ]);
  });
});
