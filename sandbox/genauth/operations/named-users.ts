import { type Failure, malformed } from '../envelope.ts';
import { indexUsers, isWellFormed, type UserIdType } from '../identifiers.ts';
import type { GenAuthUser } from '../user.ts';
import type { PoolCall } from './operation.ts';

/** One identifier of a call and who is meant; null is nobody. */
export interface Named {
  readonly id: string;
  readonly user: GenAuthUser | null;
}

/** Whom the identifiers mean, everybody once. A shared phone number may mean two people. */
export function findNamed(
  call: PoolCall,
  among: readonly GenAuthUser[],
  type: UserIdType,
  ids: readonly string[],
): { readonly kind: 'found'; readonly named: readonly Named[] } | { readonly kind: 'refused'; readonly why: Failure } {
  const refused = { kind: 'refused', why: malformed('userIds') } as const;
  if (!ids.every((id) => isWellFormed(type, id))) return refused;
  const distinct = [...new Set(ids)];
  if (distinct.length < ids.length && call.behaviour.duplicateIds === 'refuse') return refused;

  const find = indexUsers(among, type);
  const seen = new Set<string>();
  const named = distinct.flatMap((id): Named[] => {
    const found = call.behaviour.sharedPhone === 'every' ? find(id) : find(id).slice(0, 1);
    if (found.length === 0) return [{ id, user: null }];
    const first = found.filter((user) => !seen.has(user.userId));
    for (const user of first) seen.add(user.userId);
    return first.map((user) => ({ id, user }));
  });
  for (const { id, user } of named) if (!user) call.violation('unknown-id', id);
  return { kind: 'found', named };
}

/** The one user that an operation about one user is about, or what it answers instead. */
export function findOne(
  call: PoolCall,
  among: readonly GenAuthUser[],
  type: UserIdType,
  id: string,
): GenAuthUser | 'malformed' | 'unknown' {
  if (!isWellFormed(type, id)) return 'malformed';
  const [user] = indexUsers(among, type)(id);
  if (user) return user;
  call.violation('unknown-id', id);
  return 'unknown';
}
