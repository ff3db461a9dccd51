import type { AccountId } from '../../../ids.ts';
import { foldEmail } from '../../../targets/email-address.ts';
import type { Account } from '../../account.ts';
import { DirectoryUnavailable } from '../../directory.ts';
import type { Assessment, BatchCall, CallResult, Details, ItemAnswer, Newcomer, Operation } from '../../operation.ts';
import { asReason, unanswered } from '../call-result.ts';
import type { NewUser } from '../requests.ts';
import type { PoolUsers } from '../schema.ts';
import { APP_OPTION, chooseLogInPage, logInPage } from './app-choice.ts';
import { BATCH_SIZE } from './batch.ts';
import type { OperationParts } from './parts.ts';

type Parts = Pick<OperationParts, 'client' | 'rules' | 'users'>;

/**
 * create-users-batch. The service makes the password and mails it to the person, who has to change it at the first
 * log-in; Muster never has one.
 */
export function invite(parts: Parts): Operation {
  return {
    words: {
      verb: 'invite',
      done: 'invited',
      doing: 'inviting',
      effect:
        'They get an account and a mail with their first log-in, which cannot be called back; the account can be deleted.',
    },
    traits: {
      batchSize: BATCH_SIZE,
      reversible: true,
      // Not `delete`: it takes the ids of the new accounts, and should be asked for by itself.
      inverse: null,
      // E-mails are unique in a pool, so whoever has been created after all is refused and gets no second mail.
      whenInDoubt: 'after-read-back',
      // "Exists already" is also what is said of those whom an earlier arrival created.
      noMayMeanDone: true,
      canBeReadBack: true,
    },
    options: [APP_OPTION],
    choose: async (typed) => chooseLogInPage(typed[APP_OPTION], parts.rules.inviteAppId),
    assess,
    welcome,
    async apply(call) {
      assertInvitation(call);
      const { members, signal } = call;
      const before = await alreadyThere(members, parts, signal);
      if (before !== null) return before;
      const users = members.map((email) => newUser(email, call.details.get(email)));
      const called = await parts.client.createUsersBatch({ users, options: mailed(call) }, signal);
      if (called.kind !== 'ok') return unanswered(called, members);
      return { kind: 'answered', requestId: called.requestId, ...created(called.value, members) };
    },
    readBack: (account) => (account === null ? 'not-in-effect' : 'in-effect'),
  };
}

function assess({ suspended, nativeStatus }: Account): Assessment {
  const state = nativeStatus?.toLowerCase() ?? (suspended === true ? 'suspended' : null);
  const reason = `This person has an account already${state === null ? '' : `, which is ${state}`}.`;
  return { kind: 'already-so', reason };
}

function welcome({ firstName, lastName }: Newcomer): ReturnType<NonNullable<Operation['welcome']>> {
  return {
    kind: 'will-change',
    details: { ...(firstName ? { firstName } : {}), ...(lastName ? { lastName } : {}) },
  };
}

function assertInvitation({ members }: BatchCall): void {
  if (members.length === 0 || members.length > BATCH_SIZE) {
    throw new Error(`An invitation must have 1 to ${BATCH_SIZE} members`);
  }
  if (!members.every((email) => email.includes('@') && foldEmail(email) === email)) {
    throw new Error('An invitation names something that is no folded e-mail address');
  }
}

/**
 * Whoever has got an account since the preview would spoil the batch, and after a refusal could not be told from those
 * whom it created. Nothing is sent then: the batch is taken apart until they stand alone.
 */
async function alreadyThere(
  emails: readonly AccountId[],
  { users }: Parts,
  signal: AbortSignal,
): Promise<CallResult | null> {
  const lookups = emails.map((email) => ({ by: 'email', email }) as const);
  try {
    const found = await users.find(lookups, signal);
    return found.every((those) => those.length === 0) ? null : EXISTS;
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return { kind: 'not-sent', reason: asReason(error.message) };
  }
}

const EXISTS: CallResult = {
  kind: 'refused',
  requestId: null,
  status: 409,
  reason: 'There is an account with this e-mail already; nobody was sent a mail.',
};

function newUser(email: AccountId, { firstName, lastName }: Details = {}): NewUser {
  const name = [firstName, lastName].filter((part) => part !== undefined).join(' ');
  return {
    email,
    ...(name === '' ? {} : { name }),
    ...(firstName === undefined ? {} : { givenName: firstName }),
    ...(lastName === undefined ? {} : { familyName: lastName }),
  };
}

function mailed({ choices }: BatchCall) {
  const appId = logInPage(choices);
  return {
    autoGeneratePassword: true,
    resetPasswordOnFirstLogin: true,
    sendNotification: { sendEmailNotification: true, ...(appId === null ? {} : { appId }) },
  };
}

/** Matched by e-mail; of whom the answer does not speak, it is read back. */
function created({ users }: PoolUsers, members: readonly AccountId[]) {
  const emails = new Set(users.flatMap(({ email }) => (email === null ? [] : [foldEmail(email)])));
  const inBatch = new Set<string>(members);
  return {
    items: new Map(
      members.flatMap((email): [AccountId, ItemAnswer][] =>
        emails.has(email) ? [[email, { kind: 'succeeded' }]] : [],
      ),
    ),
    foreign: users.filter(({ email }) => email === null || !inBatch.has(foldEmail(email))).map(({ id }) => id),
  };
}
