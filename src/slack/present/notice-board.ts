import type { SlackChannelId } from '../../ids.ts';
import {
  changeNotice,
  dueNotices,
  forgetNotices,
  type NoticeChange,
  nextNoticeAt,
  noticesUnderWay,
  type StoredNotice,
} from '../../notices/notice-records.ts';
import type { SteadyClock } from '../../runtime/clock.ts';
import { type LeaseWatch, watchLeases } from '../../runtime/lease-watch.ts';
import { loadFreeze } from '../../safeguards/freeze-records.ts';
import type { Store } from '../../store/store.ts';
import type { Log } from '../../telemetry/log.ts';
import { houseNotice } from '../blocks/house-notice.ts';
import { LOOK_BACK_MS } from './post-steps.ts';
import type { Found, Posted, SlackPosts } from './posting.ts';

const AT_ONCE = 10;
const LEASE_MS = 90_000;
/** After a call whose end is unknown, Slack may still be carrying it out. */
const SETTLES_MS = 3_000;
const RETRY_FIRST_MS = 5_000;
const RETRY_LAST_MS = 10 * 60_000;
/** A day and more. */
const MOST_TRIES = 200;

/** What becomes of a notice; `waitMs` until it is tried, or looked for, again. */
type Ended = Omit<NoticeChange, 'notBefore'> & { readonly waitMs: number };

export interface NoticeBoardDeps {
  readonly store: Store;
  readonly posts: Pick<SlackPosts, 'post' | 'find'>;
  /** Null: nobody is told. */
  readonly noticesChannel?: SlackChannelId | null;
  readonly clock: SteadyClock;
  readonly log: Log;
}

/**
 * Tells the second channel what is about Muster itself: each once, whenever the process dies. Answers milliseconds until
 * there may be more to do.
 */
export function createNoticeBoard({ store, posts, noticesChannel, clock, log }: NoticeBoardDeps) {
  /** When this process looks for what it may have posted, by its own steady clock. */
  const looks = new Map<string, { readonly fence: number; readonly at: number }>();
  /** What others are posting. */
  let claims: LeaseWatch<string> = new Map();

  /** Answers the notice as it is held now, or null when somebody else took it. */
  const change = async (held: StoredNotice, to: Ended): Promise<StoredNotice | null> => {
    const at = clock.elapsed() + to.waitMs;
    const now = clock.now();
    const notBefore = to.waitMs === 0 ? 0 : now + to.waitMs;
    const done = await changeNotice(store, held, { state: to.state, notBefore, attempts: to.attempts }, now);
    const fence = held.fence + 1;
    if (done && to.state === 'sending') looks.set(held.id, { fence, at });
    else looks.delete(held.id);
    return done ? { ...held, fence, attempts: to.attempts } : null;
  };

  const afterLook = (found: Found, { attempts }: StoredNotice): Ended => {
    switch (found.kind) {
      case 'found':
        return { state: 'told', waitMs: 0, attempts };
      case 'absent':
      // Rather twice than never: without the scope to look, a lost notice would stay lost.
      case 'refused':
        return { state: 'waiting', waitMs: 0, attempts };
      case 'throttled':
        return { state: 'sending', waitMs: found.retryAfterMs, attempts };
      case 'in-doubt':
        return { state: 'sending', waitMs: RETRY_FIRST_MS, attempts };
    }
  };

  const afterPost = (ended: Posted, { id, attempts }: StoredNotice): Ended => {
    switch (ended.kind) {
      case 'posted':
        return { state: 'told', waitMs: 0, attempts };
      case 'throttled':
        return { state: 'waiting', waitMs: ended.retryAfterMs, attempts };
      case 'in-doubt':
        return { state: 'sending', waitMs: SETTLES_MS, attempts };
      case 'refused': {
        const more = { notice: id, code: ended.code, channel: noticesChannel, attempts };
        log.error(more, 'Slack refused a notice for the second channel');
        if (attempts + 1 >= MOST_TRIES) return { state: 'dropped', waitMs: 0, attempts };
        const waitMs = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** Math.min(attempts, 10));
        return { state: 'waiting', waitMs, attempts: attempts + 1 };
      }
    }
  };

  const tell = async (due: StoredNotice, channel: SlackChannelId): Promise<void> => {
    const mark = { request: due.id, key: due.notice.kind };
    const spot = { channel, threadTs: null };
    if (due.mayBeTold) {
      const since = due.updatedAt - LOOK_BACK_MS;
      await change(due, afterLook(await posts.find(spot, { mark, fileName: null, since, after: null }), due));
      return;
    }
    const { notice, attempts } = due;
    const freeze = notice.kind === 'refused' ? null : await loadFreeze(store.db, notice.freeze);
    const begunAt = clock.elapsed();
    const held = await change(due, { state: 'sending', waitMs: LEASE_MS, attempts });
    // A process that was frozen here must not post what another may have looked for, not found, and posted by now.
    if (!held || clock.elapsed() >= begunAt + LEASE_MS) return;
    await change(held, afterPost(await posts.post(spot, mark, houseNotice(notice, freeze)), held));
  };

  /** Our own are looked for when we said, those of others when we saw them unchanged for as long as a lease lasts. */
  const doubtsToLookAt = async () => {
    const underWay = await noticesUnderWay(store.db);
    const now = clock.elapsed();
    const held = underWay.map(({ id, fence }) => ({ of: id, fence, until: null }));
    const { watch, ended, endsInMs } = watchLeases(claims, held, now, LEASE_MS);
    claims = watch;
    const over = new Set(ended.map(({ of }) => of));
    const leftMs = ({ id, fence }: StoredNotice): number => {
      const mine = looks.get(id);
      if (mine?.fence === fence) return mine.at - now;
      return over.has(id) ? 0 : endsInMs;
    };
    return {
      doubts: underWay.filter((one) => leftMs(one) <= 0).slice(0, AT_ONCE),
      untilNextMs: Math.min(...underWay.map(leftMs)),
    };
  };

  return async (signal: AbortSignal): Promise<number> => {
    const { doubts, untilNextMs } = await doubtsToLookAt();
    const due = [...doubts, ...(await dueNotices(store.db, clock.now(), AT_ONCE))];
    for (const one of due) {
      if (signal.aborted) return 0;
      if (noticesChannel) await tell(one, noticesChannel);
      else await change(one, { state: 'dropped', waitMs: 0, attempts: one.attempts });
    }
    if (due.length > 0) return 0;
    await forgetNotices(store, clock.now());
    const next = await nextNoticeAt(store.db);
    return Math.max(0, Math.min(untilNextMs, next === null ? Number.POSITIVE_INFINITY : next - clock.now()));
  };
}
