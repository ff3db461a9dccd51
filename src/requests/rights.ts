import type { SlackUserId } from '../ids.ts';
import type { PersonKey } from '../people/person-key.ts';
import type { Blast } from './blast.ts';
import type { Pins } from './policy-records.ts';
import type { ReasonDemand } from './reason-demand.ts';
import type { Decision, Request, WaitingStage } from './request.ts';
import type { Actor, Refused } from './use-cases.ts';

/** The verb under which a policy lets people look others up. */
export const LOOKUP = 'lookup';

/** What is asked for, as far as rights look at it. */
export interface RightsScope {
  readonly directory: string;
  readonly operation: string;
}

/** What of a stored request rights look at. */
export type JudgedRequest = RightsScope & Pick<Request, 'id' | 'requester' | 'people' | 'digest'>;

/** What is known of a request once its people are found. */
export interface AskedFor {
  readonly blast: Blast;
  /** Slack accounts of those who would change, where they were named by them. */
  readonly targets: readonly SlackUserId[];
  /** Which of these e-mails (folded) are theirs. */
  emailsAmong(emails: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface MayAsk {
  readonly kind: 'allowed';
  /** How many approvals it takes altogether. */
  readonly quorum: number;
  /** Everyone who could decide, without the requester and those whom the request is about. */
  readonly deciders: ReadonlySet<SlackUserId>;
  /** How many more could decide if the request were not about them. */
  readonly concernedDeciders: number;
  /** The rounds of approvals, of the rule that takes the fewest. */
  readonly stages: readonly WaitingStage[];
  readonly reason: ReasonDemand;
  /** Who was who just now; pinned when the request is submitted. */
  readonly pins: Pins;
}

export interface MayDecide {
  readonly kind: 'allowed';
  /** Who the approver is, whatever their account; null where their e-mail is not known or does not count. */
  readonly personKey: PersonKey | null;
  /** What a yes would do, given the decisions there are. Pure: safe inside a transaction. */
  readonly wouldApprove: (decisions: readonly Decision[]) => Yes | Refused;
}

/** A yes that counts: for which stage, and whether nothing more is needed with it. */
export interface Yes {
  readonly kind: 'yes';
  readonly stage: string;
  readonly isEnough: boolean;
}

/** Judges rights at this moment: the policy, the person's standing in Slack, and who is in which group. */
export interface RightsCheck {
  /** `asked`: null while nobody knows yet whom it is about. */
  mayAsk(actor: Actor, scope: RightsScope, asked?: AskedFor | null): Promise<MayAsk | Refused>;
  /** Does a request of this kind need to know how large the directory is? */
  asksForShare(scope: RightsScope): boolean;
  /** May this person look people up? Nobody has to agree to that. */
  mayLook(actor: Actor, directory: string): Promise<{ readonly kind: 'allowed' } | Refused>;
  /** May this person stop every call, and let them go on? */
  mayFreeze(actor: Actor): Promise<{ readonly kind: 'allowed' } | Refused>;
  /** May this person decide on it at all? A no counts at any time; for a yes it may be another stage's turn. */
  mayDecide(request: JudgedRequest, actor: Actor): Promise<MayDecide | Refused>;
  /**
   * Right before a batch: are requester and approvers still who they were when they asked and approved?
   * Throws PeopleUnavailable when Slack cannot be asked; that is never a yes.
   */
  stillHolds(request: JudgedRequest, decisions: readonly Decision[]): Promise<{ readonly kind: 'allowed' } | Refused>;
}
