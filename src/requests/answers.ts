import type { SafeguardRule } from '../safeguards/settings.ts';
import type { Request, RequestStateKind } from './request.ts';
import type { Actor, Refused } from './use-cases.ts';

export const refused = (reason: string): Refused => ({ kind: 'refused', reason });

/** What a safeguard said. */
export const refusedBy = (rule: SafeguardRule, reason: string): Refused => ({ kind: 'refused', reason, rule });

export const NO_SUCH_REQUEST = refused('This request does not exist here, or you may not see it.');

/** A draft exists for nobody but its requester. */
export function isHiddenFrom(actor: Actor, request: Request): boolean {
  return request.state.kind === 'drafted' && request.requester !== actor.id;
}

/** What has become of a request, for somebody whose click came too late. */
export function whatBecame(request: Request): string {
  if (request.state.kind === 'expired' && request.state.unstarted)
    return 'This request has expired: it did not start in time. Your click changed nothing.';
  return `${becameWords(request.state.kind)} Your click changed nothing.`;
}

function becameWords(state: RequestStateKind): string {
  switch (state) {
    case 'drafted':
      return 'This request has not been submitted yet.';
    case 'cancelled':
      return 'This preview was cancelled.';
    case 'lapsed':
      return 'This preview is too old to rely on; run the command again.';
    case 'pending':
      return 'This request was already submitted and waits for approval.';
    case 'rejected':
      return 'This request was already rejected.';
    case 'withdrawn':
      return 'This request was withdrawn by its requester.';
    case 'expired':
      return 'This request has expired without enough approvals.';
    case 'approved':
      return 'This request is already approved.';
    case 'running':
      return 'This request is already running.';
    case 'paused':
      return 'This request is paused.';
    case 'stopping':
      return 'This request is already being stopped.';
    case 'stopped':
      return 'This request was already stopped.';
    case 'finished':
      return 'This request has already finished.';
  }
}
