import type { AccountId } from '../../../ids.ts';
import { foldEmail } from '../../../targets/email-address.ts';
import type { Account } from '../../account.ts';
import type { Assessment, BatchCall, Details, Newcomer, Operation } from '../../operation.ts';
import { unanswered } from '../call-result.ts';
import type { NewUser } from '../client.ts';
import { asUnread } from '../reading.ts';
import { assertBatch, BATCH_SIZE } from './batch.ts';
import { chooseGroup, GROUP_OPTION, groupOf } from './group-option.ts';
import { CODE_OPTIONS, type CodeChoice, chooseCode, codeOf, withoutCode } from './invite-code.ts';
import { type Existing, invited } from './invited.ts';
import type { OperationParts } from './parts.ts';

type Parts = Pick<OperationParts, 'client' | 'rules' | 'accounts' | 'groups'>;

const NO_CODE = { kind: 'chosen', choices: {}, words: null } as const;

/** BatchCreateUser. https://docs.aws.amazon.com/wickr/latest/APIReference/API_BatchCreateUser.html */
export function invite(parts: Parts): Operation {
  const { client, rules, groups } = parts;
  return {
    words: {
      verb: 'invite',
      done: 'invited',
      doing: 'inviting',
      effect:
        'They are sent an invitation by e-mail, which cannot be called back; the account it makes can be deleted.',
    },
    traits: {
      batchSize: BATCH_SIZE,
      // What it leaves in the directory can be removed, and nobody loses anything: not what a phrase must be typed for.
      reversible: true,
      // Not `delete`: it takes the ids of the new accounts, and should be asked for by itself.
      inverse: null,
      // AWS promises that the same token brings the first answer again, without a second invitation.
      whenInDoubt: 'same-token',
      // "User already exists" is also what a second arrival says of those whom the first one created.
      noMayMeanDone: true,
      canBeReadBack: true,
    },
    options: rules.preview ? [GROUP_OPTION, ...CODE_OPTIONS] : [GROUP_OPTION],
    async choose(typed, signal) {
      const code = rules.preview ? chooseCode(typed) : NO_CODE;
      if (code.kind === 'refused') return code;
      const group = chooseGroup(typed[GROUP_OPTION], await groups.now(signal), { orDefault: true });
      if (group.kind === 'refused') return group;
      const words = [group.words, code.words].filter((part) => part !== null).join('. ');
      return { ...code, choices: { ...group.choices, ...code.choices }, words };
    },
    assess,
    welcome,
    async apply(call) {
      assertInvitation(call);
      const { token, members, signal } = call;
      const code = rules.preview ? codeOf(call) : {};
      const users = members.map((email) => newUser(email, call, code));
      const called = await client.batchCreateUser({ users, token }, signal);
      if (called.kind !== 'ok') return withoutCode(unanswered(called), code);
      const { requestId, value } = called;
      const existing = (emails: readonly AccountId[]) => existingOf(emails, parts, signal);
      return withoutCode({ kind: 'answered', requestId, ...(await invited(value, members, existing)) }, code);
    },
    readBack: (account) => (account === null ? 'not-in-effect' : 'in-effect'),
  };
}

/** Of those who have an account already. */
function assess({ membership, inviteExpired, suspended }: Account): Assessment {
  switch (membership) {
    case 'active':
      return suspended === true
        ? { kind: 'already-so', reason: 'This person is already a member, and suspended; use unsuspend.' }
        : { kind: 'already-so', reason: 'This person is already a member.' };
    case 'pending':
      return inviteExpired === true
        ? {
            kind: 'already-so',
            reason: 'This person is already invited, and the invitation has expired; use reinvite.',
          }
        : { kind: 'already-so', reason: 'This person is already invited; use reinvite.' };
    case 'unknown':
      return { kind: 'already-so', reason: 'This person has an account already; Wickr does not say in what state.' };
  }
}

/** https://docs.aws.amazon.com/wickr/latest/APIReference/API_User.html: the names of bots, and only theirs, end so. */
function welcome({ email, firstName, lastName }: Newcomer): ReturnType<NonNullable<Operation['welcome']>> {
  if (email.endsWith('bot')) {
    return { kind: 'invalid', reason: 'This ends in “bot”, as only the names of bots do in Wickr.' };
  }
  const names = { ...(firstName ? { firstName } : {}), ...(lastName ? { lastName } : {}) };
  return { kind: 'will-change', details: names };
}

function assertInvitation(call: BatchCall): void {
  assertBatch(call);
  if (groupOf(call.choices) === null) throw new Error('An invitation without a security group');
  if (!call.members.every((email) => email.includes('@') && foldEmail(email) === email)) {
    throw new Error('An invitation names something that is no folded e-mail address');
  }
}

function newUser(email: AccountId, { details, choices }: BatchCall, code: CodeChoice): NewUser {
  const { firstName, lastName }: Details = details.get(email) ?? {};
  return {
    username: email,
    ...(firstName === undefined ? {} : { firstName }),
    ...(lastName === undefined ? {} : { lastName }),
    securityGroupIds: [groupOf(choices) ?? ''],
    ...code,
  };
}

/** Which of these addresses has an account now; null when that cannot be read. */
async function existingOf(emails: readonly AccountId[], { accounts }: Parts, signal: AbortSignal): Promise<Existing> {
  const lookups = emails.map((email) => ({ by: 'email', email }) as const);
  const found = await accounts.find({ lookups, signal }).catch(asUnread);
  return found && new Set(emails.filter((_, index) => (found[index]?.length ?? 0) > 0));
}
