import type { SlackUserId } from '../ids.ts';
import type { Outcome, RequestState, RequestStateKind } from './request.ts';

/** What can happen to a request. Each is a fact with its time; who may bring it about is for approvals/ to say. */
export type RequestEvent =
  | { readonly kind: 'submitted'; readonly at: number; readonly expiresAt: number; readonly quorum: number }
  | { readonly kind: 'cancelled'; readonly at: number }
  | { readonly kind: 'withdrawn'; readonly at: number; readonly by: SlackUserId }
  | { readonly kind: 'rejected'; readonly at: number; readonly by: SlackUserId; readonly reason: string }
  | { readonly kind: 'approved'; readonly at: number }
  | { readonly kind: 'started'; readonly at: number }
  | { readonly kind: 'paused'; readonly at: number; readonly reason: string }
  | { readonly kind: 'resumed'; readonly at: number }
  | { readonly kind: 'stop-asked'; readonly at: number; readonly by: SlackUserId }
  /** No batch is open any more. */
  | { readonly kind: 'emptied'; readonly at: number }
  /** Time has come: a draft lapses, a pending request expires. */
  | { readonly kind: 'due'; readonly at: number };

/**
 * The state after an event, or null when the event cannot happen in this state: too late, too early, or already so.
 * A clock that jumps back never un-expires anything, since the end states accept nothing.
 */
export function after(state: RequestState, event: RequestEvent): RequestState | null {
  switch (event.kind) {
    case 'submitted':
      if (state.kind !== 'drafted' || event.at >= state.lapsesAt) return null;
      return { kind: 'pending', submittedAt: event.at, expiresAt: event.expiresAt, quorum: event.quorum };
    case 'cancelled':
      return state.kind === 'drafted' ? { kind: 'cancelled', at: event.at } : null;
    case 'withdrawn':
      return state.kind === 'pending' ? { kind: 'withdrawn', at: event.at, by: event.by } : null;
    case 'rejected':
      if (state.kind !== 'pending' || event.at >= state.expiresAt) return null;
      return { kind: 'rejected', at: event.at, by: event.by, reason: event.reason };
    case 'approved':
      if (state.kind !== 'pending' || event.at >= state.expiresAt) return null;
      return { kind: 'approved', at: event.at };
    case 'started':
      return state.kind === 'approved' ? { kind: 'running', startedAt: event.at } : null;
    case 'paused':
      if (state.kind === 'approved') return { kind: 'paused', startedAt: event.at, at: event.at, reason: event.reason };
      if (state.kind === 'running')
        return { kind: 'paused', startedAt: state.startedAt, at: event.at, reason: event.reason };
      return null;
    case 'resumed':
      return state.kind === 'paused' ? { kind: 'running', startedAt: state.startedAt } : null;
    case 'stop-asked':
      if (state.kind === 'approved') return { kind: 'stopping', startedAt: event.at, at: event.at, by: event.by };
      if (state.kind === 'running' || state.kind === 'paused') {
        return { kind: 'stopping', startedAt: state.startedAt, at: event.at, by: event.by };
      }
      return null;
    case 'emptied':
      if (state.kind === 'stopping') return { kind: 'stopped', startedAt: state.startedAt, at: event.at, by: state.by };
      if (state.kind === 'running' || state.kind === 'paused')
        return { kind: 'finished', startedAt: state.startedAt, at: event.at };
      return null;
    case 'due':
      if (state.kind === 'drafted' && event.at >= state.lapsesAt) return { kind: 'lapsed', at: event.at };
      if (state.kind === 'pending' && event.at >= state.expiresAt) return { kind: 'expired', at: event.at };
      return null;
  }
}

/** When the clock must look at a request in this state, or null. */
export function dueAt(state: RequestState): number | null {
  switch (state.kind) {
    case 'drafted':
      return state.lapsesAt;
    case 'pending':
      return state.expiresAt;
    default:
      return null;
  }
}

/** May the failures of a request in this state be asked for again? */
export function mayRetry(state: RequestStateKind): boolean {
  return state === 'finished' || state === 'stopped';
}

/** Is this an outcome that *Retry failed* takes up? Unconfirmed ones are looked at afresh, where a repeat does no harm. */
export function isRetried(outcome: Outcome | null, repeatIsHarmless: boolean): boolean {
  return outcome?.kind === 'failed' || (outcome?.kind === 'unconfirmed' && repeatIsHarmless);
}
