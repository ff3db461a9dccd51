import type { RequestId } from '../ids.ts';
import { isHiddenFrom, NO_SUCH_REQUEST, refused, whatBecame } from './answers.ts';
import { ringAll, type UseCaseDeps } from './deps.ts';
import { loadRequest, moveRequest, viewOf } from './request-records.ts';
import type { Acted, Actor } from './use-cases.ts';

/** The requester takes a pending request back. */
export async function withdraw(deps: UseCaseDeps, id: RequestId, actor: Actor): Promise<Acted> {
  const acted = await deps.store.write(async (tx): Promise<Acted> => {
    const request = await loadRequest(tx, id);
    if (!request || isHiddenFrom(actor, request)) return NO_SUCH_REQUEST;
    if (request.requester !== actor.id || request.requesterTeam !== actor.teamId) {
      return refused('Only the person who asked can withdraw a request. Your click changed nothing.');
    }
    const event = { kind: 'withdrawn', at: deps.clock.now(), by: actor.id } as const;
    const moved = await moveRequest(tx, request, event, { actor: actor.id, random: deps.random });
    if (!moved) return { kind: 'too-late', reason: whatBecame(request), view: await viewOf(tx, request) };
    return { kind: 'done', view: await viewOf(tx, moved) };
  });
  ringAll(deps.changed);
  return acted;
}
