import type { StoredTarget } from '../requests/view.ts';

export interface ReasonGroup {
  /** Why, as a sentence; null for those that need none. */
  readonly reason: string | null;
  readonly targets: readonly StoredTarget[];
}

function reasonOf({ outcome, reason }: StoredTarget): string | null {
  return outcome !== null && 'reason' in outcome ? outcome.reason : reason;
}

/** People with the same reason together, the largest group first; within a group, and among equals, in the order typed. */
export function groupByReason(targets: readonly StoredTarget[]): readonly ReasonGroup[] {
  const groups = new Map<string | null, StoredTarget[]>();
  for (const target of targets) {
    const reason = reasonOf(target);
    const group = groups.get(reason);
    if (group) group.push(target);
    else groups.set(reason, [target]);
  }
  return [...groups]
    .map(([reason, members]) => ({ reason, targets: members }))
    .sort((a, b) => b.targets.length - a.targets.length);
}

/** Cuts a list into pages of at most `size`; an empty list is one empty page. */
export function pagesOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const pages: T[][] = [];
  for (let start = 0; start < items.length; start += size) pages.push(items.slice(start, start + size));
  return pages.length === 0 ? [[]] : pages;
}
