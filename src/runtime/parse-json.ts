/** Half of a character that takes two: JSON can say it, and nothing can be made of it. */
const HALF_CHARACTER = /\\u[dD][89a-fA-F]/;

/**
 * JSON in texts that are whole: halves of characters, which people can put into names of theirs, are replaced. Canonical JSON
 * refuses them, so that somebody named with one could be neither previewed nor told of in the audit trail.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  if (!HALF_CHARACTER.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value));
}
