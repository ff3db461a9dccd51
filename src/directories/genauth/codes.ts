import type { BlockedCause, Failure } from './failure.ts';

/** What an answer's codes mean, before anything is known about the call it answers. */
export type Meaning =
  | { readonly kind: 'blocked'; readonly cause: BlockedCause }
  | { readonly kind: 'person'; readonly problem: Extract<Failure, { kind: 'person' }>['problem'] }
  | { readonly kind: 'invalid'; readonly problem: Extract<Failure, { kind: 'invalid' }>['problem'] }
  | { readonly kind: 'throttled' }
  | { readonly kind: 'unavailable' }
  /** No code at all: 200, and `success` false. */
  | { readonly kind: 'declined' }
  | { readonly kind: 'extension' }
  | { readonly kind: 'replayed' }
  | { readonly kind: 'unexpected' };

const blocked = (cause: BlockedCause): Meaning => ({ kind: 'blocked', cause });

/**
 * Those of the V3 Management API, and of the older list (https://docs.authing.cn/v2/reference/error-code.html) only 1000:
 * some numbers mean different things in the two. For all others the status speaks.
 */
const API_CODES: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [1000, { kind: 'unavailable' }],
  [1300, blocked('signature')],
  [1301, blocked('signature')],
  [1302, blocked('signature')],
  [1303, blocked('signature')],
  [1304, blocked('signature')],
  [1305, blocked('clock')],
  [1306, { kind: 'replayed' }],
  [2004, { kind: 'person', problem: 'not-found' }],
  [2005, { kind: 'person', problem: 'locked' }],
  [2011, { kind: 'invalid', problem: 'application' }],
  [2020, blocked('credentials')],
  [2224, blocked('pool')],
  [4004, blocked('forbidden')],
  [4021, blocked('plan')],
  [2120008, { kind: 'person', problem: 'inactive' }],
]);

/** By apiCode where it is known, else by status. `statusCode` is the envelope's, never 200. */
export function meaningOf({ statusCode, apiCode }: { statusCode: number; apiCode: number | null }): Meaning {
  return (apiCode === null ? undefined : API_CODES.get(apiCode)) ?? meaningOfStatus(statusCode);
}

/** For answers without an envelope: something on the way has spoken, or the service in great distress. */
export function meaningOfHttp(status: number): Meaning {
  return status === 404 ? blocked('pool') : meaningOfStatus(status);
}

function meaningOfStatus(status: number): Meaning {
  switch (status) {
    case 401:
      return blocked('credentials');
    case 402:
      return blocked('plan');
    case 403:
      return blocked('forbidden');
    case 404:
      return { kind: 'invalid', problem: 'not-found' };
    case 408:
      return { kind: 'unexpected' };
    case 409:
      return { kind: 'invalid', problem: 'conflict' };
    case 413:
      return { kind: 'invalid', problem: 'too-large' };
    case 429:
      return { kind: 'throttled' };
    case 501:
      return blocked('unsupported');
  }
  if (status >= 400 && status < 500) return { kind: 'invalid', problem: 'parameters' };
  if (status >= 500 && status < 600) return { kind: 'unavailable' };
  if (status >= 600 && status < 700) return { kind: 'extension' };
  return { kind: 'unexpected' };
}
