import { closest, distance } from 'fastest-levenshtein';

/** The known word somebody probably meant, or null when none is close. Case does not count. */
export function nearest(word: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const lower = word.toLowerCase();
  const found = closest(
    lower,
    known.map((one) => one.toLowerCase()),
  );
  const near = distance(lower, found) <= Math.max(2, Math.floor(word.length / 3));
  return near ? (known.find((one) => one.toLowerCase() === found) ?? null) : null;
}

/** "Did you mean x?" or the words there are. */
export function suggestion(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  if (meant !== null) return `${meant}?`;
  return known.length === 0 ? 'there is none' : `one of ${known.join(', ')}`;
}
