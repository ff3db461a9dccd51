import type { SlackUserId } from '../../ids.ts';
import type { Message } from '../blocks/elements.ts';

/** How a call to Slack ended, sorted by what we may conclude about its effect. */
export type NoEffect =
  /** Slack said no, with its error code. `details`: what is wrong where, for blocks. */
  | { readonly kind: 'refused'; readonly code: string; readonly details: readonly string[] }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number };
/** Sent, and the answer was lost or says nothing. */
export interface InDoubt {
  readonly kind: 'in-doubt';
  readonly reason: string;
}

/** `ts` is null for a file: it is never changed, and Slack tells its message's ts only later. */
export type Posted =
  | { readonly kind: 'posted'; readonly channel: string; readonly ts: string | null }
  | NoEffect
  | InDoubt;
export type Found =
  | { readonly kind: 'found'; readonly ts: string | null }
  | { readonly kind: 'absent' }
  | NoEffect
  | InDoubt;
export type Opened = { readonly kind: 'opened'; readonly channel: string } | NoEffect | InDoubt;

/** Marks a post in its metadata, so that it is found again. Ids only: whoever reads the channel can read it. */
export interface Mark {
  /** Of a request, or of a notice that is about none. */
  readonly request: string;
  readonly key: string;
}

export interface Spot {
  readonly channel: string;
  /** Null at the top of the channel. */
  readonly threadTs: string | null;
}

/** What the present loop needs of Slack. No call throws for anything Slack or the network did, and none is repeated. */
export interface SlackPosts {
  post(
    spot: Spot,
    mark: Mark,
    message: Pick<Message, 'text'> & { readonly blocks: Message['blocks'] | null },
  ): Promise<Posted>;
  update(
    channel: string,
    ts: string,
    message: Pick<Message, 'text'> & { readonly blocks: Message['blocks'] | null },
  ): Promise<Posted>;
  upload(
    spot: Spot,
    file: { readonly name: string; readonly content: string | Blob; readonly comment: string },
  ): Promise<Posted>;
  openDm(user: SlackUserId): Promise<Opened>;
  /** `since`: milliseconds; nothing older is looked at. `after`: the ts of a message that does not count, or null. */
  find(
    spot: Spot,
    what: {
      readonly mark: Mark;
      readonly fileName: string | null;
      readonly since: number;
      readonly after: string | null;
    },
  ): Promise<Found>;
}
