import type { AccountId } from '../ids.ts';
import type { Account } from './account.ts';

/** The words a person reads about an operation. All lower case. */
export interface OperationWords {
  /** "suspend": as in "suspend 12 people". Also the verb that is typed. */
  readonly verb: string;
  /** "suspended": as in "12 people were suspended" and "already suspended". */
  readonly done: string;
  /** "suspending": as in "suspending 12 people". */
  readonly doing: string;
  /** What happens to each person, as one sentence with a capital and a full stop. */
  readonly effect: string;
}

/**
 * What belongs to one person of a request besides the account id: names of a newcomer, devices to reset. Pinned in the
 * plan, part of a batch's payload and of the digest. Under `words`, where it is there, stands what people are told of it.
 */
export type Details = Readonly<Record<string, string>>;

/** What was chosen for the request as a whole, resolved to ids: the security group of an invitation. Pinned likewise. */
export type Choices = Readonly<Record<string, string>>;

/**
 * What was chosen and must not be seen again by anybody, such as an invite code; by name. The plan holds a commitment to
 * each, and the values are forgotten when the request ends.
 */
export type Secrets = Readonly<Record<string, string>>;

export interface OperationTraits {
  /** Most accounts that may travel in one call. */
  readonly batchSize: number;
  /** False where something of the person is gone for good: counts against the cap on deletions. */
  readonly reversible: boolean;
  /** Keeps people out who were in, until somebody lets them in again: counts against the cap on suspensions. */
  readonly locksOut?: true;
  /** The verb that takes this one back, or null. */
  readonly inverse: string | null;
  /**
   * What may be done after an attempt whose effect is in doubt and whose read-back shows no effect:
   * `same-token` = send the identical batch again under its own token (it sets a state, so a second arrival changes nothing);
   * `after-read-back` = the directory knows no tokens: whoever shows no effect when looked at is sent again, and nobody else;
   * `never` = a second arrival would be a second effect (an invitation), so the outcome stays unconfirmed.
   */
  readonly whenInDoubt: 'same-token' | 'after-read-back' | 'never';
  /**
   * A "no" for a person after an attempt in doubt may only mean that the first attempt did it ("user not found" after a
   * deletion, "already exists" after a creation): it is read back before it is believed.
   */
  readonly noMayMeanDone: boolean;
  /** Can a look at the directory tell whether it happened? Without it what is in doubt stays unconfirmed at once. */
  readonly canBeReadBack: boolean;
}

