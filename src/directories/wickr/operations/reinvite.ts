import type { Account } from '../../account.ts';
import type { Assessment, Operation } from '../../operation.ts';
import { callResult } from '../call-result.ts';
import { assertUserBatch, BATCH_SIZE } from './batch.ts';
import type { OperationParts } from './parts.ts';
import { exempt } from './standing.ts';

/** BatchReinviteUser. https://docs.aws.amazon.com/wickr/latest/APIReference/API_BatchReinviteUser.html */
export function reinvite({ client }: Pick<OperationParts, 'client'>): Operation {
  return {
    words: {
      verb: 'reinvite',
      done: 'reinvited',
      doing: 'reinviting',
      effect: 'They are sent another invitation by e-mail, which cannot be called back.',
    },
    traits: {
      batchSize: BATCH_SIZE,
      // Nothing about the account is lost, so no second approver is needed as for a deletion.
      reversible: true,
      inverse: null,
      // A second arrival may be a second e-mail: AWS promises nothing about this operation's token but its name.
      whenInDoubt: 'never',
      noMayMeanDone: false,
      // An account shows that it was invited, not how often.
      canBeReadBack: false,
    },
    assess: (account) => exempt(account) ?? assess(account),
    async apply(call) {
      assertUserBatch(call);
      const { token, members, signal } = call;
      const called = await client.batchReinviteUser({ userIds: members, token }, signal);
      return callResult(called, members);
    },
    readBack: () => 'cannot-tell',
  };
}

function assess({ membership, suspended }: Account): Assessment {
  if (membership === 'unknown') {
    return { kind: 'invalid', reason: 'Wickr does not say whether an invitation is pending.' };
  }
  if (membership === 'active')
    return { kind: 'invalid', reason: 'This is a member already: no invitation is pending.' };
  if (suspended === false) return { kind: 'will-change' };
  return suspended === true
    ? { kind: 'invalid', reason: 'This account is suspended: unsuspend first.' }
    : { kind: 'invalid', reason: 'Wickr does not say whether this account is suspended.' };
}
