import { z } from 'zod';
import type { BatchCall, CallResult, Choices, ItemAnswer, ResolvedChoices } from '../../operation.ts';
import type { NewUser } from '../client.ts';

/**
 * What only networks in preview know of an invitation.
 * https://docs.aws.amazon.com/wickr/latest/APIReference/API_BatchCreateUserRequestItem.html
 */
export type CodeChoice = Pick<NewUser, 'inviteCode' | 'inviteCodeTtl' | 'codeValidation'>;

/** The options, as typed. */
export const CODE_OPTIONS = ['invite-code', 'invite-code-days', 'code-validation'] as const;

const Typed = z.object({
  'invite-code': z.string().trim().min(1, '--invite-code needs a code.').optional(),
  'invite-code-days': z.stringFormat('days', /^[1-9]\d{0,3}$/, '--invite-code-days takes a number of days.').optional(),
  'code-validation': z.enum(['yes', 'no'], '--code-validation takes yes or no.').optional(),
});

/** Where the code itself is kept. */
const SECRET = 'inviteCode';

/** The code is a secret, and the words never tell it. Pure. */
export function chooseCode(typed: Readonly<Record<string, string>>): ResolvedChoices {
  const read = Typed.safeParse(typed);
  if (!read.success) return { kind: 'refused', reason: read.error.issues.map(({ message }) => message).join(' ') };
  const { 'invite-code': inviteCode, 'invite-code-days': days, 'code-validation': validation } = read.data;
  const choices: Choices = {
    ...(days === undefined ? {} : { inviteCodeTtl: days }),
    ...(validation === undefined ? {} : { codeValidation: String(validation === 'yes') }),
  };
  const words = [
    ...(inviteCode === undefined ? [] : ['with an invite code of its own']),
    ...(days === undefined ? [] : [`the code is good for ${days} ${days === '1' ? 'day' : 'days'}`]),
    ...(validation === undefined ? [] : [`validation by code: ${validation}`]),
  ];
  return {
    kind: 'chosen',
    choices,
    words: words.length === 0 ? null : `Invitation: ${words.join(', ')}`,
    ...(inviteCode === undefined ? {} : { secrets: { [SECRET]: inviteCode } }),
  };
}

/** As pinned, in the API's own types. */
export function codeOf({ choices, secrets = {} }: Pick<BatchCall, 'choices' | 'secrets'>): CodeChoice {
  const { inviteCodeTtl, codeValidation } = choices;
  const inviteCode = secrets[SECRET];
  return {
    ...(inviteCode === undefined ? {} : { inviteCode }),
    ...(inviteCodeTtl === undefined ? {} : { inviteCodeTtl: Number(inviteCodeTtl) }),
    ...(codeValidation === undefined ? {} : { codeValidation: codeValidation === 'true' }),
  };
}

/** The result with the code, which Wickr might quote, taken out of its reasons. */
export function withoutCode(result: CallResult, { inviteCode }: CodeChoice): CallResult {
  if (inviteCode === undefined) return result;
  const hide = (text: string) => text.replaceAll(inviteCode, '…');
  if (result.kind === 'answered') {
    const items = [...result.items].map(([id, item]) => [id, hidden(item, hide)] as const);
    return { ...result, items: new Map(items) };
  }
  return 'reason' in result ? { ...result, reason: hide(result.reason) } : result;
}

function hidden(item: ItemAnswer, hide: (text: string) => string): ItemAnswer {
  return item.kind === 'failed' ? { ...item, reason: hide(item.reason) } : item;
}
