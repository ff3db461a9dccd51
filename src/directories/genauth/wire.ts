import type { WireRequest } from '../http/transport.ts';
import type { Params } from './signing.ts';

/** Proxies and access logs cut or refuse much longer ones. Path and query together, in bytes. */
export const MAX_TARGET_BYTES = 6 * 1024;

export interface Wireable {
  readonly method: 'GET' | 'POST';
  /** The last part of the path, such as `get-user-batch`. */
  readonly operation: string;
  readonly params: Params;
}

export function pathOf(operation: string): string {
  return `/api/v3/${operation}`;
}

/** Path, query and body as they travel. A GET's lists become repeated `name[]`, as the vendor's SDK sends them. */
export function onTheWire({ method, operation, params }: Wireable): Omit<WireRequest, 'headers'> {
  const path = pathOf(operation);
  if (method === 'POST') return { method, target: path, body: JSON.stringify(params) };
  const pairs = Object.entries(params).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return Array.isArray(value) ? value.map((item) => pair(`${name}[]`, item)) : [pair(name, value)];
  });
  return { method, target: pairs.length === 0 ? path : `${path}?${pairs.join('&')}`, body: null };
}

const pair = (name: string, value: unknown): string =>
  `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`;
