/** Commas and semicolons, also those of East Asian keyboards. Together with spaces, what separates words. */
const PIECE = /^(?:<[^<>]*>|\s+|[,;，；、]+|[^\s,;，；、<]+|<)/;
const ENDS_IN_SEPARATOR = /[\s,;，；、]$/;

/** What comes next in `text` at `at`: one of Slack's brackets, whole; a run of separators; a run of anything else. */
export function pieceAt(text: string, at: number): string {
  return PIECE.exec(text.slice(at))?.[0] ?? '';
}

export function separates(piece: string): boolean {
  return ENDS_IN_SEPARATOR.test(piece);
}
