import type { RequestId } from '../ids.ts';
import type { RequestStateKind } from '../requests/request.ts';
import type { Batch } from './batch.ts';

/** A batch that wants to change somebody whom another one wants to change as well. */
export interface Contender {
  readonly batch: Pick<Batch, 'id' | 'requestId' | 'members' | 'state' | 'fence' | 'doubt'>;
  readonly request: {
    readonly id: RequestId;
    readonly state: RequestStateKind;
    /** When its batches were made, milliseconds UTC. */
    readonly approvedAt: number;
  };
}

/** Was a call made for it, or for the batch it is a part of, whose effect may still come? */
export function hasBegun({ state, fence, doubt }: Pick<Batch, 'state' | 'fence' | 'doubt'>): boolean {
  return state !== 'ready' || fence > 0 || doubt !== 'none';
}

function comesFirst(one: Contender['request'], other: Contender['request']): boolean {
  return one.approvedAt < other.approvedAt || (one.approvedAt === other.approvedAt && one.id < other.id);
}

/**
 * Must `mine` wait for `theirs`, given that they share somebody? What has begun is finished first; before that, what was
 * approved first goes first, unless it is paused or being stopped. What has begun never waits, and among the others the one
 * that comes first in one order for all never does: so nobody waits for each other.
 */
export function mustWait(mine: Contender, theirs: Contender): boolean {
  if (hasBegun(mine.batch)) return false;
  if (hasBegun(theirs.batch)) return true;
  const { state } = theirs.request;
  return (state === 'approved' || state === 'running') && comesFirst(theirs.request, mine.request);
}
