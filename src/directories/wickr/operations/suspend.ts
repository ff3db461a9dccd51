import type { Account } from '../../account.ts';
import type { Assessment, Operation, OperationTraits, OperationWords, ReadBack } from '../../operation.ts';
import { callResult } from '../call-result.ts';
import { assertUserBatch, BATCH_SIZE } from './batch.ts';
import type { OperationParts } from './parts.ts';
import { exempt } from './standing.ts';

export const suspend = (parts: OperationParts): Operation =>
  toggle(parts, true, {
    verb: 'suspend',
    done: 'suspended',
    doing: 'suspending',
    effect: 'They are signed out and cannot sign in; account and data are kept.',
  });

export const unsuspend = (parts: OperationParts): Operation =>
  toggle(parts, false, {
    verb: 'unsuspend',
    done: 'unsuspended',
    doing: 'unsuspending',
    effect: 'They can sign in again.',
  });

function toggle({ client }: Pick<OperationParts, 'client'>, suspended: boolean, words: OperationWords): Operation {
  const traits: OperationTraits = {
    batchSize: BATCH_SIZE,
    reversible: true,
    ...(suspended ? { locksOut: true } : {}),
    inverse: suspended ? 'unsuspend' : 'suspend',
    // The call sets a state and carries AWS's idempotent trait.
    whenInDoubt: 'same-token',
    noMayMeanDone: false,
    canBeReadBack: true,
  };
  return {
    words,
    traits,
    assess: (account) => exempt(account) ?? assess(account, suspended),
    async apply(call) {
      assertUserBatch(call);
      const { token, members, signal } = call;
      const toggle = { suspend: suspended, userIds: members, token };
      const called = await client.batchToggleUserSuspendStatus(toggle, signal);
      return callResult(called, members);
    },
    readBack: (account) => readBack(account, suspended),
  };
}

function assess(account: Account, suspended: boolean): Assessment {
  if (account.suspended === 'unknown') {
    return { kind: 'invalid', reason: 'Wickr does not say whether this account is suspended.' };
  }
  if (account.suspended === suspended) {
    return {
      kind: 'already-so',
      reason: suspended ? 'This account is already suspended.' : 'This account is not suspended.',
    };
  }
  if (account.membership === 'unknown') {
    return { kind: 'invalid', reason: 'Wickr does not say whether this member is active or still invited.' };
  }
  if (suspended && account.membership === 'pending') {
    // Undocumented: an invitation might still be accepted afterwards, and we would have promised otherwise.
    return { kind: 'invalid', reason: 'The invitation was not accepted yet, so there is no sign-in to suspend.' };
  }
  return { kind: 'will-change' };
}

/** Nobody there: not in effect. Sent again, the batch comes back with Wickr's own reason for that person. */
function readBack(account: Account | null, suspended: boolean): ReadBack {
  if (account === null) return 'not-in-effect';
  if (account.suspended === 'unknown') return 'cannot-tell';
  return account.suspended === suspended ? 'in-effect' : 'not-in-effect';
}
