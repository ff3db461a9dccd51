/** Long enough for any sentence a directory writes, short enough for a table row. */
const MAX_REASON_CHARACTERS = 300;

/** Trimmed, and cut between characters. */
export function capped(text: string): string {
  const characters = [...text.trim()];
  return characters.length <= MAX_REASON_CHARACTERS
    ? characters.join('')
    : `${characters.slice(0, MAX_REASON_CHARACTERS - 1).join('')}…`;
}
