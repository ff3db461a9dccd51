import type { Account } from '../../account.ts';
import type { Assessment, Operation } from '../../operation.ts';
import { isArchived } from '../account-of.ts';
import { unanswered } from '../call-result.ts';
import { assertUserBatch, BATCH_SIZE } from './batch.ts';
import type { OperationParts } from './parts.ts';

/** delete-users-batch, by native id alone. One boolean answers for everybody, so nobody is believed to be gone unseen. */
export function deletion({ client, rules }: Pick<OperationParts, 'client' | 'rules'>): Operation {
  return {
    words: {
      verb: 'delete',
      done: 'deleted',
      doing: 'deleting',
      effect: 'The account and all that the pool holds of the person are removed for good.',
    },
    traits: {
      batchSize: BATCH_SIZE,
      reversible: false,
      inverse: null,
      whenInDoubt: 'after-read-back',
      // "No such user" is also what is said of those whom an earlier arrival deleted.
      noMayMeanDone: true,
      canBeReadBack: true,
    },
    assess: (account) => assess(account, rules),
    async apply(call) {
      assertUserBatch(call);
      const { members, signal } = call;
      const called = await client.deleteUsersBatch({ userIds: members, userIdType: 'user_id' }, signal);
      return called.kind === 'ok' ? { kind: 'taken', requestId: called.requestId } : unanswered(called, members);
    },
    // Whether the service forgets a deleted user or keeps one who is archived is not documented.
    readBack: (account) => (account === null || isArchived(account) ? 'in-effect' : 'not-in-effect'),
  };
}

/** Two steps, the first of which can be taken back, stand between somebody who can log in and the loss of the account. */
function assess(account: Account, { deleteOnlySuspended }: OperationParts['rules']): Assessment {
  if (isArchived(account))
    return { kind: 'already-so', reason: 'This account is archived, which is as good as deleted.' };
  if (!deleteOnlySuspended || account.suspended === true || account.nativeStatus !== undefined) {
    return { kind: 'will-change' };
  }
  return account.suspended === 'unknown'
    ? { kind: 'invalid', reason: 'GenAuth does not say in a way Muster knows whether this account is suspended.' }
    : { kind: 'invalid', reason: 'This account is not suspended: suspend first.' };
}
