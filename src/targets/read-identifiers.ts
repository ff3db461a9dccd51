import type { IdentifierType } from '../directories/naming.ts';
import { type Lexeme, rowsOf } from './lexemes.ts';
import { readRowBy } from './read-by-type.ts';
import { type Read, readRow } from './read-row.ts';
import type { Identifier, ReadIdentifiers, UnreadableIdentifier } from './target.ts';
import type { IsAccountId } from './tokens.ts';

export interface ReadIdentifiersOptions {
  /** Does this text look like a native account id of this kind of directory? */
  readonly isAccountId: IsAccountId;
  /** What all words are to be read as, whatever they look like; mentions and groups stay what they are. */
  readonly by?: IdentifierType | null;
}

/** The type of this name means e-mails with every kind: with names before them, as they are pasted from mail clients. */
export const EMAIL_TYPE = 'email';

/**
 * Everyone named in a text: typed into a command or a form, or pasted from a list, a mail client or a spreadsheet. What
 * names nobody is kept with the reason. Takes time linear in the text and never throws.
 */
export function readIdentifiers(text: string, { isAccountId, by = null }: ReadIdentifiersOptions): ReadIdentifiers {
  const identifiers = new Map<string, Identifier>();
  const unreadable = new Map<string, UnreadableIdentifier>();
  for (const row of rowsOf(text)) {
    for (const read of readBy(row, isAccountId, by)) {
      if (read.kind === 'identifier') addOnce(identifiers, identifierKey(read.identifier), read.identifier);
      else addOnce(unreadable, `${read.typed}\n${read.reason}`, { typed: read.typed, reason: read.reason });
    }
  }
  return { identifiers: [...identifiers.values()], unreadable: [...unreadable.values()] };
}

function readBy(row: readonly Lexeme[], isAccountId: IsAccountId, by: IdentifierType | null): Iterable<Read> {
  if (by === null) return readRow(row, isAccountId);
  return by.name === EMAIL_TYPE ? readRow(row, () => false) : readRowBy(row, by);
}

function identifierKey(identifier: Identifier): string {
  switch (identifier.kind) {
    case 'mention':
      return `mention ${identifier.slackUserId}`;
    case 'user-group':
      return `user-group ${identifier.slackUserGroupId}`;
    case 'email':
      return `email ${identifier.email}`;
    case 'account-id':
      return `account-id ${identifier.id}`;
    case 'named':
      return `named ${identifier.lookup.type} ${identifier.lookup.value}`;
  }
}

function addOnce<T>(found: Map<string, T>, key: string, value: T): void {
  if (!found.has(key)) found.set(key, value);
}
