import type { UseCaseDeps } from './deps.ts';
import { loadDueRequests, loadRequest, moveRequest } from './request-records.ts';

const PER_STEP = 100;

/** Drafts lapse and pending requests expire. Answers whether there may be more to do right now. */
export async function expireDue(deps: Pick<UseCaseDeps, 'store' | 'clock' | 'random' | 'changed'>): Promise<boolean> {
  const due = await loadDueRequests(deps.store.db, deps.clock.now(), PER_STEP);
  for (const { id } of due) {
    await deps.store.write(async (tx) => {
      const request = await loadRequest(tx, id);
      if (request)
        await moveRequest(tx, request, { kind: 'due', at: deps.clock.now() }, { actor: 'muster', random: deps.random });
    });
  }
  if (due.length > 0) deps.changed.present.ring();
  return due.length === PER_STEP;
}
