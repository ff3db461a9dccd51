/** What a call is out to change. */
export type Change =
  /** A read. */
  | 'none'
  /** One thing of one person: a refusal means that it did not happen. */
  | 'whole'
  /** Several people or things. Whether the service does all or nothing is not documented: after a refusal some may be done. */
  | 'in-parts';

export interface Facts {
  /** The service's own id of the call. */
  readonly requestId: string | null;
  /** Did it certainly change nothing? */
  readonly effect: 'none' | 'in-doubt';
  /** For a person. May quote what the far side wrote: never logged. */
  readonly reason: string;
}

export interface AnsweredFacts extends Facts {
  /** The body's statusCode where it has one, else HTTP's. */
  readonly status: number;
  readonly apiCode: number | null;
}

/** Why no further call will fare better until somebody has done something about it. */
export type BlockedCause =
  /** The key or token is not accepted. */
  | 'credentials'
  | 'signature'
  | 'clock'
  /** The pool, or the API at this host, is not there. */
  | 'pool'
  | 'forbidden'
  /** Plan or billing. */
  | 'plan'
  /** This deployment cannot do it. */
  | 'unsupported';

/** Every way a call can end without a usable answer. */
export type Failure =
  | (AnsweredFacts & { readonly kind: 'blocked'; readonly cause: BlockedCause })
  /** About the person the call names, or one of several. `inactive`: stopped, or no member of the tenant. */
  | (AnsweredFacts & { readonly kind: 'person'; readonly problem: 'not-found' | 'locked' | 'inactive' })
  /** Refused as it stands. `not-found`: something is, and the service does not say that it is a user. */
  | (AnsweredFacts & {
      readonly kind: 'invalid';
      readonly problem: 'parameters' | 'conflict' | 'not-found' | 'application' | 'too-large';
    })
  /** Answered with 200, and `success` is not true. */
  | (AnsweredFacts & { readonly kind: 'declined' })
  /** Answered so, or not sent because a pause was asked for earlier; then `status` is null. */
  | (Facts & { readonly kind: 'throttled'; readonly status: number | null; readonly retryAfterMs: number | null })
  /** `enveloped`: the service itself said so, not something on the way. */
  | (AnsweredFacts & {
      readonly kind: 'unavailable';
      readonly retryAfterMs: number | null;
      readonly enveloped: boolean;
    })
  /** Custom code or a custom database of the pool failed (601, 602, 603). */
  | (AnsweredFacts & { readonly kind: 'extension' })
  /** A redirect, a 202 …: nothing the API documents, perhaps from a proxy, before or after the service acted. */
  | (AnsweredFacts & { readonly kind: 'unexpected' })
  /**
   * Sent, and then no answer that can be used. `unreadable`: one came that is not as documented. `replayed`: the service
   * has seen this very request already (1306), so an earlier copy of it arrived and its answer went astray.
   */
  | (Facts & { readonly kind: 'lost'; readonly cause: 'connection' | 'unreadable' | 'replayed' })
  /** `token`: no management token could be had just now. `stopped`: the caller's signal. */
  | (Facts & { readonly kind: 'never-sent'; readonly cause: 'connection' | 'token' | 'stopped' });

/** How one call ended. */
export type Called<T> = { readonly kind: 'ok'; readonly requestId: string | null; readonly value: T } | Failure;
