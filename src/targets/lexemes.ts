import { decodeEntities, plainCharacters } from './characters.ts';
import { splitAtMarkup } from './slack-markup.ts';

/** A word, or one of Slack's brackets, as it stands in the text. */
export interface Part {
  readonly kind: 'word' | 'markup';
  readonly text: string;
}

/** `chunk`: parts without a separator between them. `open` and `close`: angle brackets a person typed. */
export type Lexeme =
  | { readonly kind: 'chunk'; readonly parts: readonly Part[] }
  | { readonly kind: 'comma' | 'tab' | 'open' | 'close' };

/** A word, or one separator. Bullets, and the bars of pasted tables, separate as spaces do. Matching never goes back. */
const PIECE = /([^\s\u0085•◦▪▫‣⁃∙●○■□▸▹►▶➢➤·|,、､،;؛\u037e<>]+)|[\s\S]/gu;

const SEPARATORS: Readonly<Record<string, Exclude<Lexeme['kind'], 'chunk'> | 'row'>> = {
  ',': 'comma',
  '、': 'comma',
  '､': 'comma',
  '،': 'comma',
  '\t': 'tab',
  '<': 'open',
  '>': 'close',
  ';': 'row',
  '؛': 'row',
  '\u037e': 'row',
  '\n': 'row',
  '\v': 'row',
  '\f': 'row',
  '\r': 'row',
  '\u0085': 'row',
  '\u2028': 'row',
  '\u2029': 'row',
};

/** Text in rows, which end at line breaks and semicolons, as spreadsheets and mail clients write them. */
export function* rowsOf(text: string): Generator<readonly Lexeme[]> {
  let row: Lexeme[] = [];
  let parts: Part[] = [];
  const endChunk = () => {
    if (parts.length > 0) row.push({ kind: 'chunk', parts });
    parts = [];
  };

  for (const [index, stretch] of splitAtMarkup(text).entries()) {
    if (index % 2 === 1) {
      parts.push({ kind: 'markup', text: stretch });
      continue;
    }
    for (const [piece, word] of plainCharacters(decodeEntities(stretch)).matchAll(PIECE)) {
      if (word !== undefined) {
        parts.push({ kind: 'word', text: word });
        continue;
      }
      endChunk();
      const separator = SEPARATORS[piece];
      if (separator === 'row') {
        yield row;
        row = [];
      } else if (separator !== undefined) {
        row.push({ kind: separator });
      }
    }
  }
  endChunk();
  yield row;
}