/** What an option of an operation came to. */
export type ResolvedChoices =
  /** `words` says to people what was chosen: "Security group: Field Operations". Null when there is nothing to say. */
  | {
      readonly kind: 'chosen';
      readonly choices: Choices;
      readonly words: string | null;
      readonly secrets?: Secrets;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** What an operation needs to pin for one account before it can be asked for. */
export type Prepared =
  | { readonly kind: 'prepared'; readonly details: Details }
  | { readonly kind: 'already-so'; readonly reason: string }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Somebody who has no account yet, as named by whoever asks. */
export interface Newcomer {
  /** Case-folded. */
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
}

/**
 * What an operation would mean for one account; `reason` is a sentence. Pure; the domain adds the protected list and the
 * policy.
 */
export type Assessment =
  | { readonly kind: 'will-change' }
  | { readonly kind: 'already-so'; readonly reason: string }
  | { readonly kind: 'protected'; readonly reason: string }
  | { readonly kind: 'invalid'; readonly reason: string };

/** What a read-back says about one account and one operation. `gone`: there is no such account, so it cannot be in effect. */
export type ReadBack = 'in-effect' | 'not-in-effect' | 'gone' | 'cannot-tell';

/** One call for one batch. `token` and `members` never change between attempts of a batch. */
export interface BatchCall {
  readonly token: string;
  readonly members: readonly AccountId[];
  /** Of members that have any. */
  readonly details: ReadonlyMap<AccountId, Details>;
  readonly choices: Choices;
  /** Of operations that have any. */
  readonly secrets?: Secrets;
  readonly signal: AbortSignal;
}

export type ItemAnswer = { readonly kind: 'succeeded' } | { readonly kind: 'failed'; readonly reason: string };

/**
 * How a call ended, sorted by what we may conclude about its effect.
 * `requestId` is the directory's own id of the call, or null; it goes into the log and the attempt.
 */
export type CallResult =
  /** The directory answered person by person. Members without an entry are unconfirmed; `foreign` ids were not in the batch. */
  | {
      readonly kind: 'answered';
      readonly requestId: string | null;
      readonly items: ReadonlyMap<AccountId, ItemAnswer>;
      readonly foreign: readonly string[];
    }
  /** One yes for the batch as a whole, which says nothing about any one person: everyone is read back. */
  | { readonly kind: 'taken'; readonly requestId: string | null }
  /**
   * The whole batch was refused as invalid (400, 404, 422): no effect; splitting finds the culprit. `inDoubt`: some of it
   * may have been done before the refusal, so everyone is read back first, and only the others are split.
   */
  | {
      readonly kind: 'refused';
      readonly requestId: string | null;
      readonly status: number;
      readonly reason: string;
      readonly inDoubt?: true;
    }
  /** No effect; wait at least `retryAfterMs` where the directory says so. */
  | { readonly kind: 'throttled'; readonly requestId: string | null; readonly retryAfterMs: number | null }
  /** 500, 502, 503, 504: the effect is in doubt. `retryAfterMs` as above. */
  | {
      readonly kind: 'unavailable';
      readonly requestId: string | null;
      readonly status: number;
      readonly retryAfterMs: number | null;
    }
  /** 401 after the credentials were refreshed once: no effect, and no further call will fare better. */
  | { readonly kind: 'unauthenticated'; readonly requestId: string | null; readonly reason: string }
  /** 403: no effect, and no further call will fare better. */
  | { readonly kind: 'forbidden'; readonly requestId: string | null; readonly reason: string }
  /** The connection could not be made: certainly no effect. */
  | { readonly kind: 'not-sent'; readonly reason: string }
  /** Sent, then timed out, was reset or came back unreadable: the effect is in doubt. */
  | { readonly kind: 'lost'; readonly requestId: string | null; readonly reason: string };

/** An entry of a directory's operation catalogue. A new operation is one more of these. */
export interface Operation {
  readonly words: OperationWords;
  readonly traits: OperationTraits;
  assess(account: Account, choices: Choices): Assessment;
  /**
   * Only for operations on people who have no account yet: what it would mean for this one. Their account id is their
   * case-folded e-mail. `assess` still judges those who turn out to have an account.
   */
  readonly welcome?: (
    newcomer: Newcomer,
  ) =>
    | { readonly kind: 'will-change'; readonly details: Details }
    | { readonly kind: 'invalid'; readonly reason: string };
  /** Only for operations with options: resolves what was typed (`{group: "Field Operations"}`) against the directory. Throws DirectoryUnavailable. */
  /** Names of the options `choose` knows. */
  readonly options?: readonly string[];
  readonly choose?: (typed: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<ResolvedChoices>;
  /** Only for operations that must pin more than the account: reads it for those that will change. Throws DirectoryUnavailable. */
  readonly prepare?: (
    accounts: readonly Account[],
    choices: Choices,
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<AccountId, Prepared>>;
  /** Makes one call. Never retries and never throws for anything the far side or the network did. */
  apply(call: BatchCall): Promise<CallResult>;
  /** Does the account, as just read, show the effect? `null` means that the directory has no such account. */
  readBack(account: Account | null, choices: Choices): ReadBack;
  /**
   * Only for effects that no account shows, such as log-ins that ended: looks for them elsewhere, instead of `readBack`.
   * Whoever could not be looked at this time is absent; null when, with these choices, accounts do show it.
   * Throws DirectoryUnavailable when nothing could be read.
   */
  readonly look?: (look: Look) => Promise<ReadonlyMap<AccountId, ReadBack> | null>;
}

/** Whose effect is looked for. */
export interface Look {
  readonly members: readonly AccountId[];
  /** Of members that have any. */
  readonly details: ReadonlyMap<AccountId, Details>;
  readonly choices: Choices;
  readonly signal: AbortSignal;
}
