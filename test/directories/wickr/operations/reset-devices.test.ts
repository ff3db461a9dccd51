import { describe, expect, test } from 'vitest';
import type { BatchCall } from '../../../../src/directories/operation.ts';
import { deadAddress, json, reset, text } from '../far-end.ts';
import { account, batch, id, never, operationOf } from '../harness.ts';
import { callsOf, eachWithFarEnd } from './support.ts';

const setup = eachWithFarEnd();
const operation = () => operationOf(setup.open(), 'reset-devices');
const appIds = (count: number) => Array.from({ length: count }, (_, n) => `app-${String(n + 1).padStart(3, '0')}`);
const rows = (count: number) => appIds(count).map((appId) => ({ appId, type: 'iOS' }));
const all = (count: number, from = 0) =>
  json(200, {
    successful: appIds(count)
      .slice(from)
      .map((appId) => ({ appId })),
  });
const notFound = { 'x-amzn-errortype': 'ResourceNotFoundError' };

async function pinned(count: number): Promise<Partial<BatchCall>> {
  setup.farEnd.next(json(200, { devices: rows(count) }));
  const prepared = (await operation().prepare?.([account()], {}, never))?.get(id('1'));
  setup.farEnd.seen.length = 0;
  if (prepared?.kind !== 'prepared') throw new Error('nothing was prepared');
  return { details: new Map([[id('1'), prepared.details]]), token: 'muster:1' };
}

const outcome = (item: object) => ({ kind: 'answered', items: new Map([[id('1'), item]]) });

describe('what is pinned', () => {
  test('are the app ids of all pages', async () => {
    setup.farEnd.next(json(200, { devices: rows(2).slice(0, 1), nextToken: 'n' }), json(200, { devices: rows(2) }));

    const prepared = await operation().prepare?.([account()], {}, never);

    expect(prepared?.get(id('1'))).toEqual({
      kind: 'prepared',
      details: { appIds: '["app-001","app-002"]', words: '2 devices: iOS' },
    });
  });

  test.each([
    ['nobody’s, for someone without devices', json(200, { devices: [] }), 'already-so', 'This account has no devices.'],
    ['nothing, where a device has no id', json(200, { devices: [{ type: 'iOS' }] }), 'invalid', expect.any(String)],
    [
      'nothing, for someone who is gone',
      json(400, { message: 'Invalid userId.' }, { 'x-amzn-errortype': 'BadRequestError' }),
      'invalid',
      'This account is not in the network any more.',
    ],
  ])('is %s', async (_what, behaviour, kind, reason) => {
    setup.farEnd.next(behaviour);

    expect((await operation().prepare?.([account()], {}, never))?.get(id('1'))).toEqual({ kind, reason });
  });

  test.each([
    ['all, without a choice', {}, ['a1', 'b2', 'c3', 'd4'], '4 devices: Desktop, desktop, mobile, web'],
    [
      'those of the types that were chosen, in any case',
      { devices: 'Desktop, WEB' },
      ['b2', 'c3', 'd4'],
      '3 devices: Desktop, desktop, web',
    ],
    ['those with the app ids that were chosen, exactly', { devices: 'a1;C3' }, ['a1'], '1 device: mobile'],
    ['both', { devices: 'a1 web' }, ['a1', 'd4'], '2 devices: mobile, web'],
  ])('are %s', async (_what, typed, appIds, words) => {
    setup.farEnd.next(
      json(200, {
        devices: [
          { appId: 'a1', type: 'mobile' },
          { appId: 'b2', type: 'desktop' },
          { appId: 'c3', type: 'Desktop' },
          { appId: 'd4', type: 'web' },
        ],
      }),
    );
    const chosen = await operation().choose?.(typed, never);
    if (chosen?.kind !== 'chosen') throw new Error('nothing was chosen');

    const prepared = await operation().prepare?.([account()], chosen.choices, never);

    expect(prepared?.get(id('1'))).toEqual({ kind: 'prepared', details: { appIds: JSON.stringify(appIds), words } });
  });

  test.each([
    [[{ appId: 'a1', type: 'iOS' }, { appId: 'b2', type: 'Android' }, { type: 'iOS' }], 'already-so', 'Android, iOS'],
    [[{ appId: 'a1' }], 'already-so', 'a device without a type'],
    [[], 'already-so', 'has no devices'],
    [[{ appId: 'a1', type: 'desktop' }, { type: 'desktop' }], 'invalid', 'does not say the id'],
  ])('are none where %j holds none of the chosen, and it is said what there is', async (devices, kind, words) => {
    setup.farEnd.next(json(200, { devices }));
    const chosen = await operation().choose?.({ devices: 'desktop' }, never);
    if (chosen?.kind !== 'chosen') throw new Error('nothing was chosen');

    const prepared = await operation().prepare?.([account()], chosen.choices, never);

    expect(chosen.words).toBe('Devices: desktop');
    expect(prepared?.get(id('1'))).toEqual({ kind, reason: expect.stringContaining(words) });
  });

  test.each([', ;', Array.from({ length: 51 }, (_, n) => `app${n}`).join()])(
    'cannot be chosen by %j',
    async (devices) => {
      expect(await operation().choose?.({ devices }, never)).toMatchObject({
        kind: 'refused',
        reason: expect.stringContaining('--devices'),
      });
    },
  );

  test('is nothing at all when Wickr cannot be read', async () => {
    setup.farEnd.always(json(403, { message: 'no' }));

    await expect(operation().prepare?.([account()], {}, never)).rejects.toMatchObject({ problem: 'forbidden' });
  });

  test('is read for a few people at a time', async () => {
    let now = 0;
    let most = 0;
    setup.farEnd.always((response, seen) => {
      now += 1;
      most = Math.max(most, now);
      setImmediate(() => {
        now -= 1;
        json(200, { devices: rows(1) })(response, seen);
      });
    });
    const people = Array.from({ length: 20 }, (_, n) => account({ id: id(String(n + 1)) }));

    const prepared = await operation().prepare?.(people, {}, never);

    expect(prepared?.size).toBe(20);
    expect(most).toBeLessThanOrEqual(4);
  });
});

