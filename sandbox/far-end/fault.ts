import type { Answer } from './answer.ts';

type When = 'before-effect' | 'after-effect';

/** How a call ends when it does not end well. */
export type Ending =
  | { readonly kind: 'answer'; readonly when: When; readonly answer: Answer }
  /** The connection is reset. */
  | { readonly kind: 'reset'; readonly when: When }
  /** No answer ever. */
  | { readonly kind: 'silence'; readonly when: When }
  /** The connection breaks in the middle of the answer's body. */
  | { readonly kind: 'break-off'; readonly when: 'after-effect' }
  /** The connection is reset now; the effect happens `delayMs` later. */
  | { readonly kind: 'late-effect'; readonly delayMs: number };

export type FaultBehaviour =
  | Ending
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Reads show the call's effects only after `lagMs`. */
  | { readonly kind: 'lag'; readonly lagMs: number }
  /** Reason why an item fails without effect, or null for those that pass. */
  | { readonly kind: 'fail-items'; readonly reasonFor: (id: string, index: number) => string | null }
  /** Alters the answer; null where it does not apply to this one, which leaves the fault armed. */
  | { readonly kind: 'rewrite'; readonly rewrite: (answer: Answer) => Answer | null };

/** What a fault may look at to decide whether a call is meant. */
export interface FaultyCall {
  readonly operation: string;
  readonly network: string;
  readonly mutates: boolean;
  readonly token: string | null;
  /** User ids, or user names where people are created. Empty where the call names nobody. */
  readonly people: readonly string[];
}

export type OperationFilter = 'all' | 'mutations' | readonly string[];

export interface FaultRule {
  readonly id: string;
  /** What a person reads in the sandbox's drawer. */
  readonly title: string;
  readonly behaviour: FaultBehaviour;
  readonly operations: OperationFilter;
  readonly matches?: (call: FaultyCall) => boolean;
}

/** Narrows a fault of the catalogue. */
export interface FaultFilter {
  readonly operations?: OperationFilter;
  readonly matches?: (call: FaultyCall) => boolean;
}
