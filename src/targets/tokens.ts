import { isDecoration, strip } from './characters.ts';
import { readEmail } from './email-address.ts';
import type { Part } from './lexemes.ts';
import { mailtoAddress, readMarkup } from './slack-markup.ts';
import type { Identifier } from './target.ts';

/** What one chunk of the text says, before its neighbours are asked. */
export type Token =
  | { readonly kind: 'identifier'; readonly identifier: Identifier }
  | { readonly kind: 'unreadable'; readonly typed: string; readonly reason: string }
  /** Names nobody by itself, but may be part of a name. `raw` still has its quotes. */
  | { readonly kind: 'word'; readonly typed: string; readonly raw: string }
  /** `12.` or `12)`: the number of a list's item, or an account id at the end of a sentence. */
  | { readonly kind: 'numeral'; readonly typed: string; readonly digits: string };

export type IsAccountId = (text: string) => boolean;

const WHY = {
  broadcast: 'This would mean everyone in a channel. Name the people or a user group.',
  channel: 'A channel names nobody. Name the people or a user group.',
  link: 'A link names nobody. Use a mention, an e-mail or an account id.',
  markup: 'Slack sent this in a form that names nobody. Use a mention, an e-mail or an account id.',
  unresolved: 'Slack did not recognise this name. Pick the person from the list while typing, or use the e-mail.',
  email: 'This is not a complete e-mail address.',
  cutAddress: 'Slack took only a part of this for an address. Write the address alone, or use the account id.',
  number: 'This number is no account id.',
} as const;

const NUMERAL = /^(?:(\d+)[.)]|\((\d{1,3})\))$/;
const BROADCAST = /^@(?:here|channel|everyone|group)$/i;
/** An address may begin with "www." too. */
const LINK = /^(?:[a-z][a-z0-9+.-]*:\/\/|www\.[^@]*(?:[/?]|$))/i;
const MAILTO = /^mailto:/i;
const NUMBER = /^\d+$/;

export function readChunk(parts: readonly Part[], isAccountId: IsAccountId): readonly Token[] {
  const texts = parts.filter(({ kind, text }) => kind === 'markup' || !isDecoration(text));
  const address = texts.find(({ kind, text }) => kind === 'markup' && readMarkup(text).kind === 'mailto');
  if (address !== undefined && texts.some(({ kind }) => kind === 'word')) {
    // "o'brien@example.com" must not become "brien@example.com" because a client linked only its end.
    return [{ kind: 'unreadable', typed: parts.map(shown).join(''), reason: WHY.cutAddress }];
  }
  return texts.map(({ kind, text }) => (kind === 'markup' ? readBracket(text) : readWord(text, isAccountId)));
}

function shown({ kind, text }: Part): string {
  const markup = kind === 'markup' ? readMarkup(text) : null;
  return markup?.kind === 'mailto' ? markup.address : text;
}

/** What one of Slack's brackets names. */
export function readBracket(typed: string): Token {
  const markup = readMarkup(typed);
  switch (markup.kind) {
    case 'mention':
      return { kind: 'identifier', identifier: { kind: 'mention', slackUserId: markup.slackUserId, typed } };
    case 'user-group':
      return {
        kind: 'identifier',
        identifier: { kind: 'user-group', slackUserGroupId: markup.slackUserGroupId, typed },
      };
    case 'mailto':
      return readAddress(markup.address);
    case 'broadcast':
      return { kind: 'unreadable', typed: `@${markup.name}`, reason: WHY.broadcast };
    case 'channel':
      return { kind: 'unreadable', typed: `#${markup.name}`, reason: WHY.channel };
    case 'link':
      return { kind: 'unreadable', typed: markup.url, reason: WHY.link };
    case 'unknown':
      return { kind: 'unreadable', typed, reason: WHY.markup };
  }
}

function readAddress(typed: string): Token {
  const email = readEmail(strip(typed));
  return email === null
    ? { kind: 'unreadable', typed, reason: WHY.email }
    : { kind: 'identifier', identifier: { kind: 'email', email, typed } };
}

/** `raw` is more than decoration. */
export function readWord(raw: string, isAccountId: IsAccountId): Token {
  const [numeral, item, inBrackets] = NUMERAL.exec(raw) ?? [];
  if (numeral !== undefined) return { kind: 'numeral', typed: raw, digits: item ?? inBrackets ?? '' };
  const typed = strip(raw);
  if (BROADCAST.test(typed)) return { kind: 'unreadable', typed, reason: WHY.broadcast };
  if (MAILTO.test(typed)) return readAddress(mailtoAddress(typed));
  if (LINK.test(typed)) return { kind: 'unreadable', typed, reason: WHY.link };
  if (typed.startsWith('@')) return { kind: 'unreadable', typed, reason: WHY.unresolved };
  if (typed.startsWith('#')) return { kind: 'unreadable', typed, reason: WHY.channel };
  if (typed.includes('@')) return readAddress(typed);
  if (isAccountId(typed)) return { kind: 'identifier', identifier: { kind: 'account-id', id: typed, typed } };
  if (NUMBER.test(typed)) return { kind: 'unreadable', typed, reason: WHY.number };
  return { kind: 'word', typed, raw };
}
