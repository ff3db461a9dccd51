import type { AccountState } from '../directories/account.ts';
import type { SlackUserId } from '../ids.ts';
import type { TargetKind } from '../targets/target.ts';
import type { OutcomeKind } from './request.ts';
import type { RequestView } from './view.ts';

/** What one request did to one person, as the audit trail tells it. Reasons are null when there was none, or it was erased. */
export interface PersonStory {
  /** How they were classified when it was asked for. */
  readonly target: TargetKind;
  readonly asked: { readonly by: SlackUserId; readonly at: number; readonly reason: string | null };
  readonly decisions: readonly {
    readonly by: SlackUserId;
    readonly verdict: 'approve' | 'reject';
    readonly at: number;
    readonly reason: string | null;
  }[];
  /** Null while there is none. */
  readonly outcome: {
    readonly kind: OutcomeKind;
    readonly at: number;
    readonly reason: string | null;
    readonly before: AccountState | null;
    /** As it was read afterwards, or null where the directory's answer was enough. */
    readonly after: AccountState | null;
    readonly evidence: 'answer' | 'read-back' | 'none';
  } | null;
}

/** A request out of the past; with the story of the person who was asked about, where somebody was. */
export interface PastView extends RequestView {
  readonly story?: PersonStory;
}
