import type { Account } from '../../account.ts';
import type { Assessment, Operation, ReadBack } from '../../operation.ts';
import { isArchived, isResigned } from '../account-of.ts';
import { unanswered } from '../call-result.ts';
import { assertUserBatch, BATCH_SIZE } from './batch.ts';
import type { OperationParts } from './parts.ts';

/** resign-user-batch, by native id alone. One boolean answers for everybody. */
export function resign({ client }: Pick<OperationParts, 'client'>): Operation {
  return {
    words: {
      verb: 'resign',
      done: 'resigned',
      doing: 'resigning',
      effect:
        'They lose authorizations, departments, roles, groups and posts and cannot log in any more; the profile is kept.',
    },
    traits: {
      batchSize: BATCH_SIZE,
      // The vendor documents it as final.
      reversible: false,
      inverse: null,
      whenInDoubt: 'after-read-back',
      noMayMeanDone: false,
      canBeReadBack: true,
    },
    assess,
    async apply(call) {
      assertUserBatch(call);
      const { members, signal } = call;
      const called = await client.resignUserBatch({ userIds: members, userIdType: 'user_id' }, signal);
      return called.kind === 'ok' ? { kind: 'taken', requestId: called.requestId } : unanswered(called, members);
    },
    readBack,
  };
}

function assess(account: Account): Assessment {
  if (isResigned(account)) return { kind: 'already-so', reason: 'This person has resigned already.' };
  if (isArchived(account)) return { kind: 'invalid', reason: 'This account is archived.' };
  if (account.membership !== 'unknown') return { kind: 'will-change' };
  return { kind: 'invalid', reason: 'GenAuth gives this account a status that Muster does not know.' };
}

function readBack(account: Account | null): ReadBack {
  if (account === null) return 'gone';
  if (isResigned(account)) return 'in-effect';
  return account.membership === 'unknown' ? 'cannot-tell' : 'not-in-effect';
}
