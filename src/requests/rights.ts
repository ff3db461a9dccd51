import type { SlackUserId } from '../ids.ts';
import type { Decision, Request } from './request.ts';
import type { Actor, Refused } from './use-cases.ts';

/** The verb under which a policy lets people look others up. */
export const LOOKUP = 'lookup';

/** What is asked for, as far as rights look at it. */
export interface RightsScope {
  readonly directory: string;
  readonly operation: string;
}

export interface MayAsk {
  readonly kind: 'allowed';
  readonly quorum: number;
  /** Everyone who could decide, without the requester. */
  readonly deciders: ReadonlySet<SlackUserId>;
}

export interface MayDecide {
  readonly kind: 'allowed';
  /** Are these approvals enough, by the rules and groups as they were just read? Pure: safe inside a transaction. */
  readonly isEnough: (decisions: readonly Decision[]) => boolean;
}

/** Judges rights at this moment: the policy, the person's standing in Slack, and who is in which group. */
export interface RightsCheck {
  mayAsk(actor: Actor, scope: RightsScope): Promise<MayAsk | Refused>;
  /** May this person look people up? Nobody has to agree to that. */
  mayLook(actor: Actor, directory: string): Promise<{ readonly kind: 'allowed' } | Refused>;
  /** May this person stop every call, and let them go on? */
  mayFreeze(actor: Actor): Promise<{ readonly kind: 'allowed' } | Refused>;
  mayDecide(request: Request, actor: Actor): Promise<MayDecide | Refused>;
  /**
   * Right before a batch: are requester and approvers still who they were when they asked and approved?
   * Throws PeopleUnavailable when Slack cannot be asked; that is never a yes.
   */
  stillHolds(request: Request, decisions: readonly Decision[]): Promise<{ readonly kind: 'allowed' } | Refused>;
}
