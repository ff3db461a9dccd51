import type { Account } from '../../account.ts';
import type { Assessment, Operation } from '../../operation.ts';
import { callResult } from '../call-result.ts';
import { assertUserBatch, BATCH_SIZE } from './batch.ts';
import type { OperationParts } from './parts.ts';
import { exempt } from './standing.ts';

/** BatchDeleteUser. https://docs.aws.amazon.com/wickr/latest/APIReference/API_BatchDeleteUser.html */
export function deletion({ client, rules }: Pick<OperationParts, 'client' | 'rules'>): Operation {
  return {
    words: {
      verb: 'delete',
      done: 'deleted',
      doing: 'deleting',
      effect: 'The account and its data in this network are removed for good.',
    },
    traits: {
      batchSize: BATCH_SIZE,
      reversible: false,
      inverse: null,
      // Who is gone stays gone: a second arrival finds nobody.
      whenInDoubt: 'same-token',
      // "User not found" is also what a second arrival says of those whom the first one deleted.
      noMayMeanDone: true,
      canBeReadBack: true,
    },
    assess: (account) => exempt(account) ?? (rules.deleteOnlySuspended ? assess(account) : { kind: 'will-change' }),
    async apply(call) {
      assertUserBatch(call);
      const { token, members, signal } = call;
      const called = await client.batchDeleteUser({ userIds: members, token }, signal);
      return callResult(called, members);
    },
    readBack: (account) => (account === null ? 'in-effect' : 'not-in-effect'),
  };
}

/** Two steps, the first of which can be taken back, stand between a member and the loss of an account. */
function assess({ suspended, membership }: Account): Assessment {
  if (suspended === true || membership === 'pending') return { kind: 'will-change' };
  return suspended === 'unknown'
    ? { kind: 'invalid', reason: 'Wickr does not say whether this account is suspended.' }
    : { kind: 'invalid', reason: 'This account is not suspended: suspend first.' };
}
