import { z } from 'zod';
import { type Answer, ok } from '../answer.ts';
import type { WickrUser } from '../state.ts';
import type { NetworkCall } from './operation.ts';

export const UserIds = z.object({ userIds: z.array(z.string()) });
export const userIdsOf = (input: unknown) => UserIds.parse(input).userIds;

interface Failure {
  readonly userId: string;
  readonly field?: string;
  readonly reason: string;
}

/** Does something to each user by id and says of each how it went; a change answers null or the reason it failed for. */
export function eachUser(
  call: NetworkCall,
  notFound: string,
  change: (user: WickrUser) => string | null,
): { readonly successful: readonly { readonly userId: string }[]; readonly failed: readonly Failure[] } {
  const successful: { userId: string }[] = [];
  const failed: Failure[] = [];
  for (const [index, userId] of userIdsOf(call.input).entries()) {
    const reason = call.itemFailure(userId, index) ?? attempt(call, userId, notFound, change);
    if (reason === null) successful.push({ userId });
    else failed.push({ userId, reason });
  }
  return { successful, failed };
}

function attempt(
  call: NetworkCall,
  userId: string,
  notFound: string,
  change: (user: WickrUser) => string | null,
): string | null {
  const user = call.actual(userId);
  if (user) return change(user);
  call.violation('unknown-id', userId);
  return notFound;
}

/** As AWS's samples have it: `message` tells whole from part, and `field` says "username" although the id is meant. */
export function batchAnswer({ successful, failed }: ReturnType<typeof eachUser>): Answer {
  return ok({
    message: failed.length === 0 ? 'success' : 'partial success',
    successful,
    failed: failed.map((failure) => ({ ...failure, field: 'username' })),
  });
}
