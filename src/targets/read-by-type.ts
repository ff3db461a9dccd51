import type { IdentifierType } from '../directories/naming.ts';
import { isDecoration, strip } from './characters.ts';
import type { Lexeme, Part } from './lexemes.ts';
import type { Read } from './read-row.ts';
import { readMarkup } from './slack-markup.ts';
import type { Identifier } from './target.ts';
import { readBracket } from './tokens.ts';

/** Reads one row whose words all name people by one type. Mentions and groups stay what they are. */
export function* readRowBy(row: readonly Lexeme[], by: IdentifierType): Generator<Read> {
  for (const lexeme of row) {
    if (lexeme.kind !== 'chunk') continue;
    const [only, ...more] = lexeme.parts;
    if (only?.kind === 'markup' && more.length === 0 && !isAddress(only)) {
      const token = readBracket(only.text);
      if (token.kind !== 'word' && token.kind !== 'numeral') yield token;
      continue;
    }
    const typed = strip(lexeme.parts.map(shown).join(''));
    if (typed !== '' && !isDecoration(typed)) yield readNameBy(typed, by);
  }
}

/** One name, as it stands in a text or a cell. */
export function readNameBy(typed: string, by: IdentifierType): Read {
  const read = by.read(typed);
  return read.kind === 'unreadable'
    ? { kind: 'unreadable', typed, reason: read.reason }
    : { kind: 'identifier', identifier: identifierOf(read.lookup, typed) };
}

type Named = ReturnType<IdentifierType['read']> & { readonly kind: 'named' };

function identifierOf(lookup: Named['lookup'], typed: string): Exclude<Identifier, { kind: 'mention' | 'user-group' }> {
  switch (lookup.by) {
    case 'email':
      return { kind: 'email', email: lookup.email, typed };
    case 'id':
      return { kind: 'account-id', id: lookup.id, typed };
    case 'name':
      return { kind: 'named', lookup, typed };
  }
}

const isAddress = ({ kind, text }: Part): boolean => kind === 'markup' && readMarkup(text).kind === 'mailto';

/** What a client linked by itself is the text again. */
function shown(part: Part): string {
  const markup = part.kind === 'markup' ? readMarkup(part.text) : null;
  return markup?.kind === 'mailto' ? markup.address : part.text;
}
