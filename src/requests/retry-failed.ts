import { findOperation } from '../directories/managed.ts';
import type { RequestId } from '../ids.ts';
import type { Identifier } from '../targets/target.ts';
import { isHiddenFrom, NO_SUCH_REQUEST, refused, whatBecame } from './answers.ts';
import type { UseCaseDeps } from './deps.ts';
import { isRetried, mayRetry } from './life.ts';
import { draft } from './preview.ts';
import { loadAllTargets, loadRequest } from './request-records.ts';
import type { Actor, Previewed } from './use-cases.ts';

/**
 * A new draft for exactly those whom an ended request failed to change. It is a request like any other: everyone is
 * looked at afresh, and a second person decides again.
 */
export async function retryFailed(deps: UseCaseDeps, id: RequestId, actor: Actor): Promise<Previewed> {
  const request = await loadRequest(deps.store.db, id);
  if (!request || isHiddenFrom(actor, request)) return NO_SUCH_REQUEST;
  if (!mayRetry(request.state.kind)) return refused(whatBecame(request));
  const found = findOperation(deps.directories, request.directory, request.operation);
  if (!found)
    return refused(
      `${request.directory} is no longer configured for “${request.operation}”, so nothing can be retried.`,
    );

  const harmless = found.operation.traits.whenInDoubt === 'same-token';
  const targets = await loadAllTargets(deps.store.db, id);
  const identifiers = targets.flatMap((target): readonly Identifier[] =>
    target.accountId !== null && isRetried(target.outcome, harmless)
      ? [{ kind: 'account-id', id: target.accountId, typed: target.email ?? target.accountId }]
      : [],
  );
  if (identifiers.length === 0) return refused('Nobody failed in this request, so there is nothing to retry.');
  return draft(deps, {
    actor,
    ...found,
    people: { identifiers, unreadable: [] },
    reason: request.reason,
    retryOf: request.id,
  });
}
