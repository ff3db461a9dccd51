import { type SlackUserGroupId, type SlackUserId, slackUserGroupId, slackUserId } from '../ids.ts';
import { decodeEntities } from './characters.ts';

/**
 * What Slack puts between angle brackets. What a person typed between angle brackets arrives as entities instead, so
 * nothing a label says can end the brackets it stands in. Labels are never trusted for anything but showing.
 * https://docs.slack.dev/messaging/formatting-message-text#advanced
 */
export type Markup =
  | { readonly kind: 'mention'; readonly slackUserId: SlackUserId; readonly label: string | null }
  | { readonly kind: 'user-group'; readonly slackUserGroupId: SlackUserGroupId; readonly label: string | null }
  /** @here, @channel, @everyone */
  | { readonly kind: 'broadcast'; readonly name: string }
  | { readonly kind: 'channel'; readonly name: string }
  | { readonly kind: 'mailto'; readonly address: string }
  | { readonly kind: 'link'; readonly url: string }
  | { readonly kind: 'unknown' };

const USER = /^@[UW][A-Z0-9]{1,30}$/;
const USER_GROUP = /^!subteam\^S[A-Z0-9]{1,30}$/;
const BROADCAST = /^!(?:here|channel|everyone)$/;
const LINK = /^[a-z][a-z0-9+.-]*:/i;
const MAILTO = /^mailto:/i;

/** Cuts text at brackets that hold markup: every second element is such a bracket, whole. */
export function splitAtMarkup(text: string): readonly string[] {
  return text.split(/(<(?:[@#!]|[a-z][a-z0-9+.-]*:)[^<>]*>)/i);
}

/** `markup` with its brackets: `<@U123|alice>`. */
export function readMarkup(markup: string): Markup {
  const inner = markup.slice(1, -1);
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? null : decodeEntities(inner.slice(bar + 1)) || null;
  if (USER.test(target)) return { kind: 'mention', slackUserId: slackUserId(target.slice(1)), label };
  if (USER_GROUP.test(target)) {
    return { kind: 'user-group', slackUserGroupId: slackUserGroupId(target.slice('!subteam^'.length)), label };
  }
  if (BROADCAST.test(target)) return { kind: 'broadcast', name: target.slice(1) };
  if (target.startsWith('#')) return { kind: 'channel', name: label ?? target.slice(1) };
  if (MAILTO.test(target)) return { kind: 'mailto', address: mailtoAddress(decodeEntities(target)) };
  if (LINK.test(target)) return { kind: 'link', url: decodeEntities(target) };
  return { kind: 'unknown' };
}

/** The address of `mailto:alice@example.com?subject=…`. */
export function mailtoAddress(url: string): string {
  const [address = ''] = url.replace(MAILTO, '').split('?');
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

/** Text as its writer saw it: entities decoded, mentions by their label, links by where they lead. */
export function readableText(text: string): string {
  return splitAtMarkup(text)
    .map((part, index) => (index % 2 === 0 ? decodeEntities(part) : readableMarkup(part)))
    .join('');
}

function readableMarkup(text: string): string {
  const markup = readMarkup(text);
  switch (markup.kind) {
    case 'mention':
      return `@${markup.label ?? markup.slackUserId}`;
    case 'user-group':
      return markup.label ?? `@${markup.slackUserGroupId}`;
    case 'channel':
      return `#${markup.name}`;
    case 'broadcast':
      return `@${markup.name}`;
    case 'mailto':
      return markup.address;
    case 'link':
      return markup.url;
    case 'unknown':
      return decodeEntities(text);
  }
}
