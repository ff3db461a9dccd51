import { foldIdentifier, type UserIdType } from './identifier.ts';
import type { PoolUser } from './schema.ts';

/** Is the user named by this identifier, which is folded? Nobody shows a sync relation. */
export function isNamed(user: PoolUser, type: UserIdType, value: string): boolean {
  return namesOf(user, type).some((name) => name !== null && foldIdentifier(type, name) === value);
}

function namesOf(user: PoolUser, type: UserIdType): readonly (string | null)[] {
  switch (type) {
    case 'user_id':
      return [user.id];
    case 'email':
      return [user.email];
    case 'phone':
      return [user.phone];
    case 'username':
      return [user.username];
    case 'external_id':
      return [user.externalId];
    case 'identity':
      return user.identities.map(({ extIdpId, userIdInIdp }) => `${extIdpId}:${userIdInIdp}`);
    case 'sync_relation':
      return [];
  }
}
