import type { GenAuthUser } from './user.ts';

/** How a call may name a user. `custom_field` is in the SDKs' lists too, but nothing says how it works: refused. */
export const userIdTypes = [
  'user_id',
  'email',
  'phone',
  'username',
  'external_id',
  'identity',
  'sync_relation',
] as const;
export type UserIdType = (typeof userIdTypes)[number];

/** Whether the service would call the identifier malformed instead of unknown. */
export function isWellFormed(type: UserIdType, id: string): boolean {
  switch (type) {
    case 'email':
      return /^[^\s@]+@[^\s@]+$/.test(id);
    case 'phone':
      // `212-456-1111` is merely unknown, a trailing `#` is refused.
      return /^[+\d][\d -]*$/.test(id);
    case 'identity':
    case 'sync_relation':
      return /^[^:]+:.+$/s.test(id);
    case 'user_id':
    case 'username':
    case 'external_id':
      return id !== '';
  }
}

/** Finds people by what a call named them with. Built once per call: one pass over the pool. */
export function indexUsers(users: readonly GenAuthUser[], type: UserIdType): (id: string) => readonly GenAuthUser[] {
  const index = new Map<string, GenAuthUser[]>();
  for (const user of users) {
    for (const key of keysOf(user, type)) {
      const known = index.get(key);
      if (known) known.push(user);
      else index.set(key, [user]);
    }
  }
  return (id) => index.get(type === 'email' ? id.toLowerCase() : id) ?? [];
}

function keysOf(user: GenAuthUser, type: UserIdType): readonly string[] {
  switch (type) {
    case 'user_id':
      return [user.userId];
    case 'email':
      return given(user.email);
    case 'phone':
      return given(user.phone);
    case 'username':
      return given(user.username);
    case 'external_id':
      return given(user.externalId);
    case 'identity':
      return user.identities.map((it) => `${it.extIdpId}:${it.userIdInIdp}`);
    case 'sync_relation':
      return user.syncRelations.map((it) => `${it.provider}:${it.userIdInIdp}`);
  }
}

const given = (value: string | null) => (value === null ? [] : [value]);
