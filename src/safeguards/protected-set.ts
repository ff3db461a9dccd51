import type { Account } from '../directories/account.ts';
import { foldEmail } from '../targets/email-address.ts';

/** Somebody who has a part in a request and therefore none among those it changes. */
export interface Involved {
  readonly part: 'requester' | 'approver';
  /** Of the Slack profile; null where Slack does not tell one. */
  readonly email: string | null;
}

export const PROTECTED_BY_LIST = 'This account is protected: nobody may change it through Muster.';

const PARTS: Readonly<Record<Involved['part'], string>> = {
  requester: 'This is the account of whoever asked.',
  approver: 'This is the account of somebody who approved.',
};

/** Why nobody may take anything from an account, whatever the operation says of it; null for ordinary people. */
export function protectedSet(
  account: Pick<Account, 'admin' | 'kind' | 'email'>,
  involved: readonly Involved[],
): string | null {
  if (account.kind === 'bot') return 'This is a bot or service account.';
  if (account.admin === true) return 'This is an administrator of the directory.';
  if (account.admin === 'unknown') return 'This may be an administrator: the directory does not say.';
  return involvement(account.email, involved);
}

/** The same, where only the e-mail is known. */
export function involvement(email: string | null, involved: readonly Involved[]): string | null {
  if (email === null) return null;
  const folded = foldEmail(email);
  const found = involved.find((one) => one.email !== null && foldEmail(one.email) === folded);
  return found ? PARTS[found.part] : null;
}
