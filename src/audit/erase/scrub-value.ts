import { type Called, mentions } from './mention.ts';

/** What stands where somebody stood. */
export const GONE = '(erased)';

/** Free text without those who are erased: the whole text goes when it speaks of one of them. */
export const scrubText = (text: string, called: Called): string => (mentions(text, called) ? GONE : text);

/** The same inside JSON. `ids`: whole texts that are account ids. */
export function scrubJson(text: string, called: Called, ids: ReadonlySet<string>): string {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return ids.has(value) ? GONE : scrubText(value, called);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
  };
  return JSON.stringify(walk(JSON.parse(text)));
}

/**
 * A plan without one person and without its salt: what else it says stays, but it is no longer what was approved, and says
 * so. Nobody can tell any more by guessing whom its digest is of.
 */
export function scrubPlan(text: string, ids: ReadonlySet<string>): string {
  const {
    changes,
    salt: _salt,
    ...plan
  }: { changes: readonly { accountId: string }[]; salt?: string } = JSON.parse(text);
  const left = changes.map((change) =>
    ids.has(change.accountId) ? { ...change, accountId: GONE, details: {} } : change,
  );
  if (left.every((change, index) => change === changes[index])) return text;
  return JSON.stringify({ ...plan, changes: left, erased: true });
}
