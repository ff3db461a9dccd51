/**
 * Ids of different systems get different types, so that one can never be passed where another is meant.
 * The brand exists for the compiler only; at run time each id is a plain string.
 */
type Branded<Brand extends string> = string & { readonly __brand: Brand };

/** `U…` or `W…`, as Slack names a person, bot or guest. */
export type SlackUserId = Branded<'SlackUserId'>;
/** `S…`, a Slack user group. */
export type SlackUserGroupId = Branded<'SlackUserGroupId'>;
/** `T…`, a Slack workspace. */
export type SlackTeamId = Branded<'SlackTeamId'>;
/** `C…`, `G…` or `D…`. */
export type SlackChannelId = Branded<'SlackChannelId'>;
/** The name an operator gave a directory in muster.yaml, such as `acme-prod`. */
export type DirectoryName = Branded<'DirectoryName'>;
/** An account's native id in its directory (Wickr: decimal digits as a string). Never meaningful in another directory. */
export type AccountId = Branded<'AccountId'>;
/** UUID v7 of a request: sortable by creation time. */
export type RequestId = Branded<'RequestId'>;
/** UUID v7 of a batch. */
export type BatchId = Branded<'BatchId'>;
/** SHA-256 of a plan's canonical JSON, as 64 lower-case hex digits. */
export type PlanDigest = Branded<'PlanDigest'>;

export const slackUserId = (id: string): SlackUserId => id as SlackUserId;
export const slackUserGroupId = (id: string): SlackUserGroupId => id as SlackUserGroupId;
export const slackTeamId = (id: string): SlackTeamId => id as SlackTeamId;
export const slackChannelId = (id: string): SlackChannelId => id as SlackChannelId;
export const directoryName = (name: string): DirectoryName => name as DirectoryName;
export const accountId = (id: string): AccountId => id as AccountId;
export const requestId = (id: string): RequestId => id as RequestId;
export const batchId = (id: string): BatchId => id as BatchId;
export const planDigest = (digest: string): PlanDigest => digest as PlanDigest;
