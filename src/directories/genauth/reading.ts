import type { Clock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';
import type { Called, Failure } from './failure.ts';

/** A read has no effect and may be tried again; this is how often and how far apart. Times in milliseconds. */
const ATTEMPTS = 5;
const BASE_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** Reads until it works or is pointless. `read` may run several times and never rejects. */
export async function patiently<T>(
  read: () => Promise<Called<T>>,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  signal: AbortSignal,
): Promise<Called<T>> {
  for (let attempt = 1; ; attempt += 1) {
    const called = await read();
    if (called.kind === 'ok') return called;
    const waitMs = attempt < ATTEMPTS && !signal.aborted ? waitBefore(called, attempt, random) : null;
    if (waitMs === null) return called;
    await clock.sleep(waitMs, signal);
    if (signal.aborted) return called;
  }
}

/**
 * Milliseconds to wait before the next attempt, or null when there should be none: full jitter, and never less than the
 * service asks for. When it asks for more than half a minute, someone in front of a preview is better told so.
 */
export function waitBefore(failure: Failure, attempt: number, random: Random): number | null {
  if (!isPassing(failure, attempt)) return null;
  const backoffMs = random.fraction() * Math.min(LONGEST_WAIT_MS, BASE_WAIT_MS * 2 ** (attempt - 1));
  const askedMs = 'retryAfterMs' in failure ? (failure.retryAfterMs ?? 0) : 0;
  return askedMs > LONGEST_WAIT_MS ? null : Math.max(backoffMs, askedMs);
}

/** Could it be over a little later? */
function isPassing(failure: Failure, attempt: number): boolean {
  switch (failure.kind) {
    case 'throttled':
      return true;
    case 'unavailable':
      // The service's own 500 is more often a fault than a hiccup: once more, and no oftener.
      return failure.status !== 500 || !failure.enveloped || failure.apiCode === 1000 || attempt === 1;
    case 'lost':
      return failure.cause === 'connection';
    case 'never-sent':
      return failure.cause !== 'stopped';
    default:
      return false;
  }
}
