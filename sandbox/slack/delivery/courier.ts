export type EnvelopeType = 'slash_commands' | 'interactive';

/** How a delivery to the app ended, as Slack sees it. */
export type Delivered =
  /** In time. `payload` is what came with the ack, `null` when nothing did. */
  | { readonly kind: 'acked'; readonly payload: unknown }
  | { readonly kind: 'timeout' }
  /** No socket, no server, or no good answer: the app did not receive it. */
  | { readonly kind: 'failed' };

/** Brings what a person did to the app, over a socket or by HTTP. */
export interface Courier {
  deliver(type: EnvelopeType, payload: Readonly<Record<string, unknown>>): Promise<Delivered>;
  /** Is the app there to be delivered to, as far as Slack can tell? */
  connected(): boolean;
}

/** https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response */
export const ACK_WITHIN_MS = 3_000;
