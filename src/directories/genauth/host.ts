export type ReadHost =
  | { readonly kind: 'host'; readonly url: URL }
  | { readonly kind: 'refused'; readonly right: string };

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

const right = 'must be an https address without path, such as https://api.genauth.ai or https://api.authing.cn';

/**
 * The origin of a pool's Management API. There is no default: the vendor's own SDKs differ in theirs, and a request to the
 * wrong one hands the key to it. Plain http only to this machine.
 */
export function readHost(text: string): ReadHost {
  const refused = (reason: string): ReadHost => ({ kind: 'refused', right: reason });
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return refused(right);
  if (url.username || url.password) return refused('must be an address without a user name or password in it');
  if (url.pathname !== '/') return refused('must be an address without path: Muster adds /api/v3 itself');
  if (/[?#]/.test(text)) return refused('must be an address without query or fragment');
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) {
    return refused('must begin with https://; plain http is for this machine only (127.0.0.1, localhost)');
  }
  return { kind: 'host', url: new URL(url.origin) };
}
