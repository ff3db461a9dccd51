import { createHmac } from 'node:crypto';
import { fetch } from 'undici';
import type { Clock } from '../../../src/runtime/clock.ts';
import { ACK_WITHIN_MS, type Courier, type Delivered, type EnvelopeType } from './courier.ts';

export interface HttpCourierOptions {
  readonly clock: Clock;
  readonly signingSecret: string;
  /** The app's request URL: `http://127.0.0.1:3000/slack/events`. */
  readonly requestUrl: () => string;
  readonly ackWithinMs?: number;
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function sign(signingSecret: string, timestampS: number, body: string): string {
  return `v0=${createHmac('sha256', signingSecret).update(`v0:${timestampS}:${body}`).digest('hex')}`;
}

/** Slack's end of HTTP delivery: signed form posts, an answer in three seconds or a failure. */
export function createHttpCourier(options: HttpCourierOptions): Courier {
  const { clock, signingSecret, requestUrl } = options;

  const post = async (body: string, signal: AbortSignal): Promise<Delivered> => {
    const timestampS = Math.floor(clock.now() / 1_000);
    const response = await fetch(requestUrl(), {
      method: 'POST',
      redirect: 'manual',
      signal,
      body,
      headers: {
        // Exactly this: the app's parser takes no charset parameter.
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': String(timestampS),
        'x-slack-signature': sign(signingSecret, timestampS, body),
      },
    });
    const text = await response.text();
    if (response.status !== 200) return { kind: 'failed' };
    if (text === '') return { kind: 'acked', payload: null };
    try {
      return { kind: 'acked', payload: JSON.parse(text) };
    } catch {
      return { kind: 'acked', payload: { text } };
    }
  };

  return {
    connected: () => true,
    deliver: async (type: EnvelopeType, payload) => {
      const fields: Record<string, string> =
        type === 'slash_commands'
          ? Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]))
          : { payload: JSON.stringify(payload) };
      const [answered, tooLate] = [new AbortController(), new AbortController()];
      void clock.sleep(options.ackWithinMs ?? ACK_WITHIN_MS, answered.signal).then(() => {
        if (!answered.signal.aborted) tooLate.abort();
      });
      try {
        return await post(new URLSearchParams(fields).toString(), tooLate.signal);
      } catch {
        return tooLate.signal.aborted ? { kind: 'timeout' } : { kind: 'failed' };
      } finally {
        answered.abort();
      }
    },
  };
}
