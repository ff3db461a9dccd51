import type { SlackUserId } from '../ids.ts';
import type { Outcome, RequestState, RequestStateKind, WaitingStage } from './request.ts';

/** What can happen to a request. Each is a fact with its time; who may bring it about is for approvals/ to say. */
export type RequestEvent =
  | {
      readonly kind: 'submitted';
      readonly at: number;
      readonly expiresAt: number;
      readonly quorum: number;
      readonly stages?: readonly WaitingStage[];
      /** When approvers are to be reminded, ascending. */
      readonly remindAt?: readonly number[];
    }
  | { readonly kind: 'cancelled'; readonly at: number }
  | { readonly kind: 'withdrawn'; readonly at: number; readonly by: SlackUserId }
  | { readonly kind: 'rejected'; readonly at: number; readonly by: SlackUserId; readonly reason: string }
  /** `startBy`: when it expires unless it has started; absent for never. */
  | { readonly kind: 'approved'; readonly at: number; readonly startBy?: number }
  | { readonly kind: 'started'; readonly at: number }
  | { readonly kind: 'paused'; readonly at: number; readonly reason: string }
  | { readonly kind: 'resumed'; readonly at: number }
  | { readonly kind: 'stop-asked'; readonly at: number; readonly by: SlackUserId }
  /** No further reminders. */
  | { readonly kind: 'quieted'; readonly at: number; readonly by: SlackUserId }
  /** No batch is open any more. */
  | { readonly kind: 'emptied'; readonly at: number }
  /** Time has come: a draft lapses, approvers are reminded, a request expires. */
  | { readonly kind: 'due'; readonly at: number };

/**
 * The state after an event, or null when the event cannot happen in this state: too late, too early, or already so.
 * A clock that jumps back never un-expires anything, since the end states accept nothing.
 */
export function after(state: RequestState, event: RequestEvent): RequestState | null {
  switch (event.kind) {
    case 'submitted':
      if (state.kind !== 'drafted' || event.at >= state.lapsesAt) return null;
      return {
        kind: 'pending',
        submittedAt: event.at,
        expiresAt: event.expiresAt,
        quorum: event.quorum,
        ...(event.stages ? { stages: [...event.stages] } : {}),
        ...(event.remindAt ? { remindAt: [...event.remindAt] } : {}),
      };
    case 'cancelled':
      return state.kind === 'drafted' ? { kind: 'cancelled', at: event.at } : null;
    case 'withdrawn':
      return state.kind === 'pending' ? { kind: 'withdrawn', at: event.at, by: event.by } : null;
    case 'rejected':
      if (state.kind !== 'pending' || event.at >= state.expiresAt) return null;
      return { kind: 'rejected', at: event.at, by: event.by, reason: event.reason };
    case 'approved':
      if (state.kind !== 'pending' || event.at >= state.expiresAt) return null;
      return { kind: 'approved', at: event.at, ...startLimit(event) };
    case 'started':
      if (state.kind !== 'approved' || isTooLateToStart(state, event.at)) return null;
      return { kind: 'running', startedAt: event.at };
    case 'paused':
      if (state.kind === 'approved')
        return { kind: 'paused', startedAt: event.at, at: event.at, reason: event.reason, ...startLimit(state) };
      if (state.kind === 'running')
        return { kind: 'paused', startedAt: state.startedAt, at: event.at, reason: event.reason };
      return null;
    case 'resumed':
      if (state.kind !== 'paused' || isTooLateToStart(state, event.at)) return null;
      // What was paused before its first call has not started yet.
      if (state.startBy !== undefined) return { kind: 'approved', at: event.at, startBy: state.startBy };
      return { kind: 'running', startedAt: state.startedAt };
    case 'stop-asked':
      if (state.kind === 'approved') return { kind: 'stopping', startedAt: event.at, at: event.at, by: event.by };
      if (state.kind === 'running' || state.kind === 'paused') {
        return { kind: 'stopping', startedAt: state.startedAt, at: event.at, by: event.by };
      }
      return null;
    case 'quieted':
      if (state.kind !== 'pending' || event.at >= state.expiresAt || (state.remindAt ?? []).length === 0) return null;
      return { ...state, remindAt: [] };
    case 'emptied':
      if (state.kind === 'stopping') return { kind: 'stopped', startedAt: state.startedAt, at: event.at, by: state.by };
      if (state.kind === 'running' || state.kind === 'paused')
        return { kind: 'finished', startedAt: state.startedAt, at: event.at };
      return null;
    case 'due':
      if (state.kind === 'drafted' && event.at >= state.lapsesAt) return { kind: 'lapsed', at: event.at };
      if (state.kind === 'pending') return pendingWhenDue(state, event.at);
      if (isTooLateToStart(state, event.at)) return { kind: 'expired', at: event.at, unstarted: true };
      return null;
  }
}

const startLimit = ({ startBy }: { readonly startBy?: number | undefined }) =>
  startBy === undefined ? {} : { startBy };

/** Was it approved and never started, and is it too late for that now? */
export function isTooLateToStart(state: RequestState, now: number): boolean {
  if (state.kind !== 'approved' && state.kind !== 'paused') return false;
  return state.startBy !== undefined && now >= state.startBy;
}

/** Reminders that fell due together, as after a night in which Muster did not run, are one reminder. */
function pendingWhenDue(state: Extract<RequestState, { kind: 'pending' }>, now: number): RequestState | null {
  if (now >= state.expiresAt) return { kind: 'expired', at: now };
  const left = (state.remindAt ?? []).filter((at) => at > now);
  if (left.length === (state.remindAt ?? []).length) return null;
  return { ...state, remindAt: left, reminded: (state.reminded ?? 0) + 1 };
}

/** When the clock must look at a request in this state, or null. */
export function dueAt(state: RequestState): number | null {
  switch (state.kind) {
    case 'drafted':
      return state.lapsesAt;
    case 'pending':
      return Math.min(state.expiresAt, state.remindAt?.[0] ?? state.expiresAt);
    case 'approved':
    case 'paused':
      return state.startBy ?? null;
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
