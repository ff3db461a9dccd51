import { z } from 'zod';
import type { PlanDigest } from '../ids.ts';
import {
  DigestOfPieces,
  digestOf,
  isWholePlan,
  type Plan,
  type PlannedChange,
  StoredChange,
  StoredPlan,
} from './plan.ts';
import { shareAlike } from './share-alike.ts';

const Piece = StoredChange.array();
const First = StoredPlan.extend({
  changes: Piece.default([]),
  /** What an erasure left behind says so. */
  erased: z.literal(true).optional(),
});

/** Puts a stored plan together from its pieces and proves that it is the one its digest names. */
export class PlanReader {
  readonly #first: z.infer<typeof First>;
  readonly #changes: PlannedChange[] = [];
  readonly #digest = new DigestOfPieces();
  readonly #shared = shareAlike();
  /** Does the first piece hold all of it? */
  readonly isWhole: boolean;

  constructor(first: string) {
    this.#first = First.parse(JSON.parse(first));
    this.isWhole = isWholePlan(first) || this.#first.changes.length > 0;
    this.#take(this.#first.changes);
    this.#digest.add(first);
  }

  /**
   * The next piece of a plan that the first does not hold all of. Its digest will tell that it is what was written, so nobody looks
   * into it: of 10,000 people that would take half as long as all else that an approval does.
   */
  add(piece: string): void {
    this.#take(JSON.parse(piece) as readonly PlannedChange[]);
    this.#digest.add(piece);
  }

  #take(changes: readonly PlannedChange[]): void {
    for (const change of changes) this.#changes.push(this.#shared(change));
  }

  /**
   * Once, after the last piece. `mayBeErased`: nothing will be done by it any more, so that people may be missing from it.
   * Throws when it is another plan.
   */
  plan(digest: PlanDigest, mayBeErased = false): Plan {
    const { erased = false, ...others } = this.#first;
    if (this.#digest.digest() === digest) return { ...others, changes: this.#changes };
    const plan: Plan = { ...others, changes: Piece.parse(this.#changes) };
    if (mayBeErased && erased) return plan;
    // Written another way, it may still say the same.
    if (erased || digestOf(plan) !== digest) throw new Error('A stored plan does not match its digest');
    return plan;
  }
}