test.each([
  [{}, 'will-change'],
  [{ suspended: true }, 'will-change'],
  [{ membership: 'pending' }, 'already-so'],
  [{ admin: true }, 'protected'],
] as const)('resetting the devices of someone with %j: %s', (changes, kind) => {
  expect(operation().assess(account(changes), {}).kind).toBe(kind);
});

describe('sixty devices', () => {
  test('go out in parts of fifty, each under a token of its own, and the same again the next time', async () => {
    const call = await pinned(60);
    setup.farEnd.next(all(50), all(60, 50), all(50), all(60, 50));

    const results = [await operation().apply(batch(['1'], call)), await operation().apply(batch(['1'], call))];

    const sent = setup.farEnd.seen.map(({ headers, body }) => [headers['x-client-token'], body]);
    expect(sent.map(([token]) => token)).toEqual(['muster:1:1', 'muster:1:2', 'muster:1:1', 'muster:1:2']);
    expect(sent.slice(0, 2)).toEqual(sent.slice(2));
    expect(results).toEqual([0, 1].map(() => expect.objectContaining(outcome({ kind: 'succeeded' }))));
  });

  test('of which some failed are a failure that says how many and why', async () => {
    const call = await pinned(60);
    const failed = [{ appId: 'app-060', field: 'appId', reason: 'Invalid app ID.' }];
    setup.farEnd.next(
      all(50),
      json(200, {
        successful: appIds(59)
          .slice(50)
          .map((appId) => ({ appId })),
        failed,
      }),
    );

    expect(await operation().apply(batch(['1'], call))).toMatchObject(
      outcome({ kind: 'failed', reason: '1 of 60 devices were not reset: Invalid app ID.' }),
    );
  });

  test.each([
    ['422', json(422, { message: 'Invalid app ID' }), /^50 of 60 devices were reset, then: Invalid app ID$/],
    ['403', json(403, { message: 'not allowed' }), /^50 of 60 devices were reset, then: not allowed$/],
    ['401', json(401, { message: 'who?' }), /^50 of 60 devices were reset, then: who\?$/],
    ['404', json(404, { message: 'gone' }, notFound), /^50 of 60 devices were reset, then: gone$/],
  ])('of which the second part meets %s are no "nothing happened"', async (_what, behaviour, reason) => {
    const call = await pinned(60);
    setup.farEnd.next(all(50));
    setup.farEnd.always(behaviour);

    const result = await operation().apply(batch(['1'], call));

    expect(result).toMatchObject(outcome({ kind: 'failed', reason: expect.stringMatching(reason) }));
  });

  test.each([
    ['a reset', reset, { kind: 'lost' }],
    ['half an answer', text(200, '{'), { kind: 'lost' }],
    ['a 503', json(503, {}), { kind: 'unavailable', status: 503 }],
    ['a throttle', json(429, {}, { 'retry-after': '2' }), { kind: 'unavailable', status: 429, retryAfterMs: 2_000 }],
  ])('of which the second part meets %s are in doubt as a whole', async (_what, behaviour, expected) => {
    const call = await pinned(60);
    setup.farEnd.next(all(50), behaviour);

    expect(await operation().apply(batch(['1'], call))).toMatchObject(expected);
  });

  test('of which one is not mentioned leave the person unconfirmed', async () => {
    const call = await pinned(60);
    setup.farEnd.next(all(49), all(60, 50));

    expect(await operation().apply(batch(['1'], call))).toMatchObject({ kind: 'answered', items: new Map() });
  });
});

describe('the first part', () => {
  test.each([
    ['a throttle', json(429, {}), { kind: 'throttled' }],
    ['a refusal', json(422, { message: 'no' }), { kind: 'refused', status: 422 }],
    ['a denial', json(403, { message: 'no' }), { kind: 'forbidden' }],
    ['a reset', reset, { kind: 'lost' }],
    ['a 404 of the network itself', json(404, { message: 'Network not found' }, notFound), { status: 404 }],
  ])('that meets %s decides', async (_what, behaviour, expected) => {
    const call = await pinned(60);
    setup.farEnd.always(behaviour);

    expect(await operation().apply(batch(['1'], call))).toMatchObject(expected);
    expect(callsOf(setup.farEnd).filter((one) => one.startsWith('PATCH'))).toHaveLength(1);
  });

  test('that meets a 404 in a network that is there was about somebody who is gone', async () => {
    const call = await pinned(1);
    setup.farEnd.next(json(404, { message: 'User not found.' }, notFound), json(200, { networkId: '01234567' }));

    expect(await operation().apply(batch(['1'], call))).toMatchObject(
      outcome({ kind: 'failed', reason: 'User not found.' }),
    );
  });

  test('that finds nobody listening was never sent', async () => {
    const call = await pinned(1);
    const unreachable = operationOf(setup.open({ endpoint: await deadAddress() }), 'reset-devices');

    expect(await unreachable.apply(batch(['1'], call))).toMatchObject({ kind: 'not-sent' });
  });
});

test.each([[{}], [{ appIds: '[]' }], [{ appIds: 'app-001' }]])('details such as %j are never sent', async (details) => {
  await expect(operation().apply(batch(['1'], { details: new Map([[id('1'), details]]) }))).rejects.toThrow();
  expect(setup.farEnd.seen).toEqual([]);
});
