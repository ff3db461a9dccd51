import type { SlackChannelId } from '../../ids.ts';
import {
  changeNotice,
  dueNotices,
  forgetNotices,
  type NoticeChange,
  nextNoticeAt,
  type StoredNotice,
} from '../../notices/notice-records.ts';
import type { Clock } from '../../runtime/clock.ts';
import { loadFreeze } from '../../safeguards/freeze-records.ts';
import type { Store } from '../../store/store.ts';
import type { Log } from '../../telemetry/log.ts';
import { houseNotice } from '../blocks/house-notice.ts';
import type { Found, Posted, SlackPosts } from './posting.ts';

const AT_ONCE = 10;
const LEASE_MS = 90_000;
/** After a call whose end is unknown, Slack may still be carrying it out. */
const SETTLES_MS = 3_000;
const LOOK_BACK_MS = 10 * 60_000;
const RETRY_FIRST_MS = 5_000;
const RETRY_LAST_MS = 10 * 60_000;
/** A day and more. */
const MOST_TRIES = 200;

export interface NoticeBoardDeps {
  readonly store: Store;
  readonly posts: Pick<SlackPosts, 'post' | 'find'>;
  /** Null: nobody is told. */
  readonly noticesChannel?: SlackChannelId | null;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Tells the second channel what is about Muster itself: each once, whenever the process dies. Answers milliseconds until
 * there may be more to do.
 */
export function createNoticeBoard({ store, posts, noticesChannel, clock, log }: NoticeBoardDeps) {
  /** Answers the notice as it is held now, or null when somebody else took it. */
  const change = async (held: StoredNotice, to: NoticeChange): Promise<StoredNotice | null> => {
    const done = await changeNotice(store, held, to, clock.now());
    return done ? { ...held, fence: held.fence + 1, attempts: to.attempts } : null;
  };

  const afterLook = (found: Found, { attempts }: StoredNotice): NoticeChange => {
    switch (found.kind) {
      case 'found':
        return { state: 'told', notBefore: 0, attempts };
      case 'absent':
      // Rather twice than never: without the scope to look, a lost notice would stay lost.
      case 'refused':
        return { state: 'waiting', notBefore: 0, attempts };
      case 'throttled':
        return { state: 'sending', notBefore: clock.now() + found.retryAfterMs, attempts };
      case 'in-doubt':
        return { state: 'sending', notBefore: clock.now() + RETRY_FIRST_MS, attempts };
    }
  };

  const afterPost = (ended: Posted, { id, attempts }: StoredNotice): NoticeChange => {
    const now = clock.now();
    switch (ended.kind) {
      case 'posted':
        return { state: 'told', notBefore: 0, attempts };
      case 'throttled':
        return { state: 'waiting', notBefore: now + ended.retryAfterMs, attempts };
      case 'in-doubt':
        return { state: 'sending', notBefore: now + SETTLES_MS, attempts };
      case 'refused': {
        const more = { notice: id, code: ended.code, channel: noticesChannel, attempts };
        log.error(more, 'Slack refused a notice for the second channel');
        if (attempts + 1 >= MOST_TRIES) return { state: 'dropped', notBefore: 0, attempts };
        const waitMs = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** Math.min(attempts, 10));
        return { state: 'waiting', notBefore: now + waitMs, attempts: attempts + 1 };
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
    const begunAt = clock.now();
    const held = await change(due, { state: 'sending', notBefore: begunAt + LEASE_MS, attempts });
    // A process that was frozen here must not post what another may have looked for, not found, and posted by now.
    if (!held || clock.now() >= begunAt + LEASE_MS) return;
    await change(held, afterPost(await posts.post(spot, mark, houseNotice(notice, freeze)), held));
  };

  return async (signal: AbortSignal): Promise<number> => {
    const due = await dueNotices(store.db, clock.now(), AT_ONCE);
    for (const one of due) {
      if (signal.aborted) return 0;
      if (noticesChannel) await tell(one, noticesChannel);
      else await change(one, { state: 'dropped', notBefore: 0, attempts: one.attempts });
    }
    if (due.length > 0) return 0;
    await forgetNotices(store, clock.now());
    const next = await nextNoticeAt(store.db);
    return next === null ? Number.POSITIVE_INFINITY : Math.max(0, next - clock.now());
  };
}
