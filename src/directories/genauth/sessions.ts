import type { AccountId } from '../../ids.ts';
import type { GenAuthClient } from './client.ts';
import type { LoggedInApps } from './schema.ts';
import { valueFrom } from './unavailable.ts';

/** The applications somebody is logged in to; null when there is no such person. Throws DirectoryUnavailable. */
export async function loggedInApps(
  id: AccountId,
  { client, place }: { readonly client: Pick<GenAuthClient, 'getUserLoggedinApps'>; readonly place: string },
  signal: AbortSignal,
): Promise<LoggedInApps | null> {
  const called = await client.getUserLoggedinApps({ userId: id, userIdType: 'user_id' }, signal);
  const isGone = called.kind === 'person' || called.kind === 'invalid' ? called.problem === 'not-found' : false;
  return isGone ? null : valueFrom(called, place);
}
