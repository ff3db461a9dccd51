import type { SlackChannelId } from '../../ids.ts';
import type { DescribeOperation } from '../../report/operation-info.ts';
import { touchRequest } from '../../requests/request-records.ts';
import type { RequestView } from '../../requests/view.ts';
import type { SteadyClock } from '../../runtime/clock.ts';
import type { PostRow } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import type { Log } from '../../telemetry/log.ts';
import type { CardLink } from '../card-link.ts';
import { Pace } from './pace.ts';
import type { PostStep } from './plan-posts.ts';
import { type Claim, ClaimLost, savePost } from './post-records.ts';
import type { Posted, SlackPosts, Spot } from './posting.ts';
import type { LoadTargets } from './records.ts';
import { fileNameOf, type Rendered, render } from './render.ts';
import { CARD, type WantedPost } from './wanted-posts.ts';

/** Longer than any one step: a call, or a look through a few pages of history. */
const USUAL_LEASE_MS = 90_000;
const CARD_EVERY_MS = 1_000;
export const RETRY_FIRST_MS = 5_000;
const RETRY_LAST_MS = 10 * 60_000;
/** How wrong a clock may be: what an intent led to is never older by Slack's clock than the intent by ours, less this. */
export const LOOK_BACK_MS = 25 * 60 * 60_000;

/** https://docs.slack.dev/reference/methods/chat.update#errors */
const CARD_IS_GONE = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed', 'is_inactive']);
/** Our blocks were at fault; the words alone may do. */
const BAD_BLOCKS = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long']);

export interface PostStepsDeps {
  readonly store: Store;
  readonly posts: SlackPosts;
  readonly loadTargets: LoadTargets;
  readonly describe: DescribeOperation;
  readonly cards: CardLink;
  readonly approvalsChannel: SlackChannelId;
  /** A second channel that is told how requests go; absent or null: none. */
  readonly noticesChannel?: SlackChannelId | null;
  readonly clock: SteadyClock;
  readonly log: Log;
  /** How long a claim of a request holds, in milliseconds; shorter only where a test waits for it to end. */
  readonly leaseMs?: number;
}

export const leaseOf = ({ leaseMs }: Pick<PostStepsDeps, 'leaseMs'>): number => leaseMs ?? USUAL_LEASE_MS;

/** One claimed request as it was just read. */
export interface Work {
  readonly claim: Claim;
  readonly view: RequestView;
  readonly rows: readonly PostRow[];
}

/** Stop for now, and look again then. */
export interface Pause {
  readonly until: number;
}

export type CarryOut = (
  work: Work,
  step: Exclude<PostStep, { readonly kind: 'wait' | 'done' }>,
) => Promise<Pause | null>;

function retryMs(attempts: number): number {
  return Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** Math.min(attempts, 10));
}

/**
 * Carries out one step in Slack and writes down how it ended. The row of a post is committed as `sending` before its
 * call. Throws ClaimLost when somebody else has taken the request over.
 */
