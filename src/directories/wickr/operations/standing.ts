import type { Account } from '../../account.ts';
import type { Assessment } from '../../operation.ts';

/**
 * Who is never touched, whatever the operation; null for ordinary people. Asked first, so that an administrator is
 * never called a mere "already suspended". The API itself would act on administrators without a word.
 */
export function exempt(account: Account): Extract<Assessment, { kind: 'protected' }> | null {
  const reason = exemption(account);
  return reason === null ? null : { kind: 'protected', reason };
}

function exemption({ kind, admin }: Account): string | null {
  if (kind === 'bot') return 'This is a bot.';
  if (kind === 'unknown') return 'This may not be a person: Wickr does not say what kind of account it is.';
  if (admin === true) return 'This is an administrator of the network.';
  if (admin === 'unknown') return 'This may be an administrator: Wickr does not say.';
  return null;
}
