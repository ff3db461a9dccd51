import type { Lexeme } from './lexemes.ts';
import type { Identifier } from './target.ts';
import { type IsAccountId, readChunk, readWord, type Token } from './tokens.ts';

export type Email = Extract<Identifier, { readonly kind: 'email' }>;
type Numeral = Extract<Token, { readonly kind: 'numeral' }>;

/** A token in its row. `named`: an e-mail in angle brackets, before which its owner's name may stand. */
export type Entry =
  | Exclude<Token, Numeral>
  | { readonly kind: 'named'; readonly email: Email }
  | { readonly kind: 'comma' };

const LIST_NUMBER =
  'This may be the number of a list item. To mean an account id, write it without the dot or bracket.';
/** Items of a list are numbered with so many digits at most; a number this short is never an account id with a full stop. */
const LIST_NUMBER_DIGITS = 3;

/** The tokens of a row, once their neighbours have told what a bracket or a number is for. */
export function entriesOf(row: readonly Lexeme[], isAccountId: IsAccountId): readonly Entry[] {
  const tokens = row.flatMap((lexeme, index): readonly (Entry | Numeral)[] => {
    if (lexeme.kind === 'comma') return [{ kind: 'comma' }];
    if (lexeme.kind !== 'chunk') return [];
    const inAngles = row[index - 1]?.kind === 'open' && row[index + 1]?.kind === 'close';
    return readChunk(lexeme.parts, isAccountId).map((token) => {
      const email = emailOf(token);
      return inAngles && email !== null ? { kind: 'named', email } : token;
    });
  });
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'numeral') return [token];
    const next = tokens[index + 1];
    const short = token.digits.length <= LIST_NUMBER_DIGITS;
    if (next === undefined && !short) return [sentenceEnd(token, isAccountId)];
    const listItem = index === 0 && next !== undefined && next.kind !== 'numeral' && next.kind !== 'comma';
    return listItem && short ? [] : [unclear(token)];
  });
}

export function emailOf(entry: Entry | Numeral): Email | null {
  if (entry.kind === 'named') return entry.email;
  return entry.kind === 'identifier' && entry.identifier.kind === 'email' ? entry.identifier : null;
}

/** "Suspend 4711." */
function sentenceEnd(numeral: Numeral, isAccountId: IsAccountId): Entry {
  const token = readWord(numeral.digits, isAccountId);
  return token.kind === 'numeral' ? unclear(numeral) : token;
}

function unclear({ typed }: Numeral): Entry {
  return { kind: 'unreadable', typed, reason: LIST_NUMBER };
}
