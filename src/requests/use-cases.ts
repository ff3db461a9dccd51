import type { RequestId, SlackTeamId, SlackUserId } from '../ids.ts';
import type { ReadIdentifiers } from '../targets/target.ts';
import type { RequestView, StoredTarget } from './view.ts';

/** A rule said no. `reason` is a sentence for the person: what was not done, and what to do next. */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
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
  readonly reason: string | null;
}

export type Previewed =
  | {
      readonly kind: 'previewed';
      readonly view: RequestView;
      readonly targets: readonly StoredTarget[];
      /** Who may decide, in words: "2 of @alice, @bob or the group @admins" as Slack mentions. */
      readonly deciders: string;
      readonly quorum: number;
    }
  /** Nobody would change. `targets` says why for each; nothing was stored and nobody is asked. */
  | {
      readonly kind: 'nothing-to-do';
      readonly operation: string;
      readonly directory: string;
      readonly targets: readonly StoredTarget[];
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
  /** `reason` replaces the draft's when given. Answers `needs-reason` when there is none. */
  submit(id: RequestId, actor: Actor, reason: string | null): Promise<Acted | { readonly kind: 'needs-reason' }>;
  withdraw(id: RequestId, actor: Actor): Promise<Acted>;
  approve(id: RequestId, actor: Actor): Promise<Acted>;
  reject(id: RequestId, actor: Actor, reason: string): Promise<Acted>;
  /** May this person decide on this request? For refusing before a modal is opened. */
  mayDecide(id: RequestId, actor: Actor): Promise<{ readonly kind: 'allowed'; readonly view: RequestView } | Refused>;
  stop(id: RequestId, actor: Actor): Promise<Acted>;
  resume(id: RequestId, actor: Actor): Promise<Acted>;
  /** A new draft for exactly the failed targets of an ended request. */
  retryFailed(id: RequestId, actor: Actor): Promise<Previewed>;
  /** One request by id or unambiguous prefix; null when there is none this person may see. */
  status(idOrPrefix: string, actor: Actor): Promise<RequestView | null>;
  /** The person's own latest requests and those still open that they may decide, newest first, at most `limit`. */
  recent(actor: Actor, kind: string, limit: number): Promise<readonly RequestView[]>;
  /** What this person may ask for: for help and for the modal. */
  permitted(actor: Actor, kind: string): Promise<readonly PermittedOperation[]>;
}

export interface PermittedOperation {
  readonly directory: string;
  readonly isDefault: boolean;
  readonly operation: string;
  /** One sentence: what it does to each person. */
  readonly effect: string;
  readonly reversible: boolean;
}
