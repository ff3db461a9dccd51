/**
 * The text of a slash command, cut into pieces. Slack writes what it recognised as `<…>` and turns the person's own
 * `&`, `<` and `>` into entities, so the two can be told apart.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export type Piece =
  /** What stood between `<` and `>`, without them. */
  | { readonly kind: 'reference'; readonly content: string; readonly typed: string }
  /** Plain words, entities decoded. */
  | { readonly kind: 'text'; readonly text: string };

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
]);

export function decodeEntities(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES.get(entity) ?? entity);
}

/** Characters that are there and cannot be seen: copied along from web pages and right-to-left text. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}

/** Cuts the text at Slack's references; what has no closing `>` stays text. One pass, linear in the length. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  while (from < text.length) {
    const open = text.indexOf('<', from);
    const close = open === -1 ? -1 : text.indexOf('>', open);
    if (open === -1 || close === -1) {
      pieces.push({ kind: 'text', text: decodeEntities(text.slice(from)) });
      break;
    }
    if (open > from) pieces.push({ kind: 'text', text: decodeEntities(text.slice(from, open)) });
    pieces.push({ kind: 'reference', content: text.slice(open + 1, close), typed: text.slice(open, close + 1) });
    from = close + 1;
  }
  return pieces;
}
