import type { RequestId } from '../ids.ts';
import { isHiddenFrom, NO_SUCH_REQUEST, refused, whatBecame } from './answers.ts';
import { ringAll, type UseCaseDeps } from './deps.ts';
import type { RequestEvent } from './life.ts';
import type { Request } from './request.ts';
import { loadRequest, moveRequest, viewOf } from './request-records.ts';
import type { Acted, Actor, Refused } from './use-cases.ts';

/** What may be done to a request that is under way. Stopping is easy on purpose: whoever asked and whoever may decide can. */

/** Ends a run after the calls in flight; what was not sent is skipped. */
export async function stop(deps: UseCaseDeps, id: RequestId, actor: Actor): Promise<Acted> {
  return steer(
    deps,
    id,
    actor,
    (request) => concerns(deps, request, actor, 'stop it'),
    (at) => ({ kind: 'stop-asked', at, by: actor.id }),
  );
}

/** Ends the reminders of a pending request. Whoever asked and whoever may decide can. */
export async function quiet(deps: UseCaseDeps, id: RequestId, actor: Actor): Promise<Acted> {
  return steer(
    deps,
    id,
    actor,
    (request) => concerns(deps, request, actor, 'end its reminders'),
    (at) => ({ kind: 'quieted', at, by: actor.id }),
  );
}

/** Lets a paused run go on. Asks for a decider: a pause means that something was wrong. */
export async function resume(deps: UseCaseDeps, id: RequestId, actor: Actor): Promise<Acted> {
  return steer(
    deps,
    id,
    actor,
    (request) => deps.rights.mayDecide(request, actor),
    (at) => ({ kind: 'resumed', at }),
  );
}

async function concerns(
  deps: UseCaseDeps,
  request: Request,
  actor: Actor,
  what: string,
): Promise<{ readonly kind: 'allowed' } | Refused> {
  if (request.requester === actor.id && request.requesterTeam === actor.teamId) return { kind: 'allowed' };
  const allowed = await deps.rights.mayDecide(request, actor);
  if (allowed.kind === 'allowed') return allowed;
  return refused(
    `Only the requester and those who may decide on this request can ${what}. Your click changed nothing.`,
  );
}

async function steer(
  deps: UseCaseDeps,
  id: RequestId,
  actor: Actor,
  mayIt: (request: Request) => Promise<{ readonly kind: 'allowed' } | Refused>,
  eventAt: (now: number) => RequestEvent,
): Promise<Acted> {
  const seen = await loadRequest(deps.store.db, id);
  if (!seen || isHiddenFrom(actor, seen)) return NO_SUCH_REQUEST;
  const allowed = await mayIt(seen);
  if (allowed.kind === 'refused') return allowed;
  const acted = await deps.store.write(async (tx): Promise<Acted> => {
    const request = (await loadRequest(tx, id)) ?? seen;
    const moved = await moveRequest(tx, request, eventAt(deps.clock.now()), { actor: actor.id, random: deps.random });
    if (!moved) return { kind: 'too-late', reason: whatBecame(request), view: await viewOf(tx, request) };
    if (moved.state.kind === 'running' || moved.state.kind === 'approved')
      await tx.updateTable('batches').set({ attempts: 0, problem: null }).where('request_id', '=', id).execute();
    return { kind: 'done', view: await viewOf(tx, moved) };
  });
  ringAll(deps.changed);
  return acted;
}
