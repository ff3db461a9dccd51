import { slackUserGroupId, slackUserId } from '../ids.ts';
import { looksLikeEmail, readEmail } from './email.ts';
import { type Piece, piecesOf, withoutInvisible } from './slack-text.ts';
import type { Identifier, ReadIdentifiers, UnreadableIdentifier } from './target.ts';

export interface ReadOptions {
  /** Does this text look like a native id of the directory that is meant? */
  readonly isAccountId: (text: string) => boolean;
}

type Found =
  | { readonly kind: 'identifier'; readonly identifier: Identifier }
  | { readonly kind: 'unreadable'; readonly unreadable: UnreadableIdentifier };

const unreadable = (typed: string, reason: string): Found => ({ kind: 'unreadable', unreadable: { typed, reason } });
const identified = (identifier: Identifier): Found => ({ kind: 'identifier', identifier });

/** Between people: any white space, commas, semicolons and their full-width and ideographic forms, bars of pasted tables. */
const SEPARATORS = /[\s,;|\u3001\uff0c\uff1b\u060c]+/u;
/** A cell or a line of a paste: what stands in it belongs together, as `First Last <mail>` does. */
const CELLS = /[\t\r\n\v\f\u0085\u2028\u2029,;|\u3001\uff0c\uff1b\u060c]/u;
/** Quotes, brackets, list bullets and sentence marks around a word; never part of an address or an id. */
const BEFORE = new Set(`"'“”„‟«»‹›‘’‚‛\`´([{<>•‣◦⁃∙·*–—`);
const AFTER = new Set(`"'“”„‟«»‹›‘’‚‛\`´)]}<>.:!?…*`);

/**
 * Reads who is meant. Nothing is lost: every word is part of an identifier, of a name beside an address, or reported as
 * unreadable with the reason. Never throws; linear in the length.
 */
export function readIdentifiers(text: string, options: ReadOptions): ReadIdentifiers {
  const identifiers = new Map<string, Identifier>();
  const rejected: UnreadableIdentifier[] = [];
  for (const found of piecesOf(withoutInvisible(text)).flatMap((piece) => readPiece(piece, options))) {
    if (found.kind === 'unreadable') rejected.push(found.unreadable);
    else if (!identifiers.has(keyOf(found.identifier))) identifiers.set(keyOf(found.identifier), found.identifier);
  }
  return { identifiers: [...identifiers.values()], unreadable: rejected };
}

function keyOf(identifier: Identifier): string {
  switch (identifier.kind) {
    case 'mention':
      return `mention ${identifier.slackUserId}`;
    case 'user-group':
      return `group ${identifier.slackUserGroupId}`;
    case 'email':
      return `email ${identifier.email}`;
    case 'account-id':
      return `id ${identifier.id}`;
  }
}

function readPiece(piece: Piece, options: ReadOptions): readonly Found[] {
  return piece.kind === 'reference' ? [readReference(piece.content, piece.typed)] : readWords(piece.text, options);
}

const EVERYONE = new Set(['here', 'channel', 'everyone']);

/** What Slack recognised. Labels after `|` are whatever somebody wrote there: they are shown back, never believed. */
function readReference(content: string, typed: string): Found {
  const [target = '', label] = content.split('|', 2);
  const shown = label === undefined || label === '' ? typed : label;
  const [, user] = /^@([UW][A-Z0-9]+)$/.exec(target) ?? [];
  if (user !== undefined)
    return identified({ kind: 'mention', slackUserId: slackUserId(user), typed: withAt(label) ?? typed });
  const [, group] = /^!subteam\^(S[A-Z0-9]+)$/.exec(target) ?? [];
  if (group !== undefined)
    return identified({ kind: 'user-group', slackUserGroupId: slackUserGroupId(group), typed: withAt(label) ?? typed });
  if (target.startsWith('mailto:')) {
    const address = decodePercent(target.slice('mailto:'.length).split('?', 1)[0] ?? '');
    const email = readEmail(address);
    if (email === null) return unreadable(shown, 'This is not a complete e-mail address.');
    return identified({ kind: 'email', email, typed: address });
  }
  if (target.startsWith('!')) {
    const name = target.slice(1);
    if (EVERYONE.has(name))
      return unreadable(`@${name}`, `@${name} would mean everybody there. Name the people, or a user group.`);
    return unreadable(shown, 'This names nobody.');
  }
  if (target.startsWith('#')) return unreadable(shown, 'This is a channel. Name the people in it, or a user group.');
  const email = readEmail(target);
  if (email !== null) return identified({ kind: 'email', email, typed: target });
  return unreadable(shown, 'This is a link, not a person.');
}

const withAt = (label: string | undefined): string | null =>
  label ? (label.startsWith('@') ? label : `@${label}`) : null;

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Walks in from both ends; a pattern for this would be quadratic on hostile text. */
function strip(word: string): string {
  let start = 0;
  let end = word.length;
  while (start < end && BEFORE.has(word.charAt(start))) start += 1;
  while (end > start && AFTER.has(word.charAt(end - 1))) end -= 1;
  return word.slice(start, end);
}

/** The address of `First Last <mail>`, or null. */
function bracketedAddress(cell: string): string | null {
  const close = cell.lastIndexOf('>');
  const open = cell.lastIndexOf('<', close);
  const inside = open === -1 || close === -1 ? '' : cell.slice(open + 1, close).trim();
  return /[@＠]/.test(inside) && !/\s/.test(inside) ? inside : null;
}

/** A cell that holds an address in angle brackets says who it is for beside it: that name is not another person. */
function readWords(text: string, options: ReadOptions): readonly Found[] {
  return text.split(CELLS).flatMap((cell) => {
    const bracketed = bracketedAddress(cell);
    const words = bracketed === null ? cell.split(SEPARATORS) : [bracketed];
    return words.flatMap((word) => {
      const bare = strip(word);
      return bare === '' ? [] : [readWord(bare, options)];
    });
  });
}

function readWord(word: string, { isAccountId }: ReadOptions): Found {
  if (isAccountId(word)) return identified({ kind: 'account-id', id: word, typed: word });
  if (/^[@＠]/.test(word)) return readHandle(word.slice(1));
  if (!looksLikeEmail(word))
    return unreadable(word, 'This is neither a mention, an e-mail address nor an id of this directory.');
  const email = readEmail(word);
  if (email === null) return unreadable(word, 'This is not a complete e-mail address.');
  return identified({ kind: 'email', email, typed: word });
}

function readHandle(name: string): Found {
  if (EVERYONE.has(name.toLowerCase())) {
    return unreadable(`@${name}`, `@${name} would mean everybody there. Name the people, or a user group.`);
  }
  return unreadable(
    `@${name}`,
    'Slack did not recognise this name. Pick the person from the list while typing, or use the e-mail address.',
  );
}
