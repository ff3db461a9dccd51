import type { AccountId } from '../../../ids.ts';
import type { CallResult, ItemAnswer } from '../../operation.ts';
import { unanswered } from '../call-result.ts';
import type { Called } from '../calling.ts';
import type { WickrClient } from '../client.ts';

/** An answer about one person; null leaves them unconfirmed. */
export function answeredFor(
  id: AccountId,
  item: ItemAnswer | null,
  more: { readonly requestId?: string | null; readonly foreign?: readonly string[] } = {},
): CallResult {
  const items = new Map(item === null ? [] : [[id, item]]);
  return { kind: 'answered', requestId: more.requestId ?? null, items, foreign: more.foreign ?? [] };
}

/**
 * What a call about one person in its path lets us conclude without an answer of its own. A 404 may then be about the
 * network, as for batches, or about the person: if the network answers, it is the person.
 */
export async function unansweredFor(
  id: AccountId,
  called: Exclude<Called<unknown>, { kind: 'ok' }>,
  client: Pick<WickrClient, 'getNetwork'>,
  signal: AbortSignal,
): Promise<CallResult> {
  const result = unanswered(called);
  if (result.kind !== 'refused' || result.status !== 404) return result;
  if ((await client.getNetwork(signal)).kind !== 'ok') return result;
  return answeredFor(id, { kind: 'failed', reason: result.reason }, { requestId: result.requestId });
}
