import type { GenAuthClient, UserRef } from './client.ts';
import type { Failure } from './failure.ts';
import { foldIdentifier } from './identifier.ts';
import { isNamed } from './named-by.ts';
import type { PoolUser } from './schema.ts';

export type ReadOne =
  | { readonly kind: 'user'; readonly user: PoolUser }
  | { readonly kind: 'absent' }
  /** It could not be told this time. */
  | { readonly kind: 'unread'; readonly failure: Failure };

/** One person by get-user, where an answer about several would not help. */
export async function readOne(
  client: Pick<GenAuthClient, 'getUser'>,
  { userId, userIdType }: UserRef,
  signal: AbortSignal,
): Promise<ReadOne> {
  const withIdentities = userIdType === 'identity';
  const called = await client.getUser({ userId, userIdType, withIdentities }, signal);
  if (called.kind === 'ok') {
    const user = called.value;
    const isMeant = userIdType === 'sync_relation' || isNamed(user, userIdType, foldIdentifier(userIdType, userId));
    return isMeant ? { kind: 'user', user } : { kind: 'unread', failure: SOMEBODY_ELSE };
  }
  return isAbsence(called, userIdType) ? { kind: 'absent' } : { kind: 'unread', failure: called };
}

/**
 * 2004, or 404 without a code. The service may call malformed what has passed our own checks, and then nobody is named so:
 * not of native ids, where an absence may be taken for a deletion.
 */
function isAbsence(failure: Failure, userIdType: UserRef['userIdType']): boolean {
  if (failure.kind === 'person') return failure.problem === 'not-found';
  if (failure.kind !== 'invalid') return false;
  return failure.problem === 'not-found' || (failure.problem === 'parameters' && userIdType !== 'user_id');
}

const SOMEBODY_ELSE: Failure = {
  kind: 'lost',
  cause: 'unreadable',
  requestId: null,
  effect: 'none',
  reason: 'it answered about another person than the one asked for',
};
