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
export interface Oracle {
  readonly effects: readonly Effect[];
  readonly violations: readonly Violation[];
  readonly calls: readonly CallRecord[];
  effectsOf(userId: string): readonly Effect[];
  /** Effects that changed something; of one operation when it is given. More than one is more than was asked for. */
  timesChanged(userId: string, operation?: string): number;
  /** Hears of every later call; the answer ends it. */
  onCall(listener: (call: CallRecord) => void): () => void;
}

export interface OracleLog extends Oracle {
  effect(effect: Effect): void;
  violation(violation: Violation): void;
  call(call: CallRecord): void;
  clear(): void;
}

export function createOracle(): OracleLog {
  const effects: Effect[] = [];
  const violations: Violation[] = [];
  const calls: CallRecord[] = [];
  const byUser = new Map<string, Effect[]>();
  const listeners = new Set<(call: CallRecord) => void>();
  const effectsOf = (userId: string) => byUser.get(userId) ?? [];

  return {
    effects,
    violations,
    calls,
    effectsOf,
    timesChanged: (userId, operation) =>
      effectsOf(userId).filter((it) => it.changed && (operation === undefined || it.operation === operation)).length,
    onCall(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    effect(effect) {
      effects.push(effect);
      byUser.set(effect.userId, [...effectsOf(effect.userId), effect]);
    },
    violation: (violation) => violations.push(violation),
    call(call) {
      calls.push(call);
      for (const listener of listeners) listener(call);
    },
    clear() {
      for (const log of [effects, violations, calls]) log.length = 0;
      byUser.clear();
    },
  };
}
