import type { Account } from '../account.ts';
import type { PoolUser } from './schema.ts';

/** What only the service has a word for; the other states are whether somebody is suspended. */
const NATIVE = { deactivated: 'Deactivated', resigned: 'Resigned', archived: 'Archived' } as const;
export type NativeStatus = (typeof NATIVE)[keyof typeof NATIVE];

/** A user of the pool as an account. A user pool's administrators are not among its users, and neither are bots. */
export function accountOf(user: PoolUser): Account {
  const { id, status, email, lastLoginAt } = user;
  return {
    id,
    label: user.name ?? user.nickname ?? email ?? user.username ?? user.phone ?? id,
    email,
    membership: status === 'unknown' ? 'unknown' : 'active',
    suspended: status === 'unknown' ? 'unknown' : status === 'suspended',
    admin: false,
    kind: 'person',
    inviteExpired: false,
    groups: [],
    lastActivityAt: lastLoginAt,
    ...(status in NATIVE ? { nativeStatus: NATIVE[status as keyof typeof NATIVE] } : {}),
  };
}

/** Is the account gone for good, as far as anybody can see it? */
export const isArchived = (account: Pick<Account, 'nativeStatus'>): boolean => account.nativeStatus === NATIVE.archived;
export const isResigned = (account: Pick<Account, 'nativeStatus'>): boolean => account.nativeStatus === NATIVE.resigned;
