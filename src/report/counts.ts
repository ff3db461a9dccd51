import type { OutcomeCounts } from '../requests/request.ts';
import { TARGET_KINDS, type TargetKind } from '../targets/target.ts';
import type { OperationInfo } from './operation-info.ts';
import { grouped, listed, people } from './wording.ts';

/** "10 suspended, 1 failed and 1 unconfirmed". Nought is left out; nobody at all is "nobody". */
export function outcomeCounts(counts: OutcomeCounts, { words }: OperationInfo): string {
  const parts: readonly (readonly [number, string])[] = [
    [counts.succeeded, words.done],
    [counts.failed, 'failed'],
    [counts.unconfirmed, 'unconfirmed'],
    [counts.skipped, 'skipped'],
    [counts.waiting, 'waiting'],
  ];
  return listed(parts.filter(([count]) => count > 0).map(([count, word]) => `${grouped(count)} ${word}`)) || 'nobody';
}

/** How many people have an outcome already. */
export function settledCount(counts: OutcomeCounts): number {
  return counts.succeeded + counts.failed + counts.unconfirmed + counts.skipped;
}

const KIND_WORDS: Readonly<Record<Exclude<TargetKind, 'will-change'>, string>> = {
  'already-so': 'already so',
  protected: 'protected',
  ambiguous: 'ambiguous',
  'not-found': 'not found',
  invalid: 'not possible',
};

/** "protected", "not found" … */
export function targetKindWords(kind: TargetKind, { words }: OperationInfo): string {
  if (kind === 'will-change') return `will be ${words.done}`;
  return kind === 'already-so' ? `already ${words.done}` : KIND_WORDS[kind];
}

/** "12 people will be suspended, 2 already suspended, 1 not found". */
export function targetCounts(counts: Readonly<Record<TargetKind, number>>, operation: OperationInfo): string {
  const parts = TARGET_KINDS.filter((kind) => counts[kind] > 0).map((kind) =>
    kind === 'will-change'
      ? `${people(counts[kind])} ${targetKindWords(kind, operation)}`
      : `${grouped(counts[kind])} ${targetKindWords(kind, operation)}`,
  );
  return parts.join(', ') || 'nobody';
}
