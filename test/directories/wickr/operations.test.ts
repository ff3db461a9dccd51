import { describe, expect, test } from 'vitest';
import type { Account } from '../../../src/directories/account.ts';
import type { Operation } from '../../../src/directories/operation.ts';
import { WICKR_VERBS, wickrOperations } from '../../../src/directories/wickr/operations.ts';
import { id, ids, never } from './harness.ts';

const operations = wickrOperations({
  client: { batchToggleUserSuspendStatus: async () => ({ kind: 'never-sent', cause: 'connection', reason: 'no' }) },
  onAttempt: () => undefined,
});

function operation(verb: string): Operation {
  const found = operations.get(verb);
  if (found === undefined) throw new Error(`No operation ${verb}`);
  return found;
}

function account(changes: Partial<Account> = {}): Account {
  return {
    id: id('1'),
    label: 'Ada',
    email: 'ada@example.com',
    membership: 'active',
    suspended: false,
    admin: false,
    kind: 'person',
    ...changes,
  };
}

test('the catalogue offers what the kind announces, each the inverse of the other', () => {
  expect([...operations.keys()]).toEqual(WICKR_VERBS);
  for (const { traits } of operations.values()) {
    expect(traits).toMatchObject({ batchSize: 50, reversible: true, whenInDoubt: 'same-token' });
    expect(operation(traits.inverse ?? '').traits.inverse).not.toBe(traits.inverse);
  }
});

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
    expect(operation('suspend').assess(account(changes))).toEqual(reason === null ? { kind } : { kind, reason });
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
    expect(operation('unsuspend').assess(account(changes)).kind).toBe(kind);
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
  expect(operation(verb).readBack(account({ suspended }))).toBe(expected);
});

test('nothing is in effect on someone who is gone', () => {
  expect(operation('suspend').readBack(null)).toBe('not-in-effect');
});

test.each([
  ['a token that does not fit the header', 'a b\n', ids(1)],
  ['a token that is too long', 'x'.repeat(65), ids(1)],
  ['no members', 'token', []],
  ['51 members', 'token', ids(51)],
  ['someone twice', 'token', [id('1'), id('1')]],
  ['an id that is none', 'token', [id('../users')]],
])('a batch with %s is never sent', async (_what, token, members) => {
  await expect(operation('suspend').apply({ token, members, signal: never })).rejects.toThrow();
});
