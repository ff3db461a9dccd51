import type { AccountId } from '../ids.ts';

/**
 * A person's record in a directory, in our words. Each directory kind translates its own fields into these.
 * `unknown` is its own answer: nothing is ever decided on a guess.
 */
export interface Account {
  readonly id: AccountId;
  /** What to call the person: full name, else e-mail, else id. Personal data: shown, never logged. */
  readonly label: string;
  /** As the directory writes it, or null when it holds none. Personal data. */
  readonly email: string | null;
  /** `pending`: invited, not yet accepted. */
  readonly membership: 'pending' | 'active' | 'unknown';
  readonly suspended: boolean | 'unknown';
  readonly admin: boolean | 'unknown';
  readonly kind: 'person' | 'bot' | 'unknown';
  /** Only says something while the membership is pending. */
  readonly inviteExpired: boolean | 'unknown';
  /** Native ids of the groups the account is in. */
  readonly groups: readonly string[];
  /** Milliseconds UTC, or null when the directory does not say. */
  readonly lastActivityAt: number | null;
  /** The directory's own word for the account's state, where the fields above do not tell it: `Resigned`. */
  readonly nativeStatus?: string;
}

/** Somebody who can administer the directory now. */
export const isActiveAdmin = ({ admin, membership, suspended }: Account): boolean =>
  admin === true && membership === 'active' && suspended !== true;

/** The facts about an account that a decision rested on; pinned in the plan so that later changes can be seen. */
export interface AccountState {
  readonly membership: Account['membership'];
  readonly suspended: Account['suspended'];
  readonly admin: Account['admin'];
  readonly kind: Account['kind'];
  readonly nativeStatus?: string;
}

export function accountState(account: Account): AccountState {
  const { membership, suspended, admin, kind, nativeStatus } = account;
  return { membership, suspended, admin, kind, ...(nativeStatus === undefined ? {} : { nativeStatus }) };
}
