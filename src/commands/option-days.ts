import { parseDuration } from '../config/duration.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * `90d`, `2w`, `1w3d` in milliseconds, or null. No smaller units: whoever writes `3m` about people means months, and
 * three minutes would select almost everybody.
 */
export function readDays(text: string): number | null {
  const lower = text.toLowerCase();
  return /^[\ddw]+$/.test(lower) ? parseDuration(lower) : null;
}

/** `2026-11-01` as its first moment in UTC, or `30d` as that long before `now`; milliseconds UTC, null for anything else. */
export function readSince(text: string, now: number): number | null {
  if (!DATE.test(text)) {
    const ago = readDays(text);
    return ago === null ? null : Math.max(0, now - ago);
  }
  const at = Date.parse(`${text}T00:00:00Z`);
  // A day that its month does not have is read as one of the next month.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? null : at;
}
