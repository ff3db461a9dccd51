import type { Input } from '../read-input.ts';

export interface Signed {
  readonly method: string;
  /** `/api/v3/…`: without the host and without a proxy's prefix. */
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly input: Input;
}

/**
 * The text under a signature, from the vendor's Node SDK 4.0.1 (`utils/buildSignature`): the parsed parameters are
 * covered, not the bytes of the body. `headerPrefix` is `x-authing-` or `x-genauth-`.
 */
export function stringToSign({ method, path, headers, input }: Signed, headerPrefix: string): string {
  const names = [...headers.keys()].filter((name) => name === 'date' || name.startsWith(headerPrefix)).sort();
  const lines = names.map((name) => `${name}:${(headers.get(name) ?? '').replaceAll(/[\t\n\r\f]/g, ' ').trim()}\n`);
  const pairs = Object.keys(input)
    .sort()
    .map((key) => `${key}=${plain(input[key])}`);
  const resource = pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
  return `${method.toUpperCase()}\n${lines.join('')}${resource}`;
}

const plain = (value: unknown) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value));
