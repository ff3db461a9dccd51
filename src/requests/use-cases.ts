import type { AccountRecord, GroupName, Selection } from '../directories/directory.ts';
import type { RequestId, SlackTeamId, SlackUserId } from '../ids.ts';
import type { Freeze } from '../safeguards/freeze.ts';
import type { SafeguardRule } from '../safeguards/settings.ts';
import type { ReadIdentifiers } from '../targets/target.ts';
import type { PastView } from './person-story.ts';
import type { WaitingStage } from './request.ts';
import type { RequestView, StoredTarget } from './view.ts';

/** A rule said no. `reason` is a sentence for the person: what was not done, and what to do next. */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
  /** The safeguard that said it, where it was one. */
  readonly rule?: SafeguardRule;
}

/** Who clicked or typed, as Slack signed it. Names are never part of it. */
export interface Actor {
  readonly id: SlackUserId;
  readonly teamId: SlackTeamId;
}

export interface Ask {
  readonly actor: Actor;
  /** `wickr`, from the slash command. */
  readonly kind: string;
  readonly operation: string;
  /** The name after `--in`, or null for the kind's default. */
  readonly directory: string | null;
  readonly people: ReadIdentifiers;
  /** Narrows the people named, or stands for them when nobody is named. */
  readonly selection: Selection | null;
  /** What else was typed for the operation: `{group: "Field Operations"}`. */
  readonly options: Readonly<Record<string, string>>;
  readonly reason: string | null;
}

/** Who is asked about in `lookup`. */
export interface LookupAsk {
  readonly actor: Actor;
  readonly kind: string;
  readonly directory: string | null;
  readonly people: ReadIdentifiers;
}

export type LookedUp =
  | {
      readonly kind: 'looked-up';
      readonly directory: string;
      readonly found: readonly AccountRecord[];
      /** Whoever could not be found, with why. */
      readonly missing: readonly { readonly typed: string; readonly reason: string }[];
    }
  | Refused;

/** Which requests `history` tells of. Null means any. */
export interface HistoryFilter {
  readonly requester: 'me' | null;
  /** An e-mail or native id that a request was about. */
  readonly about: string | null;
  readonly directory: string | null;
  /** Milliseconds UTC. */
  readonly since: number | null;
}

/** What is given along with a submission. */
export interface Submission {
  /** Replaces the draft's when given. */
  readonly reason: string | null;
  /** The phrase that irreversible work asks for, as typed. */
  readonly phrase: string | null;
}

export type Submitted =
  | Acted
  /** `hint`: what the policy wants the reason to name: "a ticket such as OPS-123". */
  | { readonly kind: 'needs-reason'; readonly hint?: string }
  /** Irreversible or large: the requester types this phrase, built from the data. `wrong`: another one was typed. */
  | {
      readonly kind: 'needs-phrase';
      readonly phrase: string;
      readonly wrong: boolean;
      readonly needsReason: boolean;
      /** It could be undone, and is about many. */
      readonly large?: true;
      /** The first characters of the plan's digest. */
      readonly digest?: string;
      readonly hint?: string;
    };

export type Previewed =
  | {
      readonly kind: 'previewed';
      readonly view: RequestView;
      readonly targets: readonly StoredTarget[];
      /** Who may decide, in words: "2 of @alice, @bob or the group @admins" as Slack mentions. */
      readonly deciders: string;
      readonly quorum: number;
      /** What else stands before the effect, a sentence each. */
      readonly safeguards?: readonly string[];
      /** The rounds of approvals; absent where nobody knows of more than one. */
      readonly stages?: readonly WaitingStage[];
    }
  /** Nobody would change. `targets` says why for each; nothing was stored and nobody is asked. */
  | {
      readonly kind: 'nothing-to-do';
      readonly operation: string;
      readonly directory: string;
      readonly targets: readonly StoredTarget[];
      /** What is said of administrators who were named. */
      readonly admins?: string | null;
    }
  | Refused;

export type Done = { readonly kind: 'done'; readonly view: RequestView } | Refused;

