/** The first wait is at most this. */
const BASE_MS = 1_000;
/** No wait is longer, unless the directory itself asks for more. */
const CAP_MS = 60_000;
/** A directory that asks for more than this is not obeyed blindly; it is asked again then. */
export const LONGEST_RETRY_AFTER_MS = 15 * 60_000;

/**
 * Full jitter: a random share of an exponentially growing wait, so that many waiters do not come back together.
 * @param attempts calls made so far, at least 1
 * @param fraction a random number in [0, 1)
 * @returns milliseconds; never less than what the directory asked for
 */
export function backoffMs(attempts: number, fraction: number, retryAfterMs: number | null): number {
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempts - 1, 16));
  const wait = Math.round(fraction * ceiling);
  return Math.max(wait, Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS));
}

/** How long to wait before the nth look (counting from 1) for an effect that may show late: 1, 2, 4 … 60 s. */
export function readBackDelayMs(readBacks: number): number {
  return Math.min(CAP_MS, BASE_MS * 2 ** Math.min(readBacks, 16));
}
