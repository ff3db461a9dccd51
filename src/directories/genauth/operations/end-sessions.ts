import type { AccountId } from '../../../ids.ts';
import { DirectoryUnavailable } from '../../directory.ts';
import type { CallResult } from '../../operation.ts';
import { asReason, unanswered } from '../call-result.ts';
import { MAX_USERS_PER_CALL } from '../user-batch.ts';
import type { OperationParts } from './parts.ts';

export type Ended =
  /** The service said yes to all calls; that is not a proof. */
  | { readonly kind: 'asked'; readonly requestId: string | null }
  /** Not logged in to any of them: nothing was asked. */
  | { readonly kind: 'none' }
  /** Some of the log-ins may have ended. */
  | { readonly kind: 'not-asked'; readonly result: CallResult };

/** kick-users, in parts of 50 applications. */
export async function endSessions(
  id: AccountId,
  appIds: readonly string[],
  { client }: Pick<OperationParts, 'client'>,
  signal: AbortSignal,
): Promise<Ended> {
  let requestId: string | null = null;
  for (let from = 0; from < appIds.length; from += MAX_USERS_PER_CALL) {
    const part = appIds.slice(from, from + MAX_USERS_PER_CALL);
    const called = await client.kickUsers({ userId: id, userIdType: 'user_id', appIds: part }, signal);
    if (called.kind !== 'ok') {
      const result = unanswered(called, [id]);
      return { kind: 'not-asked', result: from === 0 ? result : afterOthers(result, from) };
    }
    requestId = called.requestId;
  }
  return appIds.length === 0 ? { kind: 'none' } : { kind: 'asked', requestId };
}

function afterOthers(result: CallResult, done: number): CallResult {
  const doubt = inDoubt(result);
  return doubt.kind === 'lost'
    ? { ...doubt, reason: `${doubt.reason} The log-ins of ${done} applications had ended.` }
    : doubt;
}

/** What comes after something that was done must not read as if nothing had happened. */
export function inDoubt(result: CallResult): Extract<CallResult, { kind: 'lost' | 'unavailable' }> {
  switch (result.kind) {
    case 'lost':
    case 'unavailable':
      return result;
    case 'throttled':
      return { ...result, kind: 'unavailable', status: 429 };
    default:
      return {
        kind: 'lost',
        requestId: result.kind === 'not-sent' ? null : result.requestId,
        reason: reasonOf(result),
      };
  }
}

function reasonOf(result: Exclude<CallResult, { kind: 'throttled' | 'unavailable' }>): string {
  if ('reason' in result) return result.reason;
  const items = result.kind === 'answered' ? [...result.items.values()] : [];
  return items.find((item) => item.kind === 'failed')?.reason ?? 'The log-ins could not be ended.';
}

/** As `sessions`, as the reason why they could not be read. */
export async function readSessions(
  id: AccountId,
  { sessions }: Pick<OperationParts, 'sessions'>,
  signal: AbortSignal,
): Promise<
  | { readonly kind: 'read'; readonly appIds: readonly string[] | null }
  | { readonly kind: 'unread'; readonly reason: string }
> {
  try {
    const apps = await sessions(id, signal);
    return { kind: 'read', appIds: apps === null ? null : [...new Set(apps.map(({ appId }) => appId))].sort() };
  } catch (error) {
    if (error instanceof DirectoryUnavailable) return { kind: 'unread', reason: asReason(error.message) };
    throw error;
  }
}
