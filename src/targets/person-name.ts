import type { Entry } from './entries.ts';

type WordOrComma = Extract<Entry, { readonly kind: 'word' | 'comma' }>;

const OPENING_QUOTE = /^["'“”„‟‘’‚‛«»]/;
const CLOSING_QUOTE = /["'“”„‟‘’‚‛«»]$/;

/**
 * Where the name begins in the words before `<alice@example.com>`: at its opening quote, else after the last comma,
 * else, for the "Smith, Alice" of address books, before that. What stands before the name belongs to somebody else.
 */
export function nameStart(run: readonly WordOrComma[]): number {
  const last = run.at(-1);
  if (last?.kind !== 'word') return run.length;
  const quoted = CLOSING_QUOTE.test(last.raw)
    ? run.findLastIndex((entry) => entry.kind === 'word' && OPENING_QUOTE.test(entry.raw))
    : -1;
  if (quoted >= 0) return quoted;

  const comma = run.findLastIndex(({ kind }) => kind === 'comma');
  const surname = run.slice(0, Math.max(comma, 0));
  const start = surname.findIndex(({ kind }) => kind === 'word');
  const words = start < 0 ? [] : surname.slice(start);
  const lastWord = words.at(-1);
  const isSurname =
    lastWord?.kind === 'word' && words.every(({ kind }) => kind === 'word') && !/^\p{Ll}/u.test(lastWord.typed);
  return isSurname ? start : comma + 1;
}

export interface PersonName {
  readonly firstName?: string;
  readonly lastName?: string;
}

/** The parts of a name as people write it: "Alice Smith", or "Smith, Alice". A single word is a first name. */
export function nameParts(name: readonly WordOrComma[]): PersonName {
  const text = (entries: readonly WordOrComma[]) =>
    entries.flatMap((entry) => (entry.kind === 'word' ? [entry.typed] : [])).join(' ');
  const comma = name.findIndex(({ kind }) => kind === 'comma');
  const [first, last] =
    comma < 0
      ? [text(name.slice(0, 1)), text(name.slice(1))]
      : [text(name.slice(comma + 1)), text(name.slice(0, comma))];
  return { ...(first === '' ? {} : { firstName: first }), ...(last === '' ? {} : { lastName: last }) };
}
