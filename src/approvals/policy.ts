import type { SlackUserGroupId, SlackUserId } from '../ids.ts';

/** Someone or some group a policy names. Only ids: names can be chosen by their bearers. */
export type Principal =
  | { readonly kind: 'user'; readonly id: SlackUserId }
  | { readonly kind: 'group'; readonly id: SlackUserGroupId };

/** One line of the policy. A rule gives rights; nothing else does. */
export interface PolicyRule {
  /** Directory names, or `*` for every configured one. */
  readonly directories: readonly string[] | '*';
  /** Verbs, or `*` for every operation. */
  readonly operations: readonly string[] | '*';
  readonly ask: readonly Principal[];
  readonly decide: readonly Principal[];
  /** How many different approvers must say yes, at least 1; null for the default of the operation's tier. */
  readonly quorum: number | null;
}

/** An empty policy allows nothing. */
export interface Policy {
  readonly rules: readonly PolicyRule[];
  /** How long a pending request waits for decisions. */
  readonly expiresAfterMs: number;
}
