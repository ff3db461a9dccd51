import type { IncomingHttpHeaders } from 'node:http';

/** No hint may hold up a request for longer; a larger one is taken for a mistake of the far side. */
export const MAX_RETRY_AFTER_MS = 15 * 60_000;

/** RFC 9110's preferred date form and the obsolete ones, all of which name GMT or a day of the week first. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /;
const SECONDS = /^\d{1,30}(?:\.\d{1,9})?$/;

/**
 * How long the far side asks us to wait, at most MAX_RETRY_AFTER_MS, or null when it does not say or says nonsense.
 * `retry-after` is in seconds or a date (RFC 9110, 10.2.3). `millisHeader` names a vendor's own header that states
 * milliseconds; the longer hint wins.
 */
export function retryAfterMs(headers: IncomingHttpHeaders, nowMs: number, millisHeader?: string): number | null {
  const hints = [
    secondsOrDate(headerText(headers['retry-after']), nowMs),
    millisHeader === undefined ? null : millis(headerText(headers[millisHeader])),
  ];
  const stated = hints.filter((hint) => hint !== null);
  return stated.length === 0 ? null : Math.min(Math.max(...stated), MAX_RETRY_AFTER_MS);
}

/** A header's first value. */
export function headerText(value: string | readonly string[] | undefined): string | null {
  const text = typeof value === 'string' ? value : value?.[0];
  return text?.trim() || null;
}

function secondsOrDate(text: string | null, nowMs: number): number | null {
  if (text === null) return null;
  if (SECONDS.test(text)) return Math.ceil(Number(text) * 1_000);
  const at = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

function millis(text: string | null): number | null {
  return text !== null && SECONDS.test(text) ? Math.ceil(Number(text)) : null;
}
