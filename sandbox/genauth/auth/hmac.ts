import { createHmac } from 'node:crypto';
import type { Behaviour } from '../behaviour.ts';
import { type Failure, failure } from '../envelope.ts';
import { sameSecret } from './same-secret.ts';
import { type Signed, stringToSign } from './string-to-sign.ts';

export interface HmacTrust {
  readonly behaviour: Readonly<Behaviour>;
  readonly nowMs: number;
  /** The secret of an access key, or null for one that is not known. */
  secretOf(accessKeyId: string): string | null;
  /** Notes a nonce and says whether it was there before. */
  useNonce(accessKeyId: string, nonce: string): 'fresh' | 'used';
}

/** The two brands sign alike under different words. */
const families = {
  authing: { scheme: 'authing', headerPrefix: 'x-authing-' },
  GenAuth: { scheme: 'GenAuth', headerPrefix: 'x-genauth-' },
} as const;

export interface HmacClaim {
  readonly family: 'authing' | 'genauth';
  readonly headerPrefix: string;
  readonly accessKeyId: string;
  readonly signature: string;
}

/** Reads `authing <id>:<signature>` or `GenAuth <id>:<signature>`; null for anything else. */
export function readHmacClaim(authorization: string): HmacClaim | null {
  const found = /^(authing|GenAuth) ([^\s:]+):(\S+)$/.exec(authorization);
  if (!found) return null;
  const [, scheme = '', accessKeyId = '', signature = ''] = found;
  const { headerPrefix } = scheme === 'GenAuth' ? families.GenAuth : families.authing;
  return { family: scheme === 'GenAuth' ? 'genauth' : 'authing', headerPrefix, accessKeyId, signature };
}

/**
 * Why the service would not take the signature, or null when it is good. Codes 1300 to 1306 are the vendor's; the
 * statusCode they come with is not published.
 */
export function verifyHmac(request: Signed, claim: HmacClaim, trust: HmacTrust): Failure | null {
  const header = (name: string) => request.headers.get(`${claim.headerPrefix}${name}`);
  if (header('signature-method') !== 'HMAC-SHA1')
    return refused(1301, '签名方法错误', 'Signature method must be HMAC-SHA1');
  if (header('signature-version') !== '1.0') return refused(1302, '签名版本错误', 'Signature version must be 1.0');

  const date = header('date') ?? request.headers.get('date');
  if (date === undefined) return refused(1304, '缺少 date 请求头', 'The date header is missing');
  const signedAt = readDate(date);
  if (signedAt === null) return refused(1303, '时间戳格式错误', 'The timestamp must be in milliseconds');
  if (Math.abs(signedAt - trust.nowMs) > trust.behaviour.clockWindowMs) {
    return refused(1305, '时间戳与服务器时间相差过大', 'The timestamp is too far from the server’s time');
  }
  const secret = trust.secretOf(claim.accessKeyId);
  const nonce = header('signature-nonce');
  const text = stringToSign(request, claim.headerPrefix);
  if (secret === null || nonce === undefined || !sameSecret(claim.signature, sign(secret, text))) {
    return refused(1300, '签名错误', 'The signature is invalid');
  }
  if (trust.useNonce(claim.accessKeyId, nonce) === 'used') {
    return refused(1306, '签名已被使用', 'The signature has been used');
  }
  return null;
}

const refused = (apiCode: number, zh: string, en: string) => failure(401, { zh, en }, apiCode);

const sign = (secret: string, text: string) => createHmac('sha1', secret).update(text, 'utf8').digest('base64');

/** RFC 1123 as the Node SDK sends it, or milliseconds since 1970 as the Java SDK does. */
function readDate(date: string): number | null {
  if (/^\d{12,14}$/.test(date)) return Number(date);
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(date)) return null;
  const at = Date.parse(date);
  return Number.isNaN(at) ? null : at;
}
