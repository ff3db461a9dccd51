import type { Answer } from './answer.ts';
import type { Ending, FaultFilter, FaultRule, FaultyCall } from './fault.ts';

/** What the faults have in mind for one call; each that takes part is counted down. */
export interface FaultPlan {
  readonly ids: readonly string[];
  readonly slowMs: number;
  readonly lagMs: number;
  readonly ending: Ending | null;
  itemFailure(id: string, index: number): string | null;
}

/** A fault as the sandbox's drawer lists it. */
export interface ListedFault<Where extends string> {
  readonly id: string;
  readonly where: Where;
  readonly title: string;
  readonly remaining: number;
}

export interface Faults<Where extends string> {
  list(): readonly ListedFault<Where>[];
  /** Arms a fault for the next `count` matching calls; Infinity is always, 0 is off. Throws on an unknown id. */
  set(id: string, count: number, filter?: FaultFilter): void;
  /** Arms a fault of your own; one with the same id is replaced. */
  inject(rule: FaultRule, count: number): void;
  clear(): void;
}

export interface FaultDesk<Where extends string = string> extends Faults<Where> {
  plan(call: FaultyCall): FaultPlan;
  rewrite(call: FaultyCall, answer: Answer): { readonly answer: Answer; readonly ids: readonly string[] };
}

interface Armed {
  readonly rule: FaultRule;
  remaining: number;
}

/** `where` is the far end that the faults belong to; those of `faultCatalogue` can be armed by id. */
export function createFaults<Where extends string>(
  where: Where,
  faultCatalogue: readonly FaultRule[],
): FaultDesk<Where> {
  const armed = new Map<string, Armed>();
  const matching = (call: FaultyCall) => [...armed.values()].filter((it) => it.remaining > 0 && isMeant(it.rule, call));
  const use = (it: Armed) => {
    it.remaining -= 1;
    return it.rule.id;
  };

  return {
    list() {
      const own = [...armed.values()]
        .map((it) => it.rule)
        .filter((rule) => !faultCatalogue.some(({ id }) => id === rule.id));
      return [...faultCatalogue, ...own].map(({ id, title }) => ({
        id,
        where,
        title,
        // JSON has no Infinity.
        remaining: Math.min(armed.get(id)?.remaining ?? 0, Number.MAX_SAFE_INTEGER),
      }));
    },
    set(id, count, filter = {}) {
      const rule = faultCatalogue.find((it) => it.id === id) ?? armed.get(id)?.rule;
      if (!rule) throw new Error(`no fault ${id}`);
      armed.set(id, { rule: { ...rule, ...filter }, remaining: count });
    },
    inject: (rule, count) => void armed.set(rule.id, { rule, remaining: count }),
    clear: () => armed.clear(),

    plan(call) {
      const ids: string[] = [];
      const failures: ((id: string, index: number) => string | null)[] = [];
      let [slowMs, lagMs] = [0, 0];
      let ending: Ending | null = null;
      for (const it of matching(call)) {
        const { behaviour } = it.rule;
        switch (behaviour.kind) {
          case 'rewrite':
            continue;
          case 'slow':
            slowMs += behaviour.delayMs;
            break;
          case 'lag':
            lagMs = Math.max(lagMs, behaviour.lagMs);
            break;
          case 'fail-items':
            if (!call.people.some((id, index) => behaviour.reasonFor(id, index) !== null)) continue;
            failures.push(behaviour.reasonFor);
            break;
          default:
            // A call ends once; the others wait for the next one.
            if (ending) continue;
            ending = behaviour;
        }
        ids.push(use(it));
      }
      const itemFailure = (id: string, index: number) =>
        failures.map((reasonFor) => reasonFor(id, index)).find((reason) => reason !== null) ?? null;
      return { ids, slowMs, lagMs, ending, itemFailure };
    },

    rewrite(call, original) {
      const ids: string[] = [];
      let answer = original;
      for (const it of matching(call)) {
        if (it.rule.behaviour.kind !== 'rewrite') continue;
        const rewritten = it.rule.behaviour.rewrite(answer);
        if (rewritten) {
          answer = rewritten;
          ids.push(use(it));
        }
      }
      return { answer, ids };
    },
  };
}

function isMeant(rule: FaultRule, call: FaultyCall): boolean {
  const { operations, matches } = rule;
  const named =
    operations === 'all' || (operations === 'mutations' ? call.mutates : operations.includes(call.operation));
  return named && (matches?.(call) ?? true);
}
