import type { AccountId } from '../../ids.ts';
import { capped } from '../http/capped.ts';
import type { CallResult, ItemAnswer } from '../operation.ts';
import type { Failure } from './failure.ts';

/** What a call without an answer of its own lets us conclude about the people in it. Pure. */
export function unanswered(failure: Failure, members: readonly AccountId[]): CallResult {
  const { requestId } = failure;
  const reason = asReason(failure.reason);
  switch (failure.kind) {
    case 'blocked':
      return blocked(failure, reason);
    case 'throttled':
      return { kind: 'throttled', requestId, retryAfterMs: failure.retryAfterMs };
    case 'never-sent':
      return { kind: 'not-sent', reason };
    case 'lost':
    case 'unexpected':
      return { kind: 'lost', requestId, reason };
    case 'unavailable':
      // The service's own 500 may be about somebody in the batch, and comes again as long as they are: taken apart.
      return failure.status === 500 && failure.enveloped && failure.apiCode === null
        ? { kind: 'refused', requestId, status: 500, reason, inDoubt: true }
        : { kind: 'unavailable', requestId, status: failure.status, retryAfterMs: failure.retryAfterMs };
    case 'person':
    case 'invalid':
    case 'declined':
    case 'extension':
      return refused(failure, reason, members);
  }
}

function refused(
  { requestId, status, effect }: Extract<Failure, { status: number }> & Failure,
  reason: string,
  members: readonly AccountId[],
): CallResult {
  if (effect === 'in-doubt') return { kind: 'refused', requestId, status, reason, inDoubt: true };
  const [only, ...others] = members;
  // 404 is a person's here, and never the place's: that is `blocked`.
  if (only !== undefined && others.length === 0) return answeredFor(only, { kind: 'failed', reason }, requestId);
  return { kind: 'refused', requestId, status: status === 404 ? 400 : status, reason };
}

function blocked(
  { cause, requestId, status, effect }: Extract<Failure, { kind: 'blocked' }>,
  reason: string,
): CallResult {
  // A plan's limit may have been met half-way.
  if (effect === 'in-doubt') return { kind: 'refused', requestId, status, reason, inDoubt: true };
  switch (cause) {
    case 'credentials':
    case 'signature':
      return { kind: 'unauthenticated', requestId, reason };
    case 'pool':
      return { kind: 'refused', requestId, status: 404, reason };
    case 'clock':
    case 'forbidden':
    case 'plan':
    case 'unsupported':
      return { kind: 'forbidden', requestId, reason };
  }
}

/** An answer about one person; null leaves them unconfirmed. */
export function answeredFor(id: AccountId, item: ItemAnswer | null, requestId: string | null): CallResult {
  return { kind: 'answered', requestId, items: new Map(item === null ? [] : [[id, item]]), foreign: [] };
}

/** As GenAuth or we have put it, cut to a length people read, with an end. */
export function asReason(text: string): string {
  const short = capped(text);
  return /[.!?…。]$/u.test(short) ? short : `${short}.`;
}
