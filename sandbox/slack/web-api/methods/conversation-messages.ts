import { z } from 'zod';
import type { Message } from '../../records.ts';
import { readableChannel } from '../access.ts';
import { good, type Result, refuse } from '../answer.ts';
import { amount, flag, text } from '../arguments.ts';
import { type Context, method } from '../method.ts';
import { messageObject } from '../objects.ts';
import { type Page, pageOf } from '../paging.ts';

const SCOPES = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];

const listing = {
  channel: text,
  cursor: text.optional(),
  oldest: text.optional(),
  latest: text.optional(),
  inclusive: flag,
  include_all_metadata: flag,
};

interface Listing {
  readonly cursor?: string | undefined;
  readonly oldest?: string | undefined;
  readonly latest?: string | undefined;
  readonly inclusive: boolean;
  readonly limit: number;
}

/** Newest first, without replies. */
const history = method({
  name: 'conversations.history',
  scopes: SCOPES,
  args: z.object({ ...listing, limit: amount.max(999).default(100) }),
  answer: (args, context) => {
    const channel = readableChannel(context.workspace, args.channel, 'history');
    if (!channel.ok) return channel;
    const all = context.workspace.history(args.channel);
    const page = pageOfMessages(all.filter(({ threadTs }) => threadTs === null).toReversed(), args);
    if (!page.ok) return page;
    const show = presenter(context, all, args.include_all_metadata);
    return { ok: true, messages: page.value.items.map(show), pin_count: 0, ...end(page.value) };
  },
});

/** Oldest first. The message that began the thread leads every page, also when it is older than asked for. */
const replies = method({
  name: 'conversations.replies',
  scopes: SCOPES,
  args: z.object({ ...listing, ts: text, limit: amount.max(1_000).default(1_000) }),
  answer: (args, context) => {
    const channel = readableChannel(context.workspace, args.channel, 'history');
    if (!channel.ok) return channel;
    const all = context.workspace.history(args.channel);
    const parent = all.find(({ ts }) => ts === args.ts);
    const below = all.filter(({ threadTs }) => threadTs === args.ts);
    // A thread outlives the message that began it.
    if (!parent && below.length === 0) return refuse('thread_not_found');
    const page = pageOfMessages(below, args);
    if (!page.ok) return page;
    const show = presenter(context, all, args.include_all_metadata);
    return { ok: true, messages: [...(parent ? [parent] : []), ...page.value.items].map(show), ...end(page.value) };
  },
});

export const messageListMethods = [history, replies];

function pageOfMessages(messages: readonly Message[], listing: Listing): Result<Page<Message>> {
  const oldest = microsOf(listing.oldest, 0);
  if (oldest === null) return refuse('invalid_ts_oldest');
  const latest = microsOf(listing.latest, Number.POSITIVE_INFINITY);
  if (latest === null) return refuse('invalid_ts_latest');
  const within = messages.filter(({ ts }) => {
    const at = microsOf(ts, 0) ?? 0;
    return listing.inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  });
  const page = pageOf(within, ({ ts }) => `next_ts:${ts.replace('.', '')}`, {
    cursor: listing.cursor,
    limit: listing.limit,
  });
  return page.ok ? good(page.value) : page;
}

/** Null when it is no timestamp. */
function microsOf(ts: string | undefined, otherwise: number): number | null {
  if (ts === undefined) return otherwise;
  return /^\d+(\.\d+)?$/.test(ts) ? Math.round(Number(ts) * 1_000_000) : null;
}

/** Metadata only for those who ask for it. */
function presenter({ baseUrl }: Context, all: readonly Message[], metadata: boolean) {
  const threads = Map.groupBy(all, ({ threadTs }) => threadTs);
  const users = new Map(all.map(({ ts, user }) => [ts, user]));
  return (message: Message) =>
    messageObject(message, {
      baseUrl: baseUrl(),
      replies: threads.get(message.ts) ?? [],
      metadata,
      parentUser: message.threadTs === null ? undefined : users.get(message.threadTs),
    });
}

const end = ({ nextCursor }: Page<Message>) => ({
  has_more: nextCursor !== null,
  ...(nextCursor === null ? {} : { response_metadata: { next_cursor: nextCursor } }),
});
