import type { Clock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';
import type { Failure } from './failure.ts';
import { type HeaderPrefix, type Signable, type SigningKey, signedHeaders } from './signing.ts';

/** How one attempt proves who it comes from. */
export interface Pass {
  readonly kind: 'pass';
  /** All headers of the attempt. To be called when it leaves, and for each attempt anew. */
  headers(request: Signable): Record<string, string>;
  /** The service did not accept it. True when another pass may fare better. */
  refused(): boolean;
}

export interface Authenticator {
  /** May have to fetch a token first. Never rejects. */
  pass(signal: AbortSignal): Promise<Pass | Failure>;
  close(): void;
}

/** Language only translates messages, and nothing is decided on those. */
export function languageHeaders(prefixes: readonly HeaderPrefix[], language: string): Record<string, string> {
  return Object.fromEntries(prefixes.map((prefix) => [`${prefix}lang`, language]));
}

/** Every request is signed with the key itself; there is nothing to fetch and nothing to renew. */
export function signatureAuthenticator(parts: {
  readonly key: SigningKey;
  readonly language: string;
  readonly clock: Clock;
  readonly random: Random;
}): Authenticator {
  const { key, language, clock, random } = parts;
  const pass: Pass = {
    kind: 'pass',
    headers: (request) =>
      signedHeaders(
        { ...request, headers: { ...request.headers, ...languageHeaders([key.headerPrefix], language) } },
        key,
        { nowMs: clock.now(), random },
      ),
    refused: () => false,
  };
  return { pass: async () => pass, close: () => undefined };
}
