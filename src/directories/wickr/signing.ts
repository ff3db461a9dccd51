import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Method } from '../http/transport.ts';
import type { AwsCredentials } from './credentials.ts';
import type { Query } from './encoding.ts';

/** The name in the credential scope. Not `admin.wickr`, which is only the host's prefix. */
const SIGNING_NAME = 'wickr';

export interface UnsignedRequest {
  readonly method: Method;
  /** Encoded once, with the endpoint's base path. */
  readonly path: string;
  /** Not encoded. */
  readonly query: Query;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface Signing {
  readonly endpoint: URL;
  readonly region: string;
  readonly credentials: AwsCredentials;
  readonly signedAt: Date;
  /** Also sign the body's hash as a header. Optional for Wickr, and AWS's JavaScript SDK does it. Default true. */
  readonly applyChecksum?: boolean;
}

/**
 * The request's headers plus those of AWS Signature Version 4. Sign each attempt anew: a signature carries its time.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export async function signedHeaders(request: UnsignedRequest, signing: Signing): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    service: SIGNING_NAME,
    region: signing.region,
    credentials: signing.credentials,
    sha256: Sha256,
    applyChecksum: signing.applyChecksum ?? true,
  });
  const query = Object.entries(request.query).map(([name, value]) => [name, value.toWellFormed()] as const);
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: signing.endpoint.protocol,
      hostname: signing.endpoint.hostname,
      path: request.path,
      query: Object.fromEntries(query),
      // With the port where there is one, exactly as it goes over the wire.
      headers: { ...request.headers, host: signing.endpoint.host },
      ...(request.body === null ? {} : { body: request.body }),
    },
    { signingDate: signing.signedAt },
  );
  return signed.headers;
}

/** SHA-256, or its HMAC when there is a secret, in the shape the signer asks for. */
class Sha256 {
  readonly #secret: string | Uint8Array | null;
  #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined ? null : typeof secret === 'string' ? secret : bytesOf(secret);
    this.#hash = this.#fresh();
  }

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
  }

  reset(): void {
    this.#hash = this.#fresh();
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  #fresh() {
    return this.#secret === null ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}

function bytesOf(source: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
