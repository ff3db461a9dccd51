import { createLedger, type Ledger, type OpenLedger } from '../far-end/ledger.ts';
import type { PageDirectoryCall } from '../page/protocol.ts';
import type { GenAuthUser } from './user.ts';

export type EffectKind =
  | 'created'
  | 'updated'
  | 'activated'
  | 'suspended'
  | 'deactivated'
  | 'resigned'
  | 'archived'
  | 'deleted'
  | 'signed-out'
  | 'invited'
  | 'password-reset';

/** One thing that was done to one account. */
export interface Effect {
  readonly at: number;
  /** Path without its prefix, such as `delete-users-batch`. */
  readonly operation: string;
  readonly pool: string;
  readonly userId: string;
  readonly kind: EffectKind;
  /** False when it was already so: harmless, but somebody asked twice. */
  readonly changed: boolean;
  /** Field names, application ids or the addressee; often empty. */
  readonly detail: string;
}

/** A promise the client broke. */
export interface Violation {
  readonly at: number;
  readonly kind:
    | 'route-not-offered'
    | 'redirect-followed'
    | 'too-many-members'
    | 'duplicate-members'
    | 'empty-batch'
    | 'unknown-id'
    | 'unknown-member'
    | 'before-retry-after';
  readonly operation: string;
  readonly detail: string;
}

export type Authentication = 'none' | 'hmac-authing' | 'hmac-genauth' | 'bearer' | 'bare-token';

/** As the sandbox's page shows it, and more. `status` is the body's where there is one, else HTTP's, and 0 without an answer. */
export interface CallRecord extends PageDirectoryCall {
  readonly method: string;
  /** With the prefix and without the query. */
  readonly path: string;
  /** How the caller proved itself, or `none` where it did not. */
  readonly authenticated: Authentication;
  /** Whom the call named, as it named them. */
  readonly ids: readonly string[];
  readonly httpStatus: number;
  readonly apiCode: number | null;
  readonly requestId: string;
}

/** What really happened, written by the far side alone: the judge of every claim about outcomes. */
export interface Oracle extends Ledger<Effect, Violation, CallRecord> {
  /** Effects of this kind (or any) that changed something. More than one is more than was asked for. */
  timesChanged(userId: string, kind?: EffectKind): number;
  /** Everyone in the pool as they truly are, whatever reads show: what to hold a report against. */
  users(poolId?: string): readonly GenAuthUser[];
  /** Null for those who were deleted, or never there. */
  user(userId: string, poolId?: string): GenAuthUser | null;
}

export type OracleLog = Oracle & OpenLedger<Effect, Violation, CallRecord>;

/** `truth` gives everyone of a pool; without an id, of the first. */
export function createOracle(truth: (poolId?: string) => readonly GenAuthUser[]): OracleLog {
  const ledger = createLedger<Effect, Violation, CallRecord>();
  return {
    ...ledger,
    timesChanged: (userId, kind) =>
      ledger.effectsOf(userId).filter((it) => it.changed && (kind === undefined || it.kind === kind)).length,
    users: truth,
    user: (userId, poolId) => truth(poolId).find((it) => it.userId === userId) ?? null,
  };
}
