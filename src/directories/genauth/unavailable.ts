import { DirectoryUnavailable } from '../directory.ts';
import type { Failure } from './failure.ts';

/** Why a read led nowhere, in words. `place`: "the GenAuth user pool acme-pool". */
export function unavailable(failure: Failure, place: string): DirectoryUnavailable {
  const The = `${place.charAt(0).toUpperCase()}${place.slice(1)}`;
  const said = (problem: DirectoryUnavailable['problem'], what: string) =>
    new DirectoryUnavailable(problem, `${The} ${what}: ${failure.reason.replace(/[.。]$/u, '')}.`);
  switch (failure.kind) {
    case 'blocked':
      return said(BLOCKED[failure.cause], failure.cause === 'pool' ? 'was not found' : 'does not let us in');
    case 'throttled':
      return new DirectoryUnavailable('throttled', `${The} is busy and asks us to slow down; try again in a minute.`);
    case 'unavailable':
    case 'extension':
      return said('unreachable', 'is out of order');
    case 'lost':
      return failure.cause === 'connection'
        ? said('unreachable', 'does not answer')
        : said('unreadable', 'cannot be read');
    case 'never-sent':
      return said('unreachable', 'cannot be reached');
    case 'person':
    case 'invalid':
    case 'declined':
    case 'unexpected':
      return said('unreadable', 'gave an answer we cannot use');
  }
}

const BLOCKED = {
  credentials: 'credentials',
  signature: 'credentials',
  clock: 'credentials',
  pool: 'not-found',
  forbidden: 'forbidden',
  plan: 'forbidden',
  unsupported: 'forbidden',
} as const satisfies Record<string, DirectoryUnavailable['problem']>;

/** The value of a read. Throws DirectoryUnavailable. */
export function valueFrom<T>(called: { readonly kind: 'ok'; readonly value: T } | Failure, place: string): T {
  if (called.kind === 'ok') return called.value;
  throw unavailable(called, place);
}
