import { createLedger, type Ledger, type OpenLedger } from '../far-end/ledger.ts';
import type { PageDirectoryCall } from '../page/protocol.ts';

/** One thing that was done to one account. */
export interface Effect {
  readonly at: number;
  /** API name, such as `BatchDeleteUser`. */
  readonly operation: string;
  readonly network: string;
  readonly userId: string;
  readonly token: string | null;
  /** False when it was already so: harmless, but somebody asked twice. */
  readonly changed: boolean;
  /** "suspended", "deleted", "created some.one@acme.example" … */
  readonly what: string;
}

/** A promise the client broke. */
export interface Violation {
  readonly at: number;
  readonly kind:
    | 'same-token-other-body'
    | 'no-token'
    | 'too-many-members'
    | 'duplicate-members'
    | 'empty-batch'
    | 'unknown-id'
    | 'unknown-member'
    | 'before-retry-after'
    | 'operation-not-offered';
  readonly operation: string;
  readonly network: string;
  readonly detail: string;
}

/** As the sandbox's page shows it; `status` is 0 when the client got no answer. */
export type CallRecord = PageDirectoryCall;

/** What really happened, written by the far side alone: the judge of every claim about outcomes. */
export interface Oracle extends Ledger<Effect, Violation, CallRecord> {
  /** Effects that changed something; of one operation when it is given. More than one is more than was asked for. */
  timesChanged(userId: string, operation?: string): number;
}

export type OracleLog = Oracle & OpenLedger<Effect, Violation, CallRecord>;

export function createOracle(): OracleLog {
  const ledger = createLedger<Effect, Violation, CallRecord>();
  return {
    ...ledger,
    timesChanged: (userId, operation) =>
      ledger.effectsOf(userId).filter((it) => it.changed && (operation === undefined || it.operation === operation))
        .length,
  };
}
