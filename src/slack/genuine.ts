import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { isValidSlackRequest } from '@slack/bolt';

/** Why a request is not taken for one of Slack's. A closed list: it labels a metric. */
export type NotGenuine = 'stamp' | 'too-old' | 'from-the-future' | 'signature' | 'encoding';

/** Slack's own advice. https://docs.slack.dev/authentication/verifying-requests-from-slack */
export const BEHIND_AT_MOST_S = 300;
/**
 * Bolt takes any stamp from the future, so that a captured request could be kept for later. Our clock and Slack's differ
 * by seconds at most.
 */
export const AHEAD_AT_MOST_S = 60;

const STAMP = /^\d{1,11}$/;
const SIGNATURE = /^v0=[0-9a-f]{64}$/;

/** What can be told before the body is read. Null: nothing speaks against it so far. `now` in milliseconds. */
export function whyNotByHeaders(headers: IncomingHttpHeaders, now: number): NotGenuine | null {
  const { 'x-slack-request-timestamp': stamp, 'x-slack-signature': signature } = headers;
  if (typeof stamp !== 'string' || !STAMP.test(stamp)) return 'stamp';
  // One spelling each: Bolt reads ` 1e9 ` and `v0=…=x` as well, and the same act must not come under two signatures.
  if (typeof signature !== 'string' || !SIGNATURE.test(signature)) return 'signature';
  const ageS = now / 1_000 - Number(stamp);
  if (ageS > BEHIND_AT_MOST_S) return 'too-old';
  return ageS < -AHEAD_AT_MOST_S ? 'from-the-future' : null;
}

/** Is the body what Slack signed? The comparison is Bolt's, in constant time, over the text that is parsed afterwards. */
export function whyNotByBody(
  headers: IncomingHttpHeaders,
  body: Uint8Array,
  { signingSecret, now }: { readonly signingSecret: string; readonly now: number },
): NotGenuine | null {
  // Bytes that are no text all read as the same replacement character: several bodies would share one signature.
  if (!isUtf8(body)) return 'encoding';
  const genuine = isValidSlackRequest({
    signingSecret,
    body: Buffer.from(body).toString('utf8'),
    headers: {
      'x-slack-signature': String(headers['x-slack-signature']),
      'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']),
    },
    nowMilliseconds: now,
  });
  return genuine ? null : 'signature';
}
