import type { Message } from './blocks/elements.ts';

/** Where Slack has its response addresses; GovSlack has its own. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const SLACK_ORIGINS: ReadonlySet<string> = new Set(['https://hooks.slack.com', 'https://hooks.slack-gov.com']);
const TIMEOUT_MS = 5_000;

/**
 * May this address be written to? Response addresses pass through a modal's metadata, so they are checked again before
 * use: exactly Slack's, by https, or wherever the configured Web API is.
 */
export function isResponseUrl(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { origin } = new URL(url);
  return origin === new URL(apiUrl).origin || SLACK_ORIGINS.has(origin);
}

export interface ResponseBody extends Message {
  readonly replace: boolean;
}

/** Five posts within 30 minutes. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
export type PostToResponseUrl = (url: string, body: ResponseBody) => Promise<void>;

/** Throws when Slack did not take the message. Only the person who acted sees it. */
export function createResponseUrlPoster(apiUrl: string): PostToResponseUrl {
  return async (url, { text, blocks, replace }) => {
    if (!isResponseUrl(url, apiUrl)) throw new Error('Not an address of Slack');
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text, blocks, response_type: 'ephemeral', replace_original: replace }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`Slack answered ${response.status}`);
  };
}
