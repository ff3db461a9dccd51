import type { SlackTeamId, SlackUserGroupId, SlackUserId } from '../ids.ts';

/** A person in Slack, as Slack says right now. Names and e-mails are personal data: shown, never logged. */
export interface SlackPerson {
  readonly id: SlackUserId;
  readonly teamId: SlackTeamId;
  readonly displayName: string;
  /** From the profile; null where the profile has none or the scope is missing. */
  readonly email: string | null;
  /** The profile has an e-mail, and it is in no domain that counts here: `email` is null then. */
  readonly emailOutside?: true;
  readonly standing: 'member' | 'guest' | 'bot' | 'deactivated' | 'other-workspace';
}

/** What the domain needs to know about people in Slack. Implemented by slack/. */
export interface People {
  /** Null when Slack knows no such person. Throws PeopleUnavailable when Slack cannot be asked. */
  person(id: SlackUserId): Promise<SlackPerson | null>;
  /** The members of a user group right now; null when there is no such group. Throws PeopleUnavailable. */
  groupMembers(id: SlackUserGroupId): Promise<readonly SlackUserId[] | null>;
}

/** Slack could not be asked about people. A failing look-up never counts as a yes. */
export class PeopleUnavailable extends Error {
  override readonly name = 'PeopleUnavailable';
}
