import type { Account } from '../account.ts';
import type { Assessment, Operation, OperationTraits, OperationWords, ReadBack } from '../operation.ts';
import { callResult } from './call-result.ts';
import type { WickrClient } from './client.ts';
import { USER_ID } from './schema.ts';

/** BatchToggleUserSuspendStatus: "Maximum 50 users per batch request", in prose only. */
const BATCH_SIZE = 50;
/** https://docs.aws.amazon.com/wickr/latest/APIReference/API_BatchToggleUserSuspendStatus.html */
const CLIENT_TOKEN = /^[a-zA-Z0-9\-_:]{1,64}$/;

export interface OperationParts {
  readonly client: Pick<WickrClient, 'batchToggleUserSuspendStatus'>;
  /** Called after each attempt, whatever its end: what was known of the accounts may be outdated. */
  readonly onAttempt: () => void;
}

export function wickrOperations(parts: OperationParts): ReadonlyMap<string, Operation> {
  const catalogue = [
    toggle(parts, true, {
      verb: 'suspend',
      done: 'suspended',
      doing: 'suspending',
      effect: 'They are signed out and cannot sign in; account and data are kept.',
    }),
    toggle(parts, false, {
      verb: 'unsuspend',
      done: 'unsuspended',
      doing: 'unsuspending',
      effect: 'They can sign in again.',
    }),
  ];
  return new Map(catalogue.map((operation) => [operation.words.verb, operation]));
}

/** What `muster.yaml` may speak of before any directory is open. */
export const WICKR_VERBS: readonly string[] = ['suspend', 'unsuspend'];

function toggle({ client, onAttempt }: OperationParts, suspend: boolean, words: OperationWords): Operation {
  const traits: OperationTraits = {
    batchSize: BATCH_SIZE,
    reversible: true,
    inverse: suspend ? 'unsuspend' : 'suspend',
    // The call sets a state and carries AWS's idempotent trait.
    whenInDoubt: 'same-token',
  };
  return {
    words,
    traits,
    assess: (account) => assess(account, suspend),
    async apply({ token, members, signal }) {
      if (!CLIENT_TOKEN.test(token)) throw new Error('A batch token does not fit X-Client-Token');
      if (members.length === 0 || members.length > BATCH_SIZE) throw new Error('A batch must have 1 to 50 members');
      if (!members.every((id) => USER_ID.test(id))) throw new Error('A batch names something that is no Wickr user id');
      if (new Set(members).size !== members.length) throw new Error('A batch names someone twice');
      const called = await client.batchToggleUserSuspendStatus({ suspend, userIds: members, token }, signal);
      onAttempt();
      return callResult(called, members);
    },
    readBack: (account) => readBack(account, suspend),
  };
}

/**
 * Protected comes first, so that an administrator is never called a mere "already suspended". The API itself would
 * suspend administrators without a word.
 */
function assess(account: Account, suspend: boolean): Assessment {
  if (account.kind === 'bot') return { kind: 'protected', reason: 'This is a bot.' };
  if (account.kind === 'unknown') {
    return { kind: 'protected', reason: 'This may not be a person: Wickr does not say what kind of account it is.' };
  }
  if (account.admin === true) return { kind: 'protected', reason: 'This is an administrator of the network.' };
  if (account.admin === 'unknown') {
    return { kind: 'protected', reason: 'This may be an administrator: Wickr does not say.' };
  }
  if (account.suspended === 'unknown')
    return { kind: 'invalid', reason: 'Wickr does not say whether this account is suspended.' };
  if (account.suspended === suspend) {
    return {
      kind: 'already-so',
      reason: suspend ? 'This account is already suspended.' : 'This account is not suspended.',
    };
  }
  if (account.membership === 'unknown') {
    return { kind: 'invalid', reason: 'Wickr does not say whether this member is active or still invited.' };
  }
  if (suspend && account.membership === 'pending') {
    // Undocumented: an invitation might still be accepted afterwards, and we would have promised otherwise.
    return { kind: 'invalid', reason: 'The invitation was not accepted yet, so there is no sign-in to suspend.' };
  }
  return { kind: 'will-change' };
}

/** Nobody there: not in effect. Sent again, the batch comes back with Wickr's own reason for that person. */
function readBack(account: Account | null, suspend: boolean): ReadBack {
  if (account === null) return 'not-in-effect';
  if (account.suspended === 'unknown') return 'cannot-tell';
  return account.suspended === suspend ? 'in-effect' : 'not-in-effect';
}
