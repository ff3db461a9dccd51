import type { CustomRoute, Receiver } from '@slack/bolt';

/** One way in which Slack delivers to us. */
export interface Delivery {
  readonly receiver: Receiver;
  /** Resolves when deliveries can arrive. */
  start(): Promise<void>;
  /** Takes no new delivery. Does not wait for work under way. */
  stop(): Promise<void>;
  /** Can Slack reach us right now? */
  ready(): boolean;
  /** Where we listen, or null: Socket Mode opens no port. */
  port(): number | null;
}

export type Route = CustomRoute;
