import type { SteadyClock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';
import { DirectoryUnavailable } from '../directory.ts';
import type { Called } from './calling.ts';

/** A read has no effect and may be tried again; this is how often and how far apart. Times in milliseconds. */
const ATTEMPTS = 3;
const BASE_WAIT_MS = 100;
const THROTTLED_BASE_WAIT_MS = 500;
/** When asked to wait for longer, someone in front of a preview is better told so. */
const MAX_OBEYED_WAIT_MS = 10_000;

export interface ReadingParts {
  readonly clock: SteadyClock;
  readonly random: Random;
  /** "the AWS Wickr network acme-prod": as in "… cannot be reached". */
  readonly place: string;
}

/** Reads until it works or is pointless. Throws DirectoryUnavailable. */
export async function patiently<T>(
  read: () => Promise<Called<T>>,
  { clock, random, place }: ReadingParts,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const called = await read();
    if (called.kind === 'ok') return called.value;
    const waitMs = attempt < ATTEMPTS && !signal.aborted ? waitBefore(called, attempt, random) : null;
    if (waitMs === null) throw unavailable(called, place);
    await clock.sleep(waitMs, signal);
  }
}

/** For `catch`: whoever goes on without what could not be read. */
export function asUnread(error: unknown): null {
  if (error instanceof DirectoryUnavailable) return null;
  throw error;
}

type Unread = Exclude<Called<unknown>, { kind: 'ok' }>;

/** Milliseconds to wait before the next attempt, or null when there should be none. */
export function waitBefore(called: Unread, attempt: number, random: Random): number | null {
  if (called.kind === 'never-sent' && called.cause === 'credentials') return null;
  const throttled = called.kind === 'error' && called.problem === 'throttled';
  if (called.kind === 'error' && !throttled && called.problem !== 'unavailable') return null;
  const backoffMs = random.fraction() * (throttled ? THROTTLED_BASE_WAIT_MS : BASE_WAIT_MS) * 2 ** attempt;
  const askedMs = called.kind === 'error' ? (called.retryAfterMs ?? 0) : 0;
  return askedMs > MAX_OBEYED_WAIT_MS ? null : Math.max(backoffMs, askedMs);
}

/** The failure in words. The only place that turns a read's failure into a sentence. */
export function unavailable(called: Unread, place: string): DirectoryUnavailable {
  const The = `${place.charAt(0).toUpperCase()}${place.slice(1)}`;
  switch (called.kind) {
    case 'never-sent':
      return called.cause === 'credentials'
        ? new DirectoryUnavailable('credentials', `${The} was not asked: ${called.reason}`)
        : new DirectoryUnavailable('unreachable', `${The} cannot be reached: ${called.reason}`);
    case 'lost':
      return called.cause === 'unreadable'
        ? new DirectoryUnavailable('unreadable', `${The} cannot be read: ${called.reason}`)
        : new DirectoryUnavailable('unreachable', `${The} does not answer: ${called.reason}`);
    case 'error':
      break;
  }
  switch (called.problem) {
    case 'throttled':
      return new DirectoryUnavailable('throttled', `${The} is busy and asks us to slow down; try again in a minute`);
    case 'unavailable':
      return new DirectoryUnavailable('unreachable', `${The} is out of order (${called.status}); try again later`);
    case 'unauthenticated':
      return new DirectoryUnavailable('credentials', `${The} does not accept our AWS credentials: ${called.reason}`);
    case 'forbidden':
      return new DirectoryUnavailable('forbidden', `${The} does not let us in: ${called.reason}`);
    case 'not-found':
      return new DirectoryUnavailable('not-found', `${The} was not found: ${called.reason}`);
    case 'invalid':
    case 'unexpected':
      return new DirectoryUnavailable('unreadable', `${The} gave an answer we cannot use: ${called.reason}`);
  }
}
