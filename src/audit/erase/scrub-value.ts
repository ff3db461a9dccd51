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

interface Change {
  readonly accountId: string;
}

/**
 * The pieces of a plan without one person and without its salt: what else it says stays, but it is no longer what was approved, and
 * says so. Nobody can tell any more by guessing whom its digest is of. As they were, where nobody of them is in it.
 */
export function scrubPlan(pieces: readonly string[], ids: ReadonlySet<string>): readonly string[] {
  const [first = '{}', ...others] = pieces.map((piece) => scrubPiece(piece, ids));
  if ([first, ...others].every((piece, index) => piece === pieces[index])) return pieces;
  const { salt: _salt, ...plan }: { readonly salt?: string } = JSON.parse(first);
  return [JSON.stringify({ ...plan, erased: true }), ...others];
}

/** What a plan begins with may hold all of its changes, the others are arrays of them. */
function scrubPiece(piece: string, ids: ReadonlySet<string>): string {
  const value: readonly Change[] | { readonly changes?: readonly Change[] } = JSON.parse(piece);
  const changes = 'changes' in value ? (value.changes ?? []) : Array.isArray(value) ? value : [];
  if (!changes.some(({ accountId }) => ids.has(accountId))) return piece;
  const left = changes.map((change) =>
    ids.has(change.accountId) ? { ...change, accountId: GONE, details: {} } : change,
  );
  return JSON.stringify(Array.isArray(value) ? left : { ...value, changes: left });
}
