/**
 * What the sandbox page and the loopback server say to each other. The page is a plain client of this:
 * server → page by server-sent events on `GET /events?as=U…`, page → server by `POST /ui/<name>` with a JSON body.
 * Without `as` (nobody chosen yet) the stream is one snapshot with the users and `me: ''`, all other lists empty.
 * Every POST carries the header `x-sandbox-token` with the per-run token that the served page holds.
 */

export interface PageUser {
  readonly id: string;
  /** The handle typed after @. */
  readonly name: string;
  readonly realName: string;
  readonly email: string | null;
  readonly kind: 'member' | 'guest' | 'bot' | 'deactivated';
  /** May be chosen in "who are you". */
  readonly playable: boolean;
}

export interface PageUserGroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly members: readonly string[];
}

export interface PageChannel {
  readonly id: string;
  /** Without #; for a direct message, the other person's name. */
  readonly name: string;
  readonly kind: 'channel' | 'private' | 'dm';
}

export interface PageFile {
  readonly id: string;
  readonly name: string;
  readonly sizeBytes: number;
  /** Same-origin address that downloads it for the page's user. */
  readonly href: string;
}

/** Blocks are Block Kit as the bot sent them, already validated by the stand-in. */
export interface PageMessage {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly user: string;
  /** The fallback that screen readers and notifications get. */
  readonly text: string;
  readonly blocks: readonly Record<string, unknown>[] | null;
  readonly files: readonly PageFile[];
  /** Only the page's own user sees it; gone after a reload, as in Slack. */
  readonly ephemeral: boolean;
  readonly edited: boolean;
  readonly replyCount: number;
}

/** A modal as the bot sent it, with the ids the server gave it. */
export interface PageView {
  readonly id: string;
  readonly hash: string;
  readonly view: Record<string, unknown>;
}

export interface PageCommand {
  readonly command: string;
  readonly description: string;
  readonly usageHint: string;
}

/** An entry of the app's in the menu of every message. */
export interface PageShortcut {
  readonly name: string;
  readonly callbackId: string;
}

/** One line of "what reached the directory". */
export interface PageDirectoryCall {
  readonly at: number;
  readonly operation: string;
  readonly network: string;
  readonly status: number;
  readonly token: string | null;
  /** People in the call, or null where it has no list. */
  readonly people: number | null;
  /** "replayed", "fault: reset-after" … or empty. */
  readonly note: string;
}

/** Between the bot and which far end a fault strikes; one id may exist at several. */
export const FAULT_PLACES = ['wickr', 'genauth', 'slack'] as const;

/** A fault that can be switched on for the next `remaining` matching calls. */
export interface PageFault {
  readonly id: string;
  readonly where: (typeof FAULT_PLACES)[number];
  readonly title: string;
  readonly remaining: number;
}

export type PageEvent =
  /** First on every connection, and again after a reset: forget what you had. */
  | {
      readonly type: 'snapshot';
      readonly me: string;
      readonly users: readonly PageUser[];
      readonly userGroups: readonly PageUserGroup[];
      readonly channels: readonly PageChannel[];
      readonly messages: readonly PageMessage[];
      readonly commands: readonly PageCommand[];
      readonly messageShortcuts: readonly PageShortcut[];
      readonly botConnected: boolean;
      readonly calls: readonly PageDirectoryCall[];
      readonly faults: readonly PageFault[];
    }
  /** New or changed; keyed by channel and ts (and ephemeral). */
  | { readonly type: 'message'; readonly message: PageMessage }
  | { readonly type: 'message-removed'; readonly channel: string; readonly ts: string }
  | { readonly type: 'channel'; readonly channel: PageChannel }
  /** The whole stack of open modals of this tab, top last; empty closes all. */
  | { readonly type: 'views'; readonly stack: readonly PageView[] }
  /** Field errors for the top view: block id → text. */
  | { readonly type: 'view-errors'; readonly viewId: string; readonly errors: Readonly<Record<string, string>> }
  /** What Slack itself would say to the user: "/wickr failed with the error "dispatch_failed"". */
  | { readonly type: 'slackbot'; readonly channel: string; readonly text: string }
  | { readonly type: 'bot'; readonly connected: boolean }
  | { readonly type: 'call'; readonly call: PageDirectoryCall }
  | { readonly type: 'faults'; readonly faults: readonly PageFault[] };

/** Values of inputs, in Slack's own shape: block id → action id → element state. */
export type PageState = Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>>;

/** `POST /ui/<name>` bodies. Each answers 200 `{ok:true}` or 4xx `{ok:false,error}`. `tab` is the `tab` query value of this tab's event stream. */
export interface PageRequests {
  /** Text as typed (`@alice`, `@helpdesk`): the server escapes as the manifest says. Text that is no command becomes a message. */
  readonly send: {
    readonly as: string;
    readonly tab: string;
    readonly channel: string;
    readonly text: string;
    readonly threadTs?: string;
  };
  /** A button or select was used. `action` is the element state as Slack sends it in `actions[]` (type, action_id, block_id, value…). */
  readonly action: {
    readonly as: string;
    readonly tab: string;
    readonly container: { readonly channel: string; readonly ts: string } | { readonly viewId: string };
    readonly action: Record<string, unknown>;
    readonly state: PageState;
  };
  readonly 'view-submit': {
    readonly as: string;
    readonly tab: string;
    readonly viewId: string;
    readonly state: PageState;
  };
  /** `all` = closed with ×; otherwise Cancel on the top view. */
  readonly 'view-close': { readonly as: string; readonly tab: string; readonly viewId: string; readonly all: boolean };
  /** A file chosen in a modal's file input, sent before the submission. Answers `{ok:true,file}` with the entry for the state's `files`: id, name, size… */
  readonly upload: { readonly as: string; readonly tab: string; readonly name: string; readonly base64: string };
  /** A message that is a file. */
  readonly share: {
    readonly as: string;
    readonly tab: string;
    readonly channel: string;
    readonly name: string;
    readonly base64: string;
    readonly threadTs?: string;
  };
  /** An entry of a message's menu was chosen; not for messages that only one person sees. */
  readonly shortcut: {
    readonly as: string;
    readonly tab: string;
    readonly channel: string;
    readonly ts: string;
    readonly callbackId: string;
  };
  /** Answers `{ok:true,channel}` with the id of the direct message, new or not. */
  readonly 'open-dm': { readonly as: string; readonly tab: string; readonly user: string };
  readonly fault: { readonly where: PageFault['where']; readonly id: string; readonly count: number };
  readonly reset: Record<string, never>;
}
