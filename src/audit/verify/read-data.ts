import { isOutcome, type OutcomeKind } from './outcome-slots.ts';

/**
 * What verification needs of an event's data, read from its canonical JSON without building all of it: most of a trail's text
 * is people. The keys of canonical JSON stand in order, and within its texts a quotation mark has a backslash before it, so
 * `"outcome":"` can be nothing but a key. Null: it is not of the form that was expected, and has to be parsed.
 */

const PERSON = '"person":{"sealed":"';
const OUTCOME = '"outcome":"';
const BETWEEN = `",${PERSON}`;
const HASH_LENGTH = 64;

/** How many people an event names. */
export function countPeople(dataJson: string): number {
  let count = 0;
  for (let at = dataJson.indexOf(PERSON); at >= 0; at = dataJson.indexOf(PERSON, at + PERSON.length + HASH_LENGTH))
    count += 1;
  return count;
}

/** The text of a key that stands once in the data and holds no quotation mark. */
export function textOf(dataJson: string, key: 'to' | 'digest'): string | null {
  const start = dataJson.indexOf(`"${key}":"`);
  if (start < 0) return null;
  const from = start + key.length + 4;
  const end = dataJson.indexOf('"', from);
  return end < 0 ? null : dataJson.slice(from, end);
}

/** Calls `take` for each outcome; false when they are not of the usual form, and nothing may be believed that was taken. */
export function eachOutcome(dataJson: string, take: (outcome: OutcomeKind, sealed: string) => void): boolean {
  for (let at = dataJson.indexOf(OUTCOME); at >= 0; ) {
    const from = at + OUTCOME.length;
    const end = dataJson.indexOf('"', from);
    const outcome = dataJson.slice(from, end);
    if (!isOutcome(outcome) || !dataJson.startsWith(BETWEEN, end)) return false;
    const seal = end + BETWEEN.length;
    if (dataJson.charAt(seal + HASH_LENGTH) !== '"') return false;
    take(outcome, dataJson.slice(seal, seal + HASH_LENGTH));
    at = dataJson.indexOf(OUTCOME, seal + HASH_LENGTH);
  }
  return true;
}
