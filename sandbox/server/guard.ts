import type { IncomingMessage } from 'node:http';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

const hostName = (host: string): string => host.replace(/:\d+$/, '');

/**
 * Is this request meant for us? A page of another origin can make a browser send requests to loopback, and a name that an
 * attacker owns can be made to point there: both carry another Host or Origin.
 */
export function isForUs(request: IncomingMessage): boolean {
  const host = request.headers.host ?? '';
  if (!LOOPBACK.has(hostName(host))) return false;
  const { origin } = request.headers;
  return origin === undefined || origin === `http://${host}`;
}