export function createPostSteps(deps: PostStepsDeps): CarryOut {
  const { store, posts, clock, log, approvalsChannel } = deps;
  const leaseMs = leaseOf(deps);
  /** About one post a second and channel, bursts are let through. https://docs.slack.dev/apis/web-api/rate-limits */
  const postPace = new Pace(10, 1);
  /** `chat.update`: some fifty a minute over all cards. */
  const updatePace = new Pace(20, 0.8);
  const UPDATES = 'updates';

  const save = (work: Work, row: Omit<PostRow, 'request_id'>) =>
    savePost(store, work.claim, row, clock.now() + leaseMs);

  const renderPost = ({ view }: Work, wanted: WantedPost): Promise<Rendered> =>
    render(view, wanted.content, {
      queries: store.db,
      loadTargets: deps.loadTargets,
      operation: deps.describe(view.request.kind, view.request.operation),
      link: () => deps.cards.now(view.request.id),
      approvalsChannel,
    });

  /** Where a post belongs; opening a direct message may fail like any call. */
  const spotOf = async ({ view, rows }: Work, { place }: WantedPost): Promise<Spot | Posted> => {
    if (place === 'requester') {
      const opened = await posts.openDm(view.request.requester);
      return opened.kind === 'opened' ? { channel: opened.channel, threadTs: null } : opened;
    }
    if (place === 'notices' && deps.noticesChannel) return { channel: deps.noticesChannel, threadTs: null };
    if (place === 'channel') return { channel: approvalsChannel, threadTs: null };
    const card = rows.find(({ key }) => key === CARD.key);
    if (!card?.channel_id || !card.ts) throw new Error('A thread was planned without its card');
    return { channel: card.channel_id, threadTs: card.ts };
  };

  const send = async ({ view }: Work, { key }: WantedPost, spot: Spot, rendered: Rendered): Promise<Posted> => {
    if (rendered.kind === 'file') return posts.upload(spot, rendered);
    const mark = { request: view.request.id, key };
    const sent = await posts.post(spot, mark, rendered.message);
    if (sent.kind !== 'refused' || !BAD_BLOCKS.has(sent.code)) return sent;
    log.error(
      { requestId: view.request.id, post: key, code: sent.code, details: sent.details },
      'Slack refused our blocks; sending the words alone',
    );
    return posts.post(spot, mark, { text: rendered.message.text, blocks: null });
  };

  const post = async (work: Work, wanted: WantedPost, after: string | null): Promise<Pause | null> => {
    const { view, rows } = work;
    const known = rows.find(({ key }) => key === wanted.key);
    const attempts = (known?.attempts ?? 0) + 1;
    const row = {
      key: wanted.key,
      channel_id: null,
      ts: after,
      rendered_version: view.request.version,
      attempts,
      not_before: 0,
    };
    const spot = await spotOf(work, wanted);
    if ('kind' in spot) {
      // Nothing was sent: not even the conversation exists yet.
      return conclude(
        work,
        wanted,
        { ...row, after },
        spot.kind === 'in-doubt' ? { kind: 'refused', code: 'in_doubt', details: [] } : spot,
      );
    }
    const waitMs = postPace.take(spot.channel, clock.elapsed());
    if (waitMs > 0) return { until: clock.now() + waitMs };
    const rendered = await renderPost(work, wanted);
    const begunAt = clock.elapsed();
    await save(work, { ...row, state: 'sending', channel_id: spot.channel, updated_at: clock.now() });
    // A process that was frozen here must not post what another may have looked for, not found, and posted by now.
    if (clock.elapsed() >= begunAt + leaseMs) throw new ClaimLost('The claim ended before the post left');
    const sent = await send(work, wanted, spot, rendered);
    if (sent.kind === 'throttled') postPace.hold(spot.channel, clock.elapsed() + sent.retryAfterMs);
    return conclude(work, wanted, { ...row, channel_id: spot.channel, after }, sent);
  };

  /** Writes down how a post ended. */
  const conclude = async (
    work: Work,
    wanted: WantedPost,
    { after, ...row }: Omit<PostRow, 'request_id' | 'state' | 'updated_at'> & { readonly after: string | null },
    sent: Posted,
  ): Promise<Pause | null> => {
    const now = clock.now();
    const about = { requestId: work.view.request.id, post: wanted.key };
    switch (sent.kind) {
      case 'posted':
        await save(work, {
          ...row,
          state: 'posted',
          channel_id: sent.channel,
          ts: sent.ts,
          attempts: 0,
          not_before: now + CARD_EVERY_MS,
          updated_at: now,
        });
        return null;
      case 'throttled':
        log.info({ ...about, retryAfterMs: sent.retryAfterMs }, 'Slack asked us to post later');
        await save(work, {
          ...row,
          state: 'failed',
          ts: after,
          attempts: row.attempts - 1,
          not_before: now + sent.retryAfterMs,
          updated_at: now,
        });
        return null;
      case 'refused':
        log.error(
          { ...about, code: sent.code, details: sent.details, channel: row.channel_id, attempts: row.attempts },
          'Slack refused a post; it will be tried again',
        );
        await save(work, {
          ...row,
          state: 'failed',
          ts: after,
          not_before: now + retryMs(row.attempts),
          updated_at: now,
        });
        return null;
      case 'in-doubt':
        log.warn({ ...about, reason: sent.reason }, 'Whether a post arrived is not known; looking for it next');
        await save(work, { ...row, state: 'sending', ts: after, updated_at: now });
        return null;
    }
  };

  const find = async (work: Work, wanted: WantedPost, row: PostRow): Promise<Pause | null> => {
    const { view } = work;
    const about = { requestId: view.request.id, post: wanted.key };
    const { request_id: _id, ...rest } = row;
    const thread = wanted.place === 'thread' ? await spotOf(work, wanted) : null;
    if (thread && 'kind' in thread) throw new Error('A thread needs no call to be found');
    const spot = thread ?? { channel: row.channel_id ?? approvalsChannel, threadTs: null };
    const found = await posts.find(spot, {
      mark: { request: view.request.id, key: wanted.key },
      fileName: fileNameOf(view, wanted.content),
      since: row.updated_at - LOOK_BACK_MS,
      after: row.ts,
    });
    const now = clock.now();
    switch (found.kind) {
      case 'found':
        log.info(about, 'A post whose answer was lost had arrived');
        await save(work, {
          ...rest,
          state: 'posted',
          channel_id: spot.channel,
          ts: found.ts,
          attempts: 0,
          not_before: now,
          updated_at: now,
        });
        return null;
      case 'absent':
        await save(work, { ...rest, state: 'failed', not_before: 0, updated_at: now });
        return null;
      case 'refused':
        // Rather twice than never: without the scope to look, a lost card would stay lost.
        log.error({ ...about, code: found.code }, 'Slack does not let us look for a post; it may appear twice');
        await save(work, { ...rest, state: 'failed', not_before: 0, updated_at: now });
        return null;
      case 'throttled':
        await save(work, { ...rest, not_before: now + found.retryAfterMs });
        return null;
      case 'in-doubt':
        await save(work, { ...rest, not_before: now + RETRY_FIRST_MS });
        return null;
    }
  };

  const update = async (work: Work, row: PostRow): Promise<Pause | null> => {
    const { view } = work;
    const waitMs = updatePace.take(UPDATES, clock.elapsed());
    if (waitMs > 0) return { until: clock.now() + waitMs };
    const { request_id: _id, ...rest } = row;
    if (rest.channel_id === null || rest.ts === null) throw new Error('A posted card has no place');
    const rendered = await renderPost(work, CARD);
    if (rendered.kind === 'file') throw new Error('A card is no file');
    const { text, blocks } = rendered.message;
    let sent = await posts.update(rest.channel_id, rest.ts, { text, blocks });
    if (sent.kind === 'refused' && BAD_BLOCKS.has(sent.code)) {
      log.error(
        { requestId: view.request.id, code: sent.code, details: sent.details },
        'Slack refused our blocks; sending the words alone',
      );
      sent = await posts.update(rest.channel_id, rest.ts, { text, blocks: null });
    }
    const now = clock.now();
    switch (sent.kind) {
      case 'posted':
        await save(work, {
          ...rest,
          rendered_version: view.request.version,
          attempts: 0,
          not_before: now + CARD_EVERY_MS,
          updated_at: now,
        });
        return null;
      case 'throttled':
        updatePace.hold(UPDATES, clock.elapsed() + sent.retryAfterMs);
        await save(work, { ...rest, not_before: now + sent.retryAfterMs });
        return null;
      case 'in-doubt':
        // The same update again does no harm.
        await save(work, { ...rest, attempts: rest.attempts + 1, not_before: now + retryMs(rest.attempts) });
        return null;
      case 'refused':
        if (CARD_IS_GONE.has(sent.code)) {
          log.warn({ requestId: view.request.id, code: sent.code }, 'A card is gone and is posted anew');
          await save(work, { ...rest, state: 'failed', attempts: 0, not_before: 0, updated_at: now });
          return null;
        }
        log.error(
          { requestId: view.request.id, code: sent.code, channel: rest.channel_id },
          'Slack refused to change a card; it will be tried again',
        );
        await save(work, { ...rest, attempts: rest.attempts + 1, not_before: now + retryMs(rest.attempts) });
        return null;
    }
  };

  /** Whoever lost its claim during an update may have written an older state over a newer one: the card is shown again. */
  const updateOrShowAgain = async (work: Work, row: PostRow): Promise<Pause | null> => {
    try {
      return await update(work, row);
    } catch (error) {
      if (error instanceof ClaimLost) await store.write((tx) => touchRequest(tx, work.view.request.id, clock.now()));
      throw error;
    }
  };

  return async (work, step) => {
    switch (step.kind) {
      case 'post':
        return post(work, step.wanted, step.after);
      case 'find':
        return find(work, step.wanted, step.row);
      case 'update':
        return updateOrShowAgain(work, step.row);
    }
  };
}
