import { findOperation } from '../directories/managed.ts';
import type { RequestId } from '../ids.ts';
import type { Identifier } from '../targets/target.ts';
import { isHiddenFrom, NO_SUCH_REQUEST, refused, whatBecame } from './answers.ts';
import type { UseCaseDeps } from './deps.ts';
import { isRetried, mayRetry } from './life.ts';
import { loadPlan } from './plan-records.ts';
import { draft } from './preview.ts';
import { loadAllTargets, loadRequest } from './request-records.ts';
import type { Actor, Previewed } from './use-cases.ts';

const SECRETS_ARE_GONE =
  'The code of this request was deleted when the request ended, so it cannot be asked for again as it was. Ask anew for those who failed, with a code.';

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

  if (Object.keys(request.sealed).length > 0) return refused(SECRETS_ARE_GONE);

  const harmless = found.operation.traits.whenInDoubt === 'same-token';
  const targets = await loadAllTargets(deps.store.db, id);
  const { changes, choices } = await loadPlan(deps.store.db, request);
  const details = new Map(changes.map((change) => [change.accountId, change.details]));
  const forNewcomers = found.operation.welcome !== undefined;
  const identifiers = targets.flatMap(({ accountId, email, outcome }): readonly Identifier[] => {
    if (accountId === null || !isRetried(outcome, harmless)) return [];
    if (!forNewcomers) return [{ kind: 'account-id', id: accountId, typed: email ?? accountId }];
    const { firstName, lastName } = details.get(accountId) ?? {};
    return [
      {
        kind: 'email',
        email: accountId,
        typed: accountId,
        ...(firstName === undefined ? {} : { firstName }),
        ...(lastName === undefined ? {} : { lastName }),
      },
    ];
  });
  if (identifiers.length === 0) return refused('Nobody failed in this request, so there is nothing to retry.');
  return draft(deps, {
    actor,
    ...found,
    people: { identifiers, unreadable: [] },
    selection: null,
    options: { kind: 'pinned', choices, words: request.choiceWords },
    reason: request.reason,
    retryOf: request.id,
  });
}
