import type { RequestView } from '../../requests/view.ts';
import type { PostRow } from '../../store/schema.ts';
import type { UnderWay } from './under-way.ts';
import { CARD, UNREACHABLE, type WantedPost, wantedPosts } from './wanted-posts.ts';

/**
 * After a call whose end is unknown, Slack may still be carrying it out: so long we do not look for its effect.
 * Files are shared some time after their upload was accepted.
 */
const SETTLES_MS = 3_000;
const FILE_SETTLES_MS = 10_000;
/** Further tries for what certainly was not posted. A card is never given up. */
const NOTICE_TRIES = 5;
const THREAD_TRIES = 200;

/** No wait is longer: one that is was written before the clock went back. */
const LONGEST_WAIT_MS = 60 * 60_000;

/** The one next thing to do in Slack for a request. */
export type PostStep =
  /** It is certainly not there. `after`: a message that can no longer be changed and is to be replaced, or null. */
  | { readonly kind: 'post'; readonly wanted: WantedPost; readonly after: string | null }
  /** It may or may not be there: look before anything is posted. */
  | { readonly kind: 'find'; readonly wanted: WantedPost; readonly row: PostRow }
  | { readonly kind: 'update'; readonly row: PostRow }
  | { readonly kind: 'wait'; readonly until: number }
  /** Slack shows everything there is to show. */
  | { readonly kind: 'done' };

/** When it is asked what comes next. */
export interface Moment {
  readonly now: number;
  /** Without it, a post that may have left has only just been found. */
  readonly underWay: UnderWay;
}

type Next = PostStep | { readonly kind: 'shown' };

function isFile({ content }: WantedPost): boolean {
  return content.kind === 'people-file' || content.kind === 'results-file';
}

function givenUp({ place }: WantedPost, { attempts }: PostRow): boolean {
  if (place === 'channel') return false;
  return attempts >= (place === 'requester' ? NOTICE_TRIES : THREAD_TRIES);
}

function isTime(until: number, now: number): boolean {
  return now >= until || until > now + LONGEST_WAIT_MS;
}

function nextFor(wanted: WantedPost, row: PostRow | undefined, version: number, { now, underWay }: Moment): Next {
  if (!row) return { kind: 'post', wanted, after: null };
  switch (row.state) {
    case 'sending': {
      const settlesMs = isFile(wanted) ? FILE_SETTLES_MS : SETTLES_MS;
      const leftMs = settlesMs - (underWay.get(row.key) ?? 0);
      if (leftMs > 0) return { kind: 'wait', until: now + leftMs };
      return isTime(row.not_before, now) ? { kind: 'find', wanted, row } : { kind: 'wait', until: row.not_before };
    }
    case 'failed':
      if (givenUp(wanted, row)) return { kind: 'shown' };
      return isTime(row.not_before, now)
        ? { kind: 'post', wanted, after: row.ts }
        : { kind: 'wait', until: row.not_before };
    case 'posted':
      if (wanted.key !== CARD.key || row.rendered_version >= version) return { kind: 'shown' };
      return isTime(row.not_before, now) ? { kind: 'update', row } : { kind: 'wait', until: row.not_before };
    default:
      throw new Error(`A post has the unknown state ${row.state}`);
  }
}

/**
 * What to do next so that Slack shows what the store holds. Pure: after a crash at any moment it comes to the same end
 * from the rows that are there.
 */
export function planPosts(view: RequestView, rows: readonly PostRow[], moment: Moment, notices = false): PostStep {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const card = byKey.get(CARD.key);
  const wanted = wantedPosts(view, notices);
  const homeless = wanted.length > 0 && card?.state === 'failed' && card.attempts > 0 ? [UNREACHABLE] : [];
  let until = Number.POSITIVE_INFINITY;
  for (const post of [...wanted, ...homeless]) {
    if (post.place === 'thread' && card?.state !== 'posted') continue;
    const next = nextFor(post, byKey.get(post.key), view.request.version, moment);
    if (next.kind === 'wait') until = Math.min(until, next.until);
    else if (next.kind !== 'shown') return next;
  }
  return Number.isFinite(until) ? { kind: 'wait', until } : { kind: 'done' };
}
