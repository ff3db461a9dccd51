import { dropUnsent } from '../dispatch/batch-records.ts';
import type { RequestId } from '../ids.ts';
import type { UseCaseDeps } from './deps.ts';
import { loadDueIds, loadRequest, moveRequest } from './request-records.ts';

const PER_STEP = 100;

type ExpireDeps = Pick<UseCaseDeps, 'store' | 'clock' | 'random'>;
type ExpireDueDeps = ExpireDeps & Pick<UseCaseDeps, 'log' | 'changed'>;

/** Drafts lapse, approvers are reminded, and requests expire that nobody decided on or that did not start in time. Answers whether there may be more to do right now. */
export async function expireDue(deps: ExpireDueDeps): Promise<boolean> {
  const due = await loadDueIds(deps.store.db, deps.clock.now(), PER_STEP);
  let moved = 0;
  for (const id of due) {
    try {
      if (await expire(deps, id)) moved += 1;
    } catch (error) {
      // The others must expire all the same.
      deps.log.error({ err: error, requestId: id }, 'A request that is due could not be moved; it will be tried again');
    }
  }
  if (moved > 0) deps.changed.present.ring();
  return due.length === PER_STEP && moved > 0;
}

/**
 * Moves one request on for which time has come; what was approved and did not start in time is never sent. Answers
 * whether anything changed.
 */
export async function expire({ store, clock, random }: ExpireDeps, id: RequestId): Promise<boolean> {
  return store.write(async (tx) => {
    const request = await loadRequest(tx, id);
    if (!request) return false;
    const moved = await moveRequest(tx, request, { kind: 'due', at: clock.now() }, { actor: 'muster', random });
    if (moved?.state.kind === 'expired' && moved.state.unstarted) await dropUnsent(tx, id);
    return moved !== null;
  });
}
