import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PlanDigest } from '../ids.ts';
import { atOnce } from '../runtime/calmly.ts';
import { digestOf, type Plan, type PlannedChange, StoredChange, StoredPlan } from './plan.ts';
import { shareAlike } from './share-alike.ts';

/** Characters of a plan's text that are read before others have their turn. */
const STRETCH_LENGTH = 100_000;
const BEGINNING = '{"changes":[';
/**
 * Stands between two changes and nowhere else: in a text a quotation mark has a backslash before it, and behind the one that
 * ends a text no letter can follow.
 */
const BETWEEN = '},{"accountId":';

const Portion = StoredChange.array();
/** What an erasure left behind says so. */
const MaybeErased = StoredPlan.extend({ erased: z.literal(true).optional() });

/** The text in slices that are cut only between changes. */
function* stretchesOf(text: string): Generator<string> {
  let from = 0;
  for (;;) {
    const at = text.indexOf(BETWEEN, from + STRETCH_LENGTH);
    if (at === -1) break;
    yield text.slice(from, at + 1);
    from = at + 1;
  }
  yield text.slice(from);
}

function* isTextOf(text: string, digest: PlanDigest): Generator<void, boolean> {
  const hash = createHash('sha256');
  for (const stretch of stretchesOf(text)) {
    if (stretch.length < text.length) yield;
    hash.update(stretch);
  }
  return hash.digest('hex') === digest;
}

/** What the digest is of is canonical, so that it can be cut; one portion at a time is in memory twice. */
function* readCanonical(text: string): Generator<void, Plan> {
  const shared = shareAlike();
  const changes: PlannedChange[] = [];
  const take = (portion: readonly PlannedChange[]) => {
    for (const change of portion) changes.push(shared(change));
  };
  let last = '';
  for (const stretch of stretchesOf(text)) {
    if (last !== '') {
      take(Portion.parse(JSON.parse(`[${last}]`)));
      yield;
    }
    last = stretch.slice(last === '' ? BEGINNING.length : 1);
  }
  const { changes: end, ...others } = StoredPlan.parse(JSON.parse(BEGINNING + last));
  take(end);
  return { ...others, changes };
}

/**
 * Reads a stored plan and proves that it is the one its digest names, with pauses. `mayBeErased`: nothing will be done by it
 * any more, so that people may be missing from it. Throws when it is another plan.
 */
export function* readingPlan(text: string, digest: PlanDigest, mayBeErased = false): Generator<void, Plan> {
  if (yield* isTextOf(text, digest)) return yield* readCanonical(text);
  const { erased = false, ...stored } = MaybeErased.parse(JSON.parse(text));
  const plan: Plan = stored;
  if (mayBeErased && erased) return plan;
  // Written another way, it may still say the same.
  if (digestOf(plan) !== digest) throw new Error('A stored plan does not match its digest');
  return plan;
}

/** The same without pauses. */
export const readPlan = (text: string, digest: PlanDigest, mayBeErased = false): Plan =>
  atOnce(readingPlan(text, digest, mayBeErased));
