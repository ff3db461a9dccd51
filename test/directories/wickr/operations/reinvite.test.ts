import { expect, test } from 'vitest';
import { json } from '../far-end.ts';
import { account, batch, id, operationOf } from '../harness.ts';
import { eachWithFarEnd } from './support.ts';

const setup = eachWithFarEnd();

test.each([
  [{ membership: 'pending' }, 'will-change', null],
  [{ membership: 'pending', inviteExpired: true }, 'will-change', null],
  [{ membership: 'pending', suspended: true }, 'invalid', 'This account is suspended: unsuspend first.'],
  [{ membership: 'pending', suspended: 'unknown' }, 'invalid', 'Wickr does not say whether this account is suspended.'],
  [{ membership: 'active' }, 'invalid', 'This is a member already: no invitation is pending.'],
  [{ membership: 'unknown' }, 'invalid', 'Wickr does not say whether an invitation is pending.'],
  [{ membership: 'pending', admin: true }, 'protected', 'This is an administrator of the network.'],
] as const)('reinvite of someone with %j: %s', (changes, kind, reason) => {
  const assessment = operationOf(setup.open(), 'reinvite').assess(account(changes), {});

  expect(assessment).toEqual(reason === null ? { kind } : { kind, reason });
});

test('a total refusal is still an answer', async () => {
  setup.farEnd.next(json(200, { successful: [], failed: [{ userId: '1', reason: 'user cannot be reinvited' }] }));

  const result = await operationOf(setup.open(), 'reinvite').apply(batch(['1']));

  expect(result).toMatchObject({
    items: new Map([[id('1'), { kind: 'failed', reason: 'user cannot be reinvited' }]]),
  });
});

test('whether a second e-mail went out is not to be seen', () => {
  const reinvite = operationOf(setup.open(), 'reinvite');

  expect(reinvite.readBack(account({ membership: 'pending' }), {})).toBe('cannot-tell');
});
