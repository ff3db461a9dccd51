import type { z } from 'zod';
import type { SteadyClock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';
import type { Log } from '../../telemetry/log.ts';
import { openTransport, type Transport } from '../http/transport.ts';
import type { Pace } from '../pace.ts';
import { type Authenticator, languageHeaders, signatureAuthenticator } from './authenticator.ts';
import { type Attempt, attempter, type Call, caller } from './calling.ts';
import type { Called } from './failure.ts';
import { limiter } from './limiter.ts';
import { tokenSource } from './management-token.ts';
import { patiently } from './reading.ts';
import { TokenAnswer } from './schema.ts';
import type { GenAuthSettings } from './settings.ts';
import { tokenAuthenticator } from './token-authenticator.ts';

export interface PoolParts {
  readonly pace: Pace;
  readonly clock: SteadyClock;
  readonly random: Random;
  readonly log: Log;
  /** Instead of connections of its own. */
  readonly transport?: Transport;
}

type Ask = <Schema extends z.ZodType>(call: Call<Schema>, signal: AbortSignal) => Promise<Called<z.output<Schema>>>;

/** How one pool is spoken to: its connections, its pace, its credentials. */
export interface Pool {
  /** With patience. */
  readonly read: Ask;
  /** Once. */
  readonly write: Ask;
  getManagementToken(signal: AbortSignal): Promise<Called<TokenAnswer>>;
  close(): Promise<void>;
}

export function openPool(settings: GenAuthSettings, parts: PoolParts): Pool {
  const { pace, clock } = parts;
  const { connectMs, readsMs, writesMs } = settings.timeouts;
  const longestMs = Math.max(readsMs, writesMs);
  const transport =
    parts.transport ??
    openTransport(settings.host, { connectMs, headersMs: longestMs, bodyMs: longestMs }, pace.inFlight);
  const attempt = attempter({ ...parts, transport, limiter: limiter({ pace, clock }), timeouts: settings.timeouts });
  const fetchToken = (signal: AbortSignal) => askForToken(settings, attempt, signal);
  const authenticator = authenticatorFor(settings, fetchToken, parts);
  const call = caller(attempt, authenticator);
  return {
    read: (spec, signal) => patiently(() => call(spec, signal), parts, signal),
    write: call,
    getManagementToken: (signal) => patiently(() => fetchToken(signal), parts, signal),
    async close() {
      authenticator.close();
      await transport.close();
    },
  };
}

type FetchToken = (signal: AbortSignal) => Promise<Called<TokenAnswer>>;

function authenticatorFor(settings: GenAuthSettings, fetchToken: FetchToken, parts: PoolParts): Authenticator {
  const { auth, accessKeyId, accessKeySecret, signature, language } = settings;
  if (auth === 'signature') {
    return signatureAuthenticator({ ...parts, key: { accessKeyId, accessKeySecret, ...signature }, language });
  }
  // A fetch is for everybody who waits, so nobody's own signal ends it.
  const closing = new AbortController();
  const tokens = tokenSource({ fetchToken: () => fetchToken(closing.signal), accessKeyId, clock: parts.clock });
  return tokenAuthenticator({ tokens, language, close: () => closing.abort() });
}

function askForToken(settings: GenAuthSettings, attempt: Attempt, signal: AbortSignal): Promise<Called<TokenAnswer>> {
  const { accessKeyId, accessKeySecret, language } = settings;
  const inLanguage = languageHeaders(['x-authing-', 'x-genauth-'], language);
  return attempt(
    {
      method: 'POST',
      operation: 'get-management-token',
      params: { accessKeyId, accessKeySecret },
      change: 'none',
      answer: TokenAnswer,
    },
    ({ headers }) => ({ ...headers, ...inLanguage }),
    signal,
  );
}
