import { isOver, OUTCOME_KINDS, type OutcomeKind, type RequestState } from '../../requests/request.ts';
import type { RequestView } from '../../requests/view.ts';
import { THREAD_PAGE } from '../blocks/thread.ts';

/** What a post says. */
export type PostContent =
  | { readonly kind: 'card' }
  | { readonly kind: 'people' }
  | { readonly kind: 'reminder' }
  | { readonly kind: 'people-file' }
  | { readonly kind: 'summary' }
  | { readonly kind: 'outcomes'; readonly outcome: OutcomeKind }
  | { readonly kind: 'results-file' }
  | { readonly kind: 'notice' }
  /** Irreversible work starts soon. */
  | { readonly kind: 'cool-down' }
  /** The card has no place to stand. */
  | { readonly kind: 'unreachable' };

/** Something Slack should show of a request, exactly once. */
export interface WantedPost {
  /** Unique within the request, and the same for as long as the post is wanted. */
  readonly key: string;
  /** `notices`: the second channel. `thread`: under the card. `requester`: directly. */
  readonly place: 'channel' | 'thread' | 'requester' | 'notices';
  readonly content: PostContent;
}

const inThread = (key: string, content: PostContent): WantedPost => ({ key, place: 'thread', content });
const toRequester = (key: string, content: PostContent): WantedPost => ({ key, place: 'requester', content });

export const CARD: WantedPost = { key: 'card', place: 'channel', content: { kind: 'card' } };

/** Told to the requester once, when the card cannot be posted. */
export const UNREACHABLE: WantedPost = toRequester('notice:unreachable', { kind: 'unreachable' });

function toRequesterOf(state: RequestState): readonly WantedPost[] {
  switch (state.kind) {
    case 'rejected':
    case 'expired':
    case 'stopped':
    case 'finished':
      return [toRequester(`notice:${state.kind}`, { kind: 'notice' })];
    case 'paused':
      return [toRequester(`notice:paused:${state.at}`, { kind: 'notice' })];
    case 'drafted':
    case 'cancelled':
    case 'lapsed':
    case 'pending':
    case 'withdrawn':
    case 'approved':
    case 'running':
    case 'stopping':
      return [];
  }
}

/** The last one only: those before it were posted, or missed their time. */
function reminders(state: RequestState): readonly WantedPost[] {
  if (state.kind !== 'pending' || !state.reminded) return [];
  return [inThread(`reminder:${state.reminded}`, { kind: 'reminder' })];
}

function report({ request: { state, people }, outcomes }: RequestView): readonly WantedPost[] {
  if (state.kind !== 'finished' && state.kind !== 'stopped') return [];
  const many = people > THREAD_PAGE;
  const named = OUTCOME_KINDS.filter((kind) => outcomes[kind] > 0).filter(
    (kind) => !many || kind === 'failed' || kind === 'unconfirmed',
  );
  return [
    inThread('report:summary', { kind: 'summary' }),
    ...named.map((outcome) => inThread(`report:${outcome}`, { kind: 'outcomes', outcome })),
    ...(many ? [inThread('report:csv', { kind: 'results-file' })] : []),
  ];
}

/** What the second channel is told: that it was asked for, that it started, each pause, and the end. */
function secondChannel(state: RequestState): readonly WantedPost[] {
  const tell = (what: string): WantedPost => ({ key: `second:${what}`, place: 'notices', content: { kind: 'notice' } });
  const started = ['running', 'paused', 'stopping', 'stopped', 'finished'].includes(state.kind);
  return [
    tell('asked'),
    ...(started ? [tell('started')] : []),
    ...(state.kind === 'paused' ? [tell(`paused:${state.at}`)] : []),
    ...(isOver(state.kind) ? [tell('ended')] : []),
  ];
}

/** Reminders that it can still be stopped. */
function coolDown({ request: { state }, coolDown: cools }: RequestView): readonly WantedPost[] {
  if (state.kind !== 'approved' || !cools || cools.nextAt === null || cools.reminded === null) return [];
  const key = `cool-down:${cools.reminded}h`;
  return [inThread(key, { kind: 'cool-down' }), toRequester(`notice:${key}`, { kind: 'cool-down' })];
}

/**
 * Everything Slack should show of a request in its present state, in the order it should appear. What was posted for an
 * earlier state stays. `notices`: is there a second channel?
 */
export function wantedPosts(view: RequestView, notices = false): readonly WantedPost[] {
  const { state, people } = view.request;
  if (state.kind === 'drafted' || state.kind === 'cancelled' || state.kind === 'lapsed') return [];
  const who =
    people <= THREAD_PAGE ? inThread('people:1', { kind: 'people' }) : inThread('people:csv', { kind: 'people-file' });
  return [
    CARD,
    who,
    ...reminders(state),
    ...report(view),
    ...coolDown(view),
    ...toRequesterOf(state),
    ...(notices ? secondChannel(state) : []),
  ];
}
