import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Found, InDoubt, Mark, NoEffect, SlackPosts } from './posting.ts';
import { uploadFile } from './upload-file.ts';

export const MARK_EVENT = 'muster_post';

/** When Slack throttles without saying for how long. */
const DEFAULT_WAIT_MS = 30_000;
const PAGE = 200;
const PAGES = 5;

/** Errors after which the effect of a write is open. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const OPEN_ENDED = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);
const THROTTLED = new Set(['ratelimited', 'rate_limited']);

function conclude(error: unknown): NoEffect | InDoubt {
  if (error instanceof WebAPIRateLimitedError) return { kind: 'throttled', retryAfterMs: error.retryAfter * 1_000 };
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    if (THROTTLED.has(code)) return { kind: 'throttled', retryAfterMs: DEFAULT_WAIT_MS };
    // An answer that was no JSON arrives here with its body as the code.
    if (OPEN_ENDED.has(code) || !/^\w+$/.test(code)) return { kind: 'in-doubt', reason: code.slice(0, 80) };
    return { kind: 'refused', code, details: error.data.response_metadata?.messages ?? [] };
  }
  return { kind: 'in-doubt', reason: error instanceof Error ? error.message : 'unknown' };
}

const FoundMessage = z.object({
  ts: z.string(),
  metadata: z
    .object({ event_type: z.string(), event_payload: z.object({ request: z.unknown(), key: z.unknown() }).partial() })
    .nullish()
    .catch(null),
  files: z
    .array(z.object({ name: z.string().nullish() }))
    .nullish()
    .catch(null),
});
const FoundPage = z.object({
  messages: z.array(FoundMessage).default([]),
  response_metadata: z.object({ next_cursor: z.string().default('') }).nullish(),
});

function isIt(message: z.infer<typeof FoundMessage>, mark: Mark, fileName: string | null): boolean {
  if (fileName !== null) return message.files?.some(({ name }) => name === fileName) ?? false;
  const { metadata } = message;
  return (
    metadata?.event_type === MARK_EVENT &&
    metadata.event_payload.request === mark.request &&
    metadata.event_payload.key === mark.key
  );
}

/** Slack's Web API as the present loop needs it. The client must neither retry nor wait when throttled. */
export function createSlackPosts(client: WebClient): SlackPosts {
  const find = async (
    { channel, threadTs }: Parameters<SlackPosts['find']>[0],
    what: Parameters<SlackPosts['find']>[1],
  ): Promise<Found> => {
    const oldest = (what.since / 1_000).toFixed(6);
    let cursor = '';
    for (let page = 0; page < PAGES; page += 1) {
      const common = { channel, limit: PAGE, include_all_metadata: true, ...(cursor === '' ? {} : { cursor }) };
      // Without the oldest, which may make Slack begin there: a channel is read from its newest message on.
      const answer = FoundPage.parse(
        threadTs === null
          ? await client.conversations.history(common)
          : await client.conversations.replies({ ...common, oldest, ts: threadTs }),
      );
      const hit = answer.messages.find(
        (message) =>
          isIt(message, what.mark, what.fileName) && (what.after === null || Number(message.ts) > Number(what.after)),
      );
      if (hit) return { kind: 'found', ts: what.fileName === null ? hit.ts : null };
      cursor = answer.response_metadata?.next_cursor ?? '';
      const isPast = threadTs === null && answer.messages.some(({ ts }) => Number(ts) < Number(oldest));
      if (cursor === '' || isPast) return { kind: 'absent' };
    }
    return { kind: 'absent' };
  };

  return {
    post: async ({ channel, threadTs }, mark, { text, blocks }) => {
      try {
        const answer = await client.chat.postMessage({
          channel,
          text,
          ...(blocks === null ? {} : { blocks: [...blocks] }),
          ...(threadTs === null ? {} : { thread_ts: threadTs }),
          metadata: { event_type: MARK_EVENT, event_payload: { request: mark.request, key: mark.key } },
          unfurl_links: false,
          unfurl_media: false,
        });
        if (!answer.ts) return { kind: 'in-doubt', reason: 'Slack named no ts' };
        return { kind: 'posted', channel: answer.channel ?? channel, ts: answer.ts };
      } catch (error) {
        return conclude(error);
      }
    },
    update: async (channel, ts, { text, blocks }) => {
      try {
        await client.chat.update({ channel, ts, text, blocks: [...(blocks ?? [])] });
        return { kind: 'posted', channel, ts };
      } catch (error) {
        return conclude(error);
      }
    },
    upload: async ({ channel, threadTs }, { name, content, comment }) => {
      try {
        const bytes = typeof content === 'string' ? new Blob([content]) : content;
        await uploadFile(client, { channel, threadTs }, { name, bytes, comment });
        return { kind: 'posted', channel, ts: null };
      } catch (error) {
        return conclude(error);
      }
    },
    openDm: async (user) => {
      try {
        const { channel } = await client.conversations.open({ users: user });
        return channel?.id
          ? { kind: 'opened', channel: channel.id }
          : { kind: 'in-doubt', reason: 'Slack named no channel' };
      } catch (error) {
        return conclude(error);
      }
    },
    find: async (spot, what) => {
      try {
        return await find(spot, what);
      } catch (error) {
        return conclude(error);
      }
    },
  };
}
