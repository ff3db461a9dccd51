import type { StoredTarget } from '../requests/view.ts';

/** Somebody who has no account yet: their e-mail stands for the id they do not have. */
export function isNewcomer({ accountId, email }: Pick<StoredTarget, 'accountId' | 'email'>): boolean {
  return accountId !== null && accountId === email;
}
