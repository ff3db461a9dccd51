import type { IncomingHttpHeaders } from 'node:http';
import { headerText } from './retry-after.ts';

/** Below this, the answer's own way through the network explains the difference. */
const NOTICEABLE_SKEW_MS = 60_000;

/**
 * How far this machine's clock is from the answer's `date` header, in words: "6 min behind", as in "this machine's clock
 * is 6 min behind theirs". Null when the answer does not say or the difference is less than a minute.
 */
export function clockSkew(headers: IncomingHttpHeaders, nowMs: number): string | null {
  const skewMs = nowMs - Date.parse(headerText(headers['date']) ?? '');
  if (Number.isNaN(skewMs) || Math.abs(skewMs) < NOTICEABLE_SKEW_MS) return null;
  return `${Math.round(Math.abs(skewMs) / 60_000)} min ${skewMs > 0 ? 'ahead of' : 'behind'}`;
}
