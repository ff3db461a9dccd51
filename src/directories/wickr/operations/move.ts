import type { AccountId } from '../../../ids.ts';
import type { Account } from '../../account.ts';
import type { Assessment, CallResult, Choices, Operation, ReadBack } from '../../operation.ts';
import { asUnread } from '../reading.ts';
import { assertUserBatch } from './batch.ts';
import { chooseGroup, GROUP_OPTION, groupOf } from './group-option.ts';
import { answeredFor, unansweredFor } from './one-person.ts';
import type { OperationParts } from './parts.ts';
import { exempt } from './standing.ts';

type Parts = Pick<OperationParts, 'client' | 'accounts' | 'groups'>;

/** UpdateUser, of the security group alone. https://docs.aws.amazon.com/wickr/latest/APIReference/API_UpdateUser.html */
export function move(parts: Parts): Operation {
  return {
    words: {
      verb: 'move',
      done: 'moved',
      doing: 'moving',
      effect: 'They leave their security group and join the chosen one, whose settings apply to them from then on.',
    },
    traits: {
      // The call names one person.
      batchSize: 1,
      reversible: true,
      // Moving back takes another group for each, which no single request can say.
      inverse: null,
      // There is no token, and none is needed: the call sets a state and carries AWS's idempotent trait.
      whenInDoubt: 'same-token',
      noMayMeanDone: false,
      canBeReadBack: true,
    },
    options: [GROUP_OPTION],
    async choose(typed, signal) {
      return chooseGroup(typed[GROUP_OPTION], await parts.groups.now(signal), { orDefault: false });
    },
    assess: (account, choices) => exempt(account) ?? assess(account, choices),
    async apply(call) {
      assertUserBatch(call, 1);
      const groupId = groupOf(call.choices);
      const [userId] = call.members;
      if (groupId === null || userId === undefined) throw new Error('A move without a person or a group');
      return apply(userId, groupId, parts, call.signal);
    },
    readBack,
  };
}

function assess(account: Account, choices: Choices): Assessment {
  if (account.membership === 'unknown') {
    return { kind: 'invalid', reason: 'Wickr does not say whether this member is active or still invited.' };
  }
  const groupId = groupOf(choices);
  if (groupId === null) return { kind: 'invalid', reason: 'No security group was chosen.' };
  return isIn(account, groupId)
    ? { kind: 'already-so', reason: 'This account is already in that security group.' }
    : { kind: 'will-change' };
}

/** In that group and no other: an account has one, though the API shows a list. */
function isIn({ groups }: Account, groupId: string): boolean {
  return groups.length === 1 && groups[0] === groupId;
}

function readBack(account: Account | null, choices: Choices): ReadBack {
  const groupId = groupOf(choices);
  if (account === null) return 'not-in-effect';
  if (groupId === null || account.groups.length === 0) return 'cannot-tell';
  return isIn(account, groupId) ? 'in-effect' : 'not-in-effect';
}

/**
 * Three calls: the person as they are, the same person in the new group, and a look at what came of it. Whether
 * details left out stay as they are is not documented, so all are sent.
 */
async function apply(userId: AccountId, groupId: string, parts: Parts, signal: AbortSignal): Promise<CallResult> {
  const { client, accounts } = parts;
  const got = await client.getUser(userId, signal);
  if (got.kind !== 'ok') return beforeAnything(await unansweredFor(userId, got, client, signal));
  const { account, details } = got.value;
  if (account.id !== userId) return { kind: 'not-sent', reason: 'Wickr answered about another account' };
  if (isIn(account, groupId)) return answeredFor(userId, { kind: 'succeeded' }, got);

  const called = await client.updateUser({ userId, details: { ...details, securityGroupIds: [groupId] } }, signal);
  if (called.kind !== 'ok') return unansweredFor(userId, called, client, signal);
  const moved = await accounts.get(userId, signal).catch(asUnread);
  const seen = moved !== null && isIn(moved.account, groupId);
  return answeredFor(userId, seen ? { kind: 'succeeded' } : null, called);
}

/** Reading did not work out, so nothing was changed, however the read ended. */
function beforeAnything(result: CallResult): CallResult {
  switch (result.kind) {
    case 'lost':
      return { kind: 'not-sent', reason: `the account could not be read: ${result.reason}` };
    case 'unavailable':
      return { kind: 'not-sent', reason: `the account could not be read (${result.status})` };
    default:
      return result;
  }
}
