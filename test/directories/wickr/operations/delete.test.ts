import { describe, expect, test } from 'vitest';
import { json, reset } from '../far-end.ts';
import { account, batch, id, operationOf } from '../harness.ts';
import { eachWithFarEnd } from './support.ts';

const setup = eachWithFarEnd();

describe('delete', () => {
  test.each([
    [{}, 'invalid', 'This account is not suspended: suspend first.'],
    [{ suspended: true }, 'will-change', null],
    [{ suspended: true, membership: 'unknown' }, 'will-change', null],
    [{ membership: 'pending' }, 'will-change', null],
    [{ membership: 'pending', suspended: 'unknown' }, 'will-change', null],
    [{ membership: 'unknown' }, 'invalid', 'This account is not suspended: suspend first.'],
    [{ suspended: 'unknown' }, 'invalid', 'Wickr does not say whether this account is suspended.'],
    [{ suspended: true, admin: true }, 'protected', 'This is an administrator of the network.'],
    [{ suspended: true, admin: 'unknown' }, 'protected', 'This may be an administrator: Wickr does not say.'],
    [{ suspended: true, kind: 'bot' }, 'protected', 'This is a bot.'],
    [{ membership: 'pending', kind: 'unknown' }, 'protected', expect.any(String)],
  ] as const)('of someone with %j: %s', (changes, kind, reason) => {
    const assessment = operationOf(setup.open(), 'delete').assess(account(changes), {});

    expect(assessment).toEqual(reason === null ? { kind } : { kind, reason });
  });

  test.each([
    [{}, 'will-change'],
    [{ suspended: 'unknown' }, 'will-change'],
    [{ admin: true }, 'protected'],
    [{ kind: 'bot' }, 'protected'],
  ] as const)('in one step, where the operator allows it, of someone with %j: %s', (changes, kind) => {
    const remove = operationOf(setup.open({ rules: { deleteOnlySuspended: false } }), 'delete');

    expect(remove.assess(account(changes), {}).kind).toBe(kind);
  });

  test('is answered person by person', async () => {
    const failed = [{ userId: '2', field: 'username', reason: 'User not found' }];
    setup.farEnd.next(json(200, { message: 'partial success', successful: [{ userId: '1' }], failed }));

    const result = await operationOf(setup.open(), 'delete').apply(batch(['1', '2', '3']));

    expect(result).toEqual({
      kind: 'answered',
      requestId: 'req-1',
      items: new Map([
        [id('1'), { kind: 'succeeded' }],
        [id('2'), { kind: 'failed', reason: 'User not found' }],
      ]),
      foreign: [],
    });
  });

  test('is lost, and not sent again, when the connection breaks', async () => {
    setup.farEnd.next(reset);

    const result = await operationOf(setup.open(), 'delete').apply(batch(['1']));

    expect(result.kind).toBe('lost');
    expect(setup.farEnd.seen).toHaveLength(1);
  });

  test('is in effect once there is nobody', () => {
    const remove = operationOf(setup.open(), 'delete');

    expect([remove.readBack(null, {}), remove.readBack(account(), {})]).toEqual(['in-effect', 'not-in-effect']);
  });
});
