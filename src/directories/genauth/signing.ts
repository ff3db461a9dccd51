import { createHmac } from 'node:crypto';
import type { Random } from '../../runtime/random.ts';

export type HeaderPrefix = 'x-authing-' | 'x-genauth-';

/** The query parameters of a GET or the top-level keys of a POST's body. Not encoded. Undefined ones do not count. */
export type Params = Readonly<Record<string, unknown>>;

export interface Signable {
  readonly method: 'GET' | 'POST';
  /** `/api/v3/…`, without query. */
  readonly path: string;
  readonly params: Params;
  /** Lower-case names. Those that begin with the prefix are signed, and `date`. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface SigningKey {
  readonly accessKeyId: string;
  /** Secret: never logged. */
  readonly accessKeySecret: string;
  readonly headerPrefix: HeaderPrefix;
  readonly scheme: 'authing' | 'GenAuth';
}

/**
 * What a signature is made of, as the vendor's Node SDK does it: method, signed headers, then path and parameters, sorted
 * and not percent-encoded. The bytes of a body are not signed; what its top level holds is.
 * https://github.com/Authing/authing-node-sdk
 */
export function stringToSign({ method, path, params, headers }: Signable, prefix: HeaderPrefix): string {
  const signed = Object.entries(headers)
    .filter(([name]) => name.startsWith(prefix) || name === 'date')
    .sort(byCodeUnit)
    .map(([name, value]) => `${name}:${value.replace(/[\t\n\f]/g, ' ').trim()}\n`);
  const pairs = Object.entries(params)
    .filter(([, value]) => value !== undefined)
    .sort(byCodeUnit)
    .map(([name, value]) => `${name}=${signedValue(value)}`);
  return `${method}\n${signed.join('')}${path}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
}

/** HMAC-SHA1 in base64. */
export function signatureOf(message: string, accessKeySecret: string): string {
  return createHmac('sha1', accessKeySecret).update(message, 'utf8').digest('base64');
}

/**
 * The request's headers plus those of a signature. Sign each attempt anew: a signature carries its time and a nonce, and
 * the service refuses a nonce it has seen (1306).
 */
export function signedHeaders(
  request: Signable,
  key: SigningKey,
  { nowMs, random }: { readonly nowMs: number; readonly random: Random },
): Record<string, string> {
  const { headerPrefix: prefix, scheme, accessKeyId, accessKeySecret } = key;
  const headers = {
    ...request.headers,
    date: new Date(nowMs).toUTCString(),
    [`${prefix}signature-method`]: 'HMAC-SHA1',
    [`${prefix}signature-version`]: '1.0',
    [`${prefix}signature-nonce`]: Buffer.from(random.bytes(16)).toString('hex'),
  };
  const signature = signatureOf(stringToSign({ ...request, headers }, prefix), accessKeySecret);
  return { ...headers, authorization: `${scheme} ${accessKeyId}:${signature}` };
}

const byCodeUnit = ([one]: [string, unknown], [other]: [string, unknown]): number => {
  if (one === other) return 0;
  return one < other ? -1 : 1;
};

function signedValue(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
