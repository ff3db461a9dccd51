import { type Authenticator, languageHeaders, type Pass } from './authenticator.ts';
import type { Failure } from './failure.ts';
import type { ManagementToken, TokenSource } from './management-token.ts';

/** Which of the two brands' words a deployment listens to is not documented; one that it does not know does no harm. */
const BOTH_BRANDS = ['x-authing-', 'x-genauth-'] as const;

export function tokenAuthenticator(parts: {
  readonly tokens: TokenSource;
  readonly language: string;
  readonly close: () => void;
}): Authenticator {
  const { tokens, language, close } = parts;
  const passWith = (token: ManagementToken): Pass => ({
    kind: 'pass',
    headers: (request) => ({
      ...request.headers,
      ...languageHeaders(BOTH_BRANDS, language),
      ...Object.fromEntries(BOTH_BRANDS.map((prefix) => [`${prefix}userpool-id`, token.poolId])),
      authorization: `Bearer ${token.accessToken}`,
    }),
    refused: () => {
      tokens.drop(token);
      return true;
    },
  });
  return {
    async pass(signal) {
      const token = await orStopped(tokens.current(), signal);
      if (token === 'stopped') {
        const reason = 'the call was stopped before it was sent';
        return { kind: 'never-sent', cause: 'stopped', requestId: null, effect: 'none', reason };
      }
      return token.kind === 'ok' ? passWith(token.value) : withoutToken(token);
    },
    close,
  };
}

/** The call that needed the token was not sent, whatever became of the token's own. */
function withoutToken(failure: Failure): Failure {
  switch (failure.kind) {
    case 'blocked':
    case 'throttled':
      return failure;
    case 'invalid':
    case 'person': {
      // What a wrong key is answered with is not documented: any refusal here is about the key.
      const { requestId, status, apiCode } = failure;
      const reason = `GenAuth gives no management token for our access key: ${failure.reason}`;
      return { kind: 'blocked', cause: 'credentials', requestId, status, apiCode, effect: 'none', reason };
    }
    default: {
      const reason = `no management token could be had: ${failure.reason}`;
      return { kind: 'never-sent', cause: 'token', requestId: failure.requestId, effect: 'none', reason };
    }
  }
}

/** Waits no longer than the caller does; the fetch itself goes on for the others. */
async function orStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T | 'stopped'> {
  const { promise, resolve } = Promise.withResolvers<'stopped'>();
  const stop = () => resolve('stopped');
  if (signal.aborted) return 'stopped';
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
