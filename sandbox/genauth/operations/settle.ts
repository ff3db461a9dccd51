import type { BatchSemantics } from '../behaviour.ts';
import { type Failure, internalError } from '../envelope.ts';

/** One entry of a batch: why it cannot be carried out, and how it would be. */
export interface Step {
  readonly objection: Failure | null;
  apply(): void;
}

/** Carries out what the semantics say; null is success, whatever that means then. */
export function settle(steps: readonly Step[], semantics: BatchSemantics): Failure | null {
  const firstBad = steps.findIndex((step) => step.objection !== null);
  const objection = steps[firstBad]?.objection ?? null;
  switch (semantics) {
    case 'ignore_unknown':
      for (const step of steps) if (!step.objection) step.apply();
      return null;
    case 'fail_all':
      if (objection) return objection;
      for (const step of steps) step.apply();
      return null;
    case 'partial_then_error': {
      if (steps.length === 1 && objection) return objection;
      const middle = steps.length > 1 ? Math.ceil(steps.length / 2) : steps.length;
      const end = objection ? firstBad : middle;
      for (const step of steps.slice(0, end)) step.apply();
      return end < steps.length ? internalError : null;
    }
    case 'false_success':
      return null;
  }
}
