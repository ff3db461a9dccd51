import { type Email, type Entry, emailOf, entriesOf } from './entries.ts';
import type { Lexeme } from './lexemes.ts';
import { nameParts, nameStart, type PersonName } from './person-name.ts';
import type { Identifier, UnreadableIdentifier } from './target.ts';
import type { IsAccountId } from './tokens.ts';

export type Read =
  | { readonly kind: 'identifier'; readonly identifier: Identifier }
  | ({ readonly kind: 'unreadable' } & UnreadableIdentifier);

type Word = Extract<Entry, { readonly kind: 'word' }>;
type Comma = Extract<Entry, { readonly kind: 'comma' }>;

const WHY = {
  word: 'This is no mention, e-mail or account id.',
  besideEmail: 'This number stands beside an e-mail in a table. To mean an account id, write it on a line of its own.',
} as const;

/** Reads one row. The words of a name beside an address become part of what was typed for that address. */
export function readRow(row: readonly Lexeme[], isAccountId: IsAccountId): Iterable<Read> {
  const entries = entriesOf(row, isAccountId);
  const emails = entries.filter((entry) => emailOf(entry) !== null).length;
  return row.some(({ kind }) => kind === 'tab') && emails > 0 ? readTableRow(entries, emails) : readList(entries);
}

function* readList(entries: readonly Entry[]): Generator<Read> {
  let run: (Word | Comma)[] = [];
  for (const entry of entries) {
    if (entry.kind === 'word' || entry.kind === 'comma') {
      run.push(entry);
      continue;
    }
    const start = entry.kind === 'named' ? nameStart(run) : run.length;
    yield* wordsOf(run.slice(0, start)).map(unreadable);
    const name = run.slice(start);
    yield entry.kind === 'named' ? withName(entry.email, wordsOf(name), nameParts(name)) : entry;
    run = [];
  }
  yield* wordsOf(run).map(unreadable);
}

/** A spreadsheet's row: where it holds one address, the words in the other cells are about its owner. */
function* readTableRow(entries: readonly Entry[], emails: number): Generator<Read> {
  const name = emails === 1 ? wordsOf(entries) : [];
  for (const entry of entries) {
    const email = emailOf(entry);
    if (email !== null) yield withName(email, name);
    else if (entry.kind === 'unreadable') yield entry;
    else if (entry.kind === 'word' && emails > 1) yield unreadable(entry);
    else if (entry.kind === 'identifier') yield besideEmail(entry.identifier);
  }
}

/** A row's other numbers (personnel, telephone) may happen to be the account id of somebody else. */
function besideEmail(identifier: Identifier): Read {
  return identifier.kind === 'account-id'
    ? { kind: 'unreadable', typed: identifier.typed, reason: WHY.besideEmail }
    : { kind: 'identifier', identifier };
}

/** `parts`: only where it is plain which words are the name. */
function withName(email: Email, name: readonly Word[], parts: PersonName = {}): Read {
  const words = name.map(({ typed }) => typed).join(' ');
  const typed = `${words} <${email.typed}>`;
  return { kind: 'identifier', identifier: words === '' ? email : { ...email, ...parts, typed } };
}

function wordsOf(entries: readonly Entry[]): readonly Word[] {
  return entries.filter((entry) => entry.kind === 'word');
}

function unreadable({ typed }: Word): Read {
  return { kind: 'unreadable', typed, reason: WHY.word };
}
