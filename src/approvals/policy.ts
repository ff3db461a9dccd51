import type { SlackUserGroupId, SlackUserId } from '../ids.ts';
import type { TargetClass } from '../requests/blast.ts';

/** Someone or some group a policy names. Only ids: names can be chosen by their bearers. */
export type Principal =
  | { readonly kind: 'user'; readonly id: SlackUserId }
  | { readonly kind: 'group'; readonly id: SlackUserGroupId };

/** One round of approvals. The next one begins when this one has as many as it takes. */
export interface Stage {
  /** Unique within the rule and what escalates it. */
  readonly name: string;
  readonly decide: readonly Principal[];
  /** How many different approvers must say yes, at least 1; null for the default. */
  readonly quorum: number | null;
}

/** When a request is large or touches certain people, more is demanded. All conditions that are there have to hold. */
export interface Escalation {
  /** More people than this. */
  readonly peopleAbove?: number;
  /** More than this share of the directory: 0.05 is 5 %. A directory whose size is not known counts as small. */
  readonly shareAbove?: number;
  /** Somebody of one of these classes. Somebody of whom the directory does not tell counts as of every class. */
  readonly anyTarget?: readonly TargetClass[];
  /** Every stage of the rule then needs at least so many. */
  readonly quorum?: number;
  /** Further stages, after those of the rule. */
  readonly stages?: readonly Stage[];
}

/** What a reason has to be. Tickets are patterns such as `OPS-#`; one of them has to be named. */
export interface ReasonRule {
  readonly required?: boolean;
  readonly tickets?: readonly string[];
}

/** One line of the policy. A rule gives rights; nothing else does. */
export interface PolicyRule {
  /** Directory names, or `*` for every configured one. */
  readonly directories: readonly string[] | '*';
  /** Verbs, or `*` for every operation. */
  readonly operations: readonly string[] | '*';
  readonly ask: readonly Principal[];
  /** Who approves, in one round; empty where there are stages. */
  readonly decide: readonly Principal[];
  /** How many different approvers must say yes, at least 1; null for the default of the operation's tier. */
  readonly quorum: number | null;
  /** Instead of `decide` and `quorum`: several rounds, in order. */
  readonly stages?: readonly Stage[];
  readonly escalate?: readonly Escalation[];
  /** Overrides the policy's. */
  readonly reason?: ReasonRule;
}

/** An empty policy allows nothing. */
export interface Policy {
  readonly rules: readonly PolicyRule[];
  /** How long a pending request waits for decisions. */
  readonly expiresAfterMs: number;
  /** How long an approved request may wait for its start; without it, for ever. */
  readonly startsWithinMs?: number;
  /** How long after its submission approvers are reminded, ascending; without it, never. */
  readonly remindAfterMs?: readonly number[];
  readonly reason?: ReasonRule;
}