/** The store's state no longer allows what was clicked; nothing was changed by this click. `now` tells what is. */
export type Acted = Done | { readonly kind: 'too-late'; readonly reason: string; readonly view: RequestView };

/**
 * Everything a person can make Muster do. Slack handlers know these and nothing behind them.
 * Each may be called twice with the same input (doubled deliveries, two clicks): the second call changes nothing.
 * Each checks the rights of the person itself. Each throws only when the store or the code is broken.
 */
export interface UseCases {
  /** Reads the directory, classifies everyone, stores a draft. May take seconds; changes no account. */
  preview(ask: Ask): Promise<Previewed>;
  /** A draft again, for showing another page of it. Only for its requester. */
  showDraft(id: RequestId, actor: Actor): Promise<Previewed>;
  cancelDraft(id: RequestId, actor: Actor): Promise<Acted>;
  submit(id: RequestId, actor: Actor, given: Submission): Promise<Submitted>;
  withdraw(id: RequestId, actor: Actor): Promise<Acted>;
  approve(id: RequestId, actor: Actor): Promise<Acted>;
  reject(id: RequestId, actor: Actor, reason: string): Promise<Acted>;
  /** May this person decide on this request? For refusing before a modal is opened. */
  mayDecide(id: RequestId, actor: Actor): Promise<{ readonly kind: 'allowed'; readonly view: RequestView } | Refused>;
  /** No further reminders of a pending request. */
  quiet(id: RequestId, actor: Actor): Promise<Acted>;
  stop(id: RequestId, actor: Actor): Promise<Acted>;
  resume(id: RequestId, actor: Actor): Promise<Acted>;
  /** A new draft for exactly the failed targets of an ended request. */
  retryFailed(id: RequestId, actor: Actor): Promise<Previewed>;
  /** One request by id or unambiguous prefix; null when there is none this person may see. */
  status(idOrPrefix: string, actor: Actor): Promise<RequestView | null>;
  /** The person's own latest requests and those still open that they may decide, newest first, at most `limit`. */
  recent(actor: Actor, kind: string, limit: number): Promise<readonly RequestView[]>;
  /** What the directory knows of people; changes nothing, asks nobody. For those whom the policy lets ask for `lookup`. */
  lookup(ask: LookupAsk): Promise<LookedUp>;
  /** Requests this person may see, newest first, at most `limit`; about somebody, each with what it did to them. */
  history(actor: Actor, kind: string, filter: HistoryFilter, limit: number): Promise<readonly PastView[]>;
  /** A directory's groups, for choosing one; empty where the person may ask for nothing or it cannot be read. */
  groupNames(actor: Actor, kind: string, directory: string): Promise<readonly GroupName[]>;
  /** Stops every new call of every request. Only for those who may decide on something. */
  freeze(actor: Actor, reason: string | null): Promise<FreezeAnswer>;
  /** Lets calls be made again; by another person than the one who froze. */
  unfreeze(actor: Actor): Promise<FreezeAnswer>;
  frozen(actor: Actor): Promise<FreezeAnswer>;
  /** Directories in which this person may look people up: for help. */
  mayLookUp(actor: Actor, kind: string): Promise<readonly string[]>;
  /** What this person may ask for: for help and for the modal. */
  permitted(actor: Actor, kind: string): Promise<readonly PermittedOperation[]>;
}

/** What is frozen now; empty: nothing. `changed`: this is what changed it. */
export type FreezeAnswer =
  | { readonly kind: 'frozen'; readonly freezes: readonly Freeze[]; readonly changed: boolean }
  | Refused;

export interface PermittedOperation {
  readonly directory: string;
  readonly isDefault: boolean;
  readonly operation: string;
  /** One sentence: what it does to each person. */
  readonly effect: string;
  readonly reversible: boolean;
  /** Names of options the operation takes: `group`. */
  readonly options: readonly string[];
  /** Is it for people who have no account yet? */
  readonly forNewcomers: boolean;
}
