import { describe, expect, test } from 'vitest';
import { account, operationOf } from '../harness.ts';
import { eachWithFarEnd } from './support.ts';

const setup = eachWithFarEnd();
const operation = (verb: string) => operationOf(setup.open(), verb);

describe('suspend', () => {
  test.each([
    [{}, 'will-change', null],
    [{ suspended: true }, 'already-so', 'This account is already suspended.'],
    [{ admin: true }, 'protected', 'This is an administrator of the network.'],
    [{ admin: true, suspended: true }, 'protected', 'This is an administrator of the network.'],
    [{ admin: 'unknown' }, 'protected', 'This may be an administrator: Wickr does not say.'],
    [{ kind: 'bot' }, 'protected', 'This is a bot.'],
    [{ kind: 'unknown' }, 'protected', 'This may not be a person: Wickr does not say what kind of account it is.'],
    [{ suspended: 'unknown' }, 'invalid', 'Wickr does not say whether this account is suspended.'],
    [{ membership: 'unknown' }, 'invalid', 'Wickr does not say whether this member is active or still invited.'],
    [{ membership: 'pending' }, 'invalid', 'The invitation was not accepted yet, so there is no sign-in to suspend.'],
  ] as const)('of someone with %j: %s', (changes, kind, reason) => {
    const assessment = operation('suspend').assess(account(changes), {});

    expect(assessment).toEqual(reason === null ? { kind } : { kind, reason });
  });
});

describe('unsuspend', () => {
  test.each([
    [{ suspended: true }, 'will-change'],
    [{ suspended: true, membership: 'pending' }, 'will-change'],
    [{ suspended: true, membership: 'unknown' }, 'invalid'],
    [{ suspended: false }, 'already-so'],
    [{ suspended: 'unknown' }, 'invalid'],
    [{ suspended: true, admin: true }, 'protected'],
    [{ suspended: true, admin: 'unknown' }, 'protected'],
    [{ suspended: true, kind: 'bot' }, 'protected'],
  ] as const)('of someone with %j: %s', (changes, kind) => {
    expect(operation('unsuspend').assess(account(changes), {}).kind).toBe(kind);
  });
});

test.each([
  ['suspend', true, 'in-effect'],
  ['suspend', false, 'not-in-effect'],
  ['suspend', 'unknown', 'cannot-tell'],
  ['unsuspend', false, 'in-effect'],
  ['unsuspend', true, 'not-in-effect'],
  ['unsuspend', 'unknown', 'cannot-tell'],
] as const)('%s read back from someone with suspended=%s is %s', (verb, suspended, expected) => {
  expect(operation(verb).readBack(account({ suspended }), {})).toBe(expected);
});

test('nothing is in effect on someone who is gone', () => {
  expect(operation('suspend').readBack(null, {})).toBe('not-in-effect');
});
