import { z } from 'zod';
import type { Clock } from '../../../runtime/clock.ts';
import type { Random } from '../../../runtime/random.ts';
import { headerText } from '../../http/retry-after.ts';
import { openTransport } from '../../http/transport.ts';
import { envelopeOf } from '../envelope.ts';
import type { GenAuthSettings } from '../settings.ts';
import { type HeaderPrefix, type Params, type SigningKey, signedHeaders } from '../signing.ts';
import { onTheWire, pathOf } from '../wire.ts';

export interface ProbeParts {
  readonly settings: GenAuthSettings;
  readonly clock: Clock;
  readonly random: Random;
}

/** One exchange as it was, good or bad. */
export interface Raw {
  /** 0 without an answer. */
  readonly http: number;
  readonly statusCode: number | null;
  readonly apiCode: number | null;
  readonly data: unknown;
  readonly retryAfter: string | null;
  /** "200", "404 with 2004 (HTTP 200)", "no answer". */
  readonly words: string;
}

type Method = 'GET' | 'POST';

/** A pool asked without the client's care: no checks, no patience, no pace. */
export interface RawPool {
  /** With a management token. */
  ask(method: Method, operation: string, params: Params): Promise<Raw>;
  /** With nothing, or with these headers. */
  bare(method: Method, operation: string, params: Params, headers?: Readonly<Record<string, string>>): Promise<Raw>;
  /** Signed, by a clock that is `skewMs` off. */
  signed(
    brand: Pick<SigningKey, 'headerPrefix' | 'scheme'>,
    skewMs: number,
    method: Method,
    operation: string,
    params: Params,
  ): Promise<Raw>;
  close(): Promise<void>;
}

const Token = z.object({ access_token: z.string() });

export async function openRawPool({ settings, clock, random }: ProbeParts, signal: AbortSignal): Promise<RawPool> {
  const { host, timeouts, accessKeyId, accessKeySecret } = settings;
  const { connectMs, writesMs } = timeouts;
  const transport = openTransport(host, { connectMs, headersMs: writesMs, bodyMs: writesMs }, 8);
  const bare: RawPool['bare'] = async (method, operation, params, headers = {}) => {
    const exchange = await transport.send(
      { ...onTheWire({ method, operation, params }), headers: { ...PLAIN, ...headers } },
      signal,
    );
    if (exchange.kind !== 'answer') return NO_ANSWER;
    const envelope = envelopeOf(exchange.body);
    const { statusCode = null, apiCode = null, data } = envelope ?? {};
    const code = apiCode === null ? '' : ` with ${apiCode}`;
    const words =
      statusCode === null
        ? `HTTP ${exchange.status} without an envelope`
        : `${statusCode}${code} (HTTP ${exchange.status})`;
    return {
      http: exchange.status,
      statusCode,
      apiCode,
      data,
      retryAfter: headerText(exchange.headers['retry-after']),
      words,
    };
  };
  const token = Token.safeParse((await bare('POST', 'get-management-token', { accessKeyId, accessKeySecret })).data);
  const proof = token.success
    ? {
        authorization: `Bearer ${token.data.access_token}`,
        'x-authing-userpool-id': accessKeyId,
        'x-genauth-userpool-id': accessKeyId,
      }
    : {};
  return {
    bare,
    ask: (method, operation, params) => bare(method, operation, params, proof),
    signed(brand, skewMs, method, operation, params) {
      const key: SigningKey = { ...brand, accessKeyId, accessKeySecret };
      const headers = { ...PLAIN, [`${brand.headerPrefix}lang`]: 'en-US' };
      const request = { method, path: pathOf(operation), params, headers };
      return bare(method, operation, params, signedHeaders(request, key, { nowMs: clock.now() + skewMs, random }));
    },
    close: () => transport.close(),
  };
}

export const BRANDS: readonly { readonly headerPrefix: HeaderPrefix; readonly scheme: SigningKey['scheme'] }[] = [
  { headerPrefix: 'x-authing-', scheme: 'authing' },
  { headerPrefix: 'x-genauth-', scheme: 'GenAuth' },
];

const PLAIN = { accept: 'application/json', 'content-type': 'application/json', 'user-agent': 'muster' };
const NO_ANSWER: Raw = {
  http: 0,
  statusCode: null,
  apiCode: null,
  data: undefined,
  retryAfter: null,
  words: 'no answer',
};
