import type { Account } from '../directories/account.ts';
import type { Lookup } from '../directories/lookup.ts';
import type { Details } from '../directories/operation.ts';
import type { SlackUserGroupId, SlackUserId } from '../ids.ts';

/** What a person typed to name someone. `typed` is their own text, for showing back. */
export type Identifier =
  | { readonly kind: 'mention'; readonly slackUserId: SlackUserId; readonly typed: string }
  | { readonly kind: 'user-group'; readonly slackUserGroupId: SlackUserGroupId; readonly typed: string }
  | {
      readonly kind: 'email';
      readonly email: string;
      readonly typed: string;
      /** Where whoever named them gave a name as well: used for newcomers only. */
      readonly firstName?: string;
      readonly lastName?: string;
    }
  | { readonly kind: 'account-id'; readonly id: string; readonly typed: string }
  /** By a type of identifier that was asked for with `--by`. */
  | { readonly kind: 'named'; readonly lookup: Extract<Lookup, { readonly by: 'name' }>; readonly typed: string };

/** Something in the text that names nobody we could act on. `reason` is a sentence for the person who typed it. */
export interface UnreadableIdentifier {
  readonly typed: string;
  readonly reason: string;
}

export interface ReadIdentifiers {
  /** In the order typed; the same identifier twice appears once. */
  readonly identifiers: readonly Identifier[];
  readonly unreadable: readonly UnreadableIdentifier[];
}

/**
 * An identifier after it was looked up and classified. Identifiers that led to the same account are one target
 * with several `typed`.
 */
export type Target =
  | {
      readonly kind: 'will-change';
      readonly typed: readonly string[];
      readonly account: Account;
      readonly details?: Details;
      /** Slack accounts by which they were named, if any. */
      readonly slackUserIds?: readonly SlackUserId[];
    }
  | {
      readonly kind: 'already-so';
      readonly typed: readonly string[];
      readonly account: Account;
      readonly reason: string;
    }
  | {
      readonly kind: 'protected';
      readonly typed: readonly string[];
      readonly account: Account;
      readonly reason: string;
    }
  | { readonly kind: 'ambiguous'; readonly typed: readonly string[]; readonly reason: string }
  | { readonly kind: 'not-found'; readonly typed: readonly string[]; readonly reason: string }
  | { readonly kind: 'invalid'; readonly typed: readonly string[]; readonly reason: string };

export type TargetKind = Target['kind'];

/** In the order a preview shows them. */
export const TARGET_KINDS = [
  'will-change',
  'already-so',
  'protected',
  'ambiguous',
  'not-found',
  'invalid',
] as const satisfies readonly TargetKind[];
