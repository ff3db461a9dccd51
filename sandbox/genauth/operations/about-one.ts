import { type Envelope, malformed, userNotFound } from '../envelope.ts';
import type { UserIdType } from '../identifiers.ts';
import type { GenAuthUser } from '../user.ts';
import { findOne } from './named-users.ts';
import type { PoolCall } from './operation.ts';

interface Whom {
  readonly userId: string;
  readonly userIdType: UserIdType;
}

/** Answers about the one user that reads show. */
export function readOne(call: PoolCall, whom: Whom, answer: (user: GenAuthUser) => Envelope): Envelope {
  return aboutOne(call, call.visibleUsers(), whom, answer);
}

/** Does something to the one user that is really there. */
export function changeOne(call: PoolCall, whom: Whom, change: (user: GenAuthUser) => Envelope): Envelope {
  return aboutOne(call, call.actualUsers(), whom, change);
}

function aboutOne(
  call: PoolCall,
  among: readonly GenAuthUser[],
  { userId, userIdType }: Whom,
  act: (user: GenAuthUser) => Envelope,
): Envelope {
  const user = findOne(call, among, userIdType, userId);
  if (user === 'malformed') return malformed('userId');
  return user === 'unknown' ? userNotFound : act(user);
}
