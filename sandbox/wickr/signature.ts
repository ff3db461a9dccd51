import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { readQuery, type WireRequest } from '../far-end/wire.ts';
import { type Answer, problem } from './answer.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Given for temporary credentials only. */
  readonly sessionToken?: string;
}

/** The example of AWS's documentation; opens nothing anywhere. */
export const exampleCredentials: Credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

export interface Trust {
  readonly credentials: readonly Credentials[];
  readonly region: string;
  readonly nowMs: number;
}

const service = 'wickr';
const toleranceMs = 15 * 60_000;

/**
 * Checks a Signature Version 4 and answers as AWS's front layer does; null means that the signature is good.
 * Written from https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html and not with
 * the library the client signs with, so that one mistake cannot be on both sides.
 */
export function verifySignature(request: WireRequest, trust: Trust): Answer | null {
  const authorization = request.headers.get('authorization');
  if (authorization === undefined)
    return problem(403, 'MissingAuthenticationTokenException', say('Missing Authentication Token'));
  const claim = readAuthorization(authorization);
  const stamp = request.headers.get('x-amz-date');
  const signedAt = stamp === undefined ? null : readStamp(stamp);
  if (!claim || stamp === undefined || signedAt === null) {
    return incomplete('Authorization header requires Credential, SignedHeaders, Signature and an X-Amz-Date.');
  }
  const unsigned = headersToSign(request).filter((name) => !claim.signedHeaders.includes(name));
  if (unsigned.length > 0)
    return incomplete(`must be a 'SignedHeader' in the AWS Authorization: ${unsigned.join(', ')}`);

  const credentials = trust.credentials.find((it) => it.accessKeyId === claim.accessKeyId);
  if (!credentials || credentials.sessionToken !== request.headers.get('x-amz-security-token')) {
    return problem(403, 'UnrecognizedClientException', say('The security token included in the request is invalid.'));
  }
  const scope = `${stamp.slice(0, 8)}/${trust.region}/${service}/aws4_request`;
  if (claim.scope !== scope) return mismatch(`Credential should be scoped to ${scope}.`);
  if (Math.abs(signedAt - trust.nowMs) > toleranceMs) {
    return mismatch(`Signature expired or not yet current: ${stamp} is more than 15 min from our time.`);
  }
  const declaredHash = request.headers.get('x-amz-content-sha256');
  const bodyHash = sha256(request.body);
  if (declaredHash !== undefined && declaredHash !== bodyHash)
    return mismatch('The body is not the one that was signed.');

  const canonical = canonicalRequest(request, claim.signedHeaders, bodyHash);
  if (canonical === null) return mismatch('The query string is not percent-encoded.');
  const expected = sign(credentials.secretAccessKey, stamp, scope, canonical);
  if (same(expected, claim.signature)) return null;
  return mismatch('The request signature we calculated does not match the signature you provided.');
}

const say = (message: string) => ({ message });
const incomplete = (message: string) => problem(400, 'IncompleteSignature', say(message));
const mismatch = (message: string) => problem(403, 'InvalidSignatureException', say(message));

interface Claim {
  readonly accessKeyId: string;
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function readAuthorization(header: string): Claim | null {
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  if (!found) return null;
  const [, accessKeyId = '', scope = '', signedHeaders = '', signature = ''] = found;
  return { accessKeyId, scope, signedHeaders: signedHeaders.split(';'), signature };
}

/** `20260115T123456Z` in milliseconds, or null. */
function readStamp(stamp: string): number | null {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp);
  if (!found) return null;
  const [, year, month, day, hour, minute, second] = found;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? null : at;
}

/** Everything that would change the meaning of the request if somebody altered it on the way. */
function headersToSign(request: WireRequest): string[] {
  const names = [...request.headers.keys()];
  return names.filter(
    (name) => name === 'host' || name === 'content-type' || name === 'x-client-token' || name.startsWith('x-amz-'),
  );
}

function canonicalRequest(request: WireRequest, signedHeaders: readonly string[], bodyHash: string): string | null {
  const query = readQuery(request.query);
  if (query === null) return null;
  const headers = signedHeaders.map((name) => {
    const value = request.headers.get(name) ?? '';
    return `${name}:${value.trim().replaceAll(/ +/g, ' ')}\n`;
  });
  return [
    request.method,
    // Each segment is encoded once more than on the wire: the rule for every service but S3.
    request.path.split('/').map(encodeStrictly).join('/'),
    query
      .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
      .sort()
      .join('&'),
    headers.join(''),
    signedHeaders.join(';'),
    bodyHash,
  ].join('\n');
}

/** RFC 3986: only unreserved characters stay. */
function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sign(secretAccessKey: string, stamp: string, scope: string, canonical: string): string {
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n');
  const key = scope
    .split('/')
    .reduce<Buffer>((parent, part) => hmac(parent, part), Buffer.from(`AWS4${secretAccessKey}`));
  return hmac(key, text).toString('hex');
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer, data: string) => createHmac('sha256', key).update(data).digest();
const same = (one: string, other: string) => timingSafeEqual(Buffer.from(one), Buffer.from(other));
