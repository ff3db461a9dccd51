import type { Cap } from './limits.ts';
import { both, format, string } from './rules.ts';

const LINK_SCHEMES = ['http:', 'https:', 'mailto:', 'slack:', 'tel:'];
const IMAGE_SCHEMES = ['http:', 'https:'];

const urlOf = (schemes: readonly string[], cap: Cap) =>
  both(
    string(cap),
    format('a valid url', (value) => URL.canParse(value) && schemes.includes(new URL(value).protocol)),
  );

export const linkUrl = (cap: Cap) => urlOf(LINK_SCHEMES, cap);
export const imageUrl = (cap: Cap) => urlOf(IMAGE_SCHEMES, cap);
export const httpsUrl = (cap: Cap) => urlOf(['https:'], cap);

/** https://docs.slack.dev/reference/block-kit/block-elements/date-picker-element */
export const calendarDate = format('a date in the format YYYY-MM-DD', (value) => {
  const time = Date.parse(`${value}T00:00:00Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === value
  );
});

/** https://docs.slack.dev/reference/block-kit/block-elements/time-picker-element */
export const clockTime = format('a time in the format HH:mm', (value) => /^([01]\d|2[0-3]):[0-5]\d$/.test(value));

/** Ten digits, so from September 2001 on. https://docs.slack.dev/reference/block-kit/block-elements/datetime-picker-element */
export const UNIX_SECONDS = { min: 1_000_000_000, max: 9_999_999_999 } as const;

export const decimal = format('a number', (value) => /^-?\d+(\.\d+)?$/.test(value));

export const userId = format('the id of a user', (value) => /^[UW][A-Z0-9]+$/.test(value));
export const channelId = format('the id of a channel', (value) => /^[CG][A-Z0-9]+$/.test(value));
export const conversationId = format('the id of a conversation', (value) => /^[CGDUW][A-Z0-9]+$/.test(value));
