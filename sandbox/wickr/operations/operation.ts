import type { Answer } from '../answer.ts';
import type { Behaviour } from '../behaviour.ts';
import type { WickrNetwork, WickrState, WickrUser } from '../state.ts';

/** One validated call, with everything an operation may look at and do. */
export interface AccountCall {
  /** Valid by the model; each operation reads what it needs with zod. */
  readonly input: unknown;
  readonly state: WickrState;
  readonly behaviour: Readonly<Behaviour>;
  readonly nowMs: number;
}

export interface NetworkCall extends AccountCall {
  readonly network: WickrNetwork;
  /** What reads show of one user now. */
  visible(userId: string): WickrUser | null;
  /** The truth that changes go by. */
  actual(userId: string): WickrUser | null;
  /** Changes a user (null removes) and tells the oracle. `what` is a past participle: "suspended". */
  change(userId: string, next: WickrUser | null, what: string): void;
  /** Tells the oracle of an effect that left everything as it was. */
  unchanged(userId: string, what: string): void;
  /** Why a fault wants this item to fail, or null. */
  itemFailure(id: string, index: number): string | null;
  violation(kind: 'unknown-id', detail: string): void;
}

interface Common {
  /** As in the model. */
  readonly name: string;
  readonly mutates: boolean;
  /** User ids (or user names, or hashes) a call names; null where it has no list. */
  people?(input: unknown): readonly string[];
}

/** An operation of the API. One file each; a new one is one more line in catalogue.ts. */
export type Operation =
  | (Common & { readonly scope: 'account'; run(call: AccountCall): Answer })
  | (Common & { readonly scope: 'network'; run(call: NetworkCall): Answer });
