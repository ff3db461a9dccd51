import type { SlackUserId } from '../../ids.ts';
import type { Pen } from '../../report/pen.ts';
import { scrubSecrets } from '../../telemetry/scrub-text.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
export function escapeText(text: string): string {
  return text.toWellFormed().replace(/[&<>]/g, (character) => ESCAPES[character] ?? character);
}

/** Line breaks and controls, and the marks that reorder what stands around them: a name must not rearrange its line. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Foreign text on one line, unescaped. What looks like a secret is not repeated, not even to whoever typed it: a channel keeps it. */
export function oneLine(text: string): string {
  return scrubSecrets(text).replace(UNSEEN, ' ').trim();
}

const ELLIPSIS = '…';

/** At most `max` UTF-16 units of text after escaping; never cuts a character or an entity in two. */
export function clipEscaped(text: string, max: number): string {
  const whole = escapeText(text);
  if (whole.length <= max) return whole;
  let clipped = '';
  for (const character of text) {
    const next = escapeText(character);
    if (clipped.length + next.length > max - ELLIPSIS.length) break;
    clipped += next;
  }
  return clipped + ELLIPSIS;
}

/** At most `max` UTF-16 units, for texts of ours that hold no markup. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  let clipped = '';
  for (const character of text) {
    if (clipped.length + character.length > max - ELLIPSIS.length) break;
    clipped += character;
  }
  return clipped + ELLIPSIS;
}

/** A sentence from outside inside one of ours. Longer ones are read in full where they come from. */
const FOREIGN_SENTENCE = 500;
const FOREIGN_NAME = 80;

/** https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
function moment(at: number): string {
  const fallback = `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(at / 1_000)}^{date_short_pretty} at {time}|${fallback}>`;
}

export function mention(id: SlackUserId): string {
  return `<@${id}>`;
}

/** Writes reports as Slack's mrkdwn. */
export const slackPen: Pen = {
  name: (foreign) => clipEscaped(oneLine(foreign), FOREIGN_NAME),
  text: (foreign) => clipEscaped(oneLine(foreign), FOREIGN_SENTENCE),
  person: mention,
  group: (id) => `<!subteam^${id}>`,
  moment,
};
