/** What the stand-in's workspace holds. Ids and flags have Slack's own shapes. */

export const TEAM_ID = 'T0MUSTER01';
export const APP_ID = 'A0MUSTER01';
export const BOT_ID = 'B0MUSTER01';
export const BOT_USER_ID = 'U0MUSTER01';

export interface User {
  readonly id: string;
  /** T… of the workspace the person belongs to: not ours for people of other workspaces. */
  readonly teamId: string;
  /** The handle typed after @. */
  readonly name: string;
  readonly realName: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly deleted: boolean;
  readonly isBot: boolean;
  /** A guest of several channels. */
  readonly isRestricted: boolean;
  /** A guest of one channel; Slack sets `is_restricted` for them too. */
  readonly isUltraRestricted: boolean;
}

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly members: readonly string[];
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'channel' | 'private' | 'dm';
  readonly members: ReadonlySet<string>;
  readonly archived: boolean;
}

export interface FileRecord {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  readonly user: string;
  readonly bytes: Uint8Array;
}

export interface Message {
  readonly channel: string;
  /** `seconds.microseconds`, unique in its channel. */
  readonly ts: string;
  readonly threadTs: string | null;
  readonly user: string;
  readonly botId: string | null;
  readonly text: string;
  readonly blocks: readonly Record<string, unknown>[] | null;
  readonly files: readonly FileRecord[];
  readonly metadata: Record<string, unknown> | null;
  readonly edited: boolean;
  /** Only this person sees it, and no method can find it again. */
  readonly ephemeralTo: string | null;
}

/** A modal that stands open in one person's client. */
export interface OpenView {
  readonly id: string;
  readonly hash: string;
  readonly user: string;
  readonly rootId: string;
  readonly previousId: string | null;
  readonly externalId: string | null;
  /** As the app sent it. */
  readonly view: Record<string, unknown>;
}

/** What a person did that let the app open a view: three seconds, once. */
export interface Trigger {
  readonly id: string;
  readonly user: string;
  readonly issuedAt: number;
  readonly used: boolean;
  /** The view it was used in, for views.push. */
  readonly viewId: string | null;
}

export interface ResponseUrl {
  readonly id: string;
  readonly channel: string;
  readonly user: string;
  /** The message it belongs to: what `replace_original` replaces. Null for a slash command. */
  readonly original: { readonly ts: string; readonly ephemeral: boolean; readonly threadTs: string | null } | null;
  readonly issuedAt: number;
  readonly uses: number;
}
