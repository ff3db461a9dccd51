interface Effect {
  readonly userId: string;
  /** False when it was already so: harmless, but somebody asked twice. */
  readonly changed: boolean;
}

/** What really happened, as anybody may read it. */
export interface Ledger<OneEffect extends Effect, Violation, Call> {
  readonly effects: readonly OneEffect[];
  /** Promises that the client broke. */
  readonly violations: readonly Violation[];
  readonly calls: readonly Call[];
  effectsOf(userId: string): readonly OneEffect[];
  /** Hears of every later call; the answer ends it. */
  onCall(listener: (call: Call) => void): () => void;
}

/** The same, for the far end that writes it. */
export interface OpenLedger<OneEffect extends Effect, Violation, Call> extends Ledger<OneEffect, Violation, Call> {
  effect(effect: OneEffect): void;
  violation(violation: Violation): void;
  call(call: Call): void;
  clear(): void;
}

export function createLedger<OneEffect extends Effect, Violation, Call>(): OpenLedger<OneEffect, Violation, Call> {
  const effects: OneEffect[] = [];
  const violations: Violation[] = [];
  const calls: Call[] = [];
  const byUser = new Map<string, OneEffect[]>();
  const listeners = new Set<(call: Call) => void>();
  const effectsOf = (userId: string) => byUser.get(userId) ?? [];

  return {
    effects,
    violations,
    calls,
    effectsOf,
    onCall(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    effect(effect) {
      effects.push(effect);
      byUser.set(effect.userId, [...effectsOf(effect.userId), effect]);
    },
    violation: (violation) => void violations.push(violation),
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
