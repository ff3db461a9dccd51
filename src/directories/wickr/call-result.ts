import type { AccountId } from '../../ids.ts';
import { capped } from '../http/capped.ts';
import type { CallResult, ItemAnswer } from '../operation.ts';
import type { Called } from './calling.ts';
import type { ErrorAnswer } from './errors.ts';
import type { BatchAnswer } from './schema.ts';

/** What a call that names people by id lets us conclude: toggle, delete and reinvite answer alike. Pure. */
export function callResult(called: Called<BatchAnswer>, members: readonly AccountId[]): CallResult {
  if (called.kind !== 'ok') return unanswered(called);
  return { kind: 'answered', requestId: called.requestId, ...personByPerson(called.value, members) };
}

/** What a call without an answer of its own lets us conclude. */
export function unanswered(called: Exclude<Called<unknown>, { kind: 'ok' }>): CallResult {
  switch (called.kind) {
    case 'error':
      return refusal(called);
    case 'never-sent':
      return { kind: 'not-sent', reason: called.reason };
    case 'lost':
      return { kind: 'lost', requestId: called.requestId, reason: called.reason };
  }
}

function personByPerson(answer: BatchAnswer, members: readonly AccountId[]) {
  const inBatch = new Set(members);
  const succeeded = new Set(answer.successful.map(({ userId }) => userId));
  const failed = new Map(answer.failed.map(({ userId, reason }) => [userId, reason]));
  const items = new Map<AccountId, ItemAnswer>();
  for (const id of members) {
    // Both at once says neither: the person stays unconfirmed.
    if (succeeded.has(id) === failed.has(id)) continue;
    items.set(id, succeeded.has(id) ? { kind: 'succeeded' } : { kind: 'failed', reason: reasonOr(failed.get(id)) });
  }
  const foreign = [...new Set([...succeeded, ...failed.keys()])].filter((id) => !inBatch.has(id));
  return { items, foreign };
}

/** A reason as Wickr wrote it, cut to a length people read. */
export function reasonOr(reason: string | null | undefined): string {
  return capped(reason ?? '') || 'Wickr gave no reason';
}

function refusal(error: ErrorAnswer): CallResult {
  const { requestId, status, reason, retryAfterMs } = error;
  switch (error.problem) {
    case 'invalid':
    case 'not-found':
      return { kind: 'refused', requestId, status, reason };
    case 'throttled':
      return { kind: 'throttled', requestId, retryAfterMs };
    case 'unavailable':
      return { kind: 'unavailable', requestId, status, retryAfterMs };
    case 'unauthenticated':
      return { kind: 'unauthenticated', requestId, reason };
    case 'forbidden':
      return { kind: 'forbidden', requestId, reason };
    case 'unexpected':
      // A redirect, a 202, a 409 …: Wickr documents none of them, so a proxy may have spoken, before or after Wickr
      // acted. Nothing says "no effect", and splitting the batch would not help: read back.
      return { kind: 'lost', requestId, reason };
  }
}
