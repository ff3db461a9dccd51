import { createHmac, randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import {
  exampleKey,
  type GenAuthStandInOptions,
  type ListeningGenAuthStandIn,
  startGenauthStandIn,
} from '../../../sandbox/genauth/server.ts';
import { exchange, type Incoming } from '../exchange.ts';
import { type ManualClock, manualClock } from '../wickr/support.ts';

const Envelope = z.object({
  statusCode: z.number(),
  message: z.string(),
  apiCode: z.number().optional(),
  requestId: z.string().optional(),
  data: z.unknown().optional(),
});
export type Envelope = z.infer<typeof Envelope>;

export interface Reply extends Incoming {
  /** Throws when the text is no envelope. */
  envelope(): Envelope;
}

export interface Sending {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface Client {
  readonly standIn: ListeningGenAuthStandIn;
  readonly clock: ManualClock;
  /** With a management token, which is fetched before the first call. Rejects when the connection breaks. */
  post(operation: string, body: unknown, sending?: Sending): Promise<Reply>;
  get(operation: string, query: string, sending?: Sending): Promise<Reply>;
  /** As it is given, without any proof of who calls. */
  raw(request: RawRequest): Promise<Reply>;
}

export interface RawRequest extends Sending {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

/** A stand-in with a clock that stands still and the documented example's key; closed when the test ends. */
export async function openGenauth(options: GenAuthStandInOptions = {}): Promise<Client> {
  const clock = manualClock();
  const standIn = await startGenauthStandIn({ clock, pools: [exampleKey], ...options });
  onTestFinished(() => standIn.close());
  const raw = (request: RawRequest) => send(standIn.url, request);

  let token: string | null = null;
  const proof = async () => {
    const [key = exampleKey] = standIn.keys;
    token ??= await fetchToken(raw, key);
    return { authorization: `Bearer ${token}`, 'x-authing-userpool-id': key.poolId };
  };
  return {
    standIn,
    clock,
    raw,
    post: async (operation, body, sending = {}) =>
      raw({
        ...sending,
        method: 'POST',
        path: `/api/v3/${operation}`,
        body: JSON.stringify(body),
        headers: { ...(await proof()), ...sending.headers },
      }),
    get: async (operation, query, sending = {}) =>
      raw({
        ...sending,
        method: 'GET',
        path: `/api/v3/${operation}?${query}`,
        headers: { ...(await proof()), ...sending.headers },
      }),
  };
}

export async function fetchToken(raw: Client['raw'], key: { readonly poolId: string; readonly secret: string }) {
  const body = JSON.stringify({ accessKeyId: key.poolId, accessKeySecret: key.secret });
  const reply = await raw({ method: 'POST', path: '/api/v3/get-management-token', body });
  return z.object({ access_token: z.string() }).parse(reply.envelope().data).access_token;
}

export interface Signing {
  readonly signedAt: number;
  readonly nonce?: string;
  readonly secret?: string;
  readonly brand?: 'authing' | 'genauth';
  readonly dateHeader?: string;
  readonly date?: string;
  readonly method?: string;
  readonly version?: string;
}

/**
 * Headers of a signed POST, written out from the vendor's description and apart from the stand-in's reading of it.
 * `resource` is the path with the unencoded, sorted parameters.
 */
export function signedPost(resource: string, signing: Signing): Record<string, string> {
  const { brand = 'authing', nonce = randomUUID(), secret = exampleKey.secret, method = 'HMAC-SHA1' } = signing;
  const { dateHeader = 'date', date = new Date(signing.signedAt).toUTCString(), version = '1.0' } = signing;
  const headers: Record<string, string> = {
    [dateHeader]: date,
    [`x-${brand}-lang`]: 'en-US',
    [`x-${brand}-signature-method`]: method,
    [`x-${brand}-signature-nonce`]: nonce,
    [`x-${brand}-signature-version`]: version,
  };
  let text = 'POST\n';
  for (const name of Object.keys(headers).sort()) text += `${name}:${headers[name]}\n`;
  const signature = createHmac('sha1', secret)
    .update(text + resource)
    .digest('base64');
  const word = brand === 'genauth' ? 'GenAuth' : 'authing';
  return { ...headers, authorization: `${word} ${exampleKey.poolId}:${signature}` };
}

async function send(url: string, { method, path, body, headers = {}, signal }: RawRequest): Promise<Reply> {
  const endpoint = new URL(url);
  const reply = await exchange({
    endpoint,
    method,
    path: endpoint.pathname.replace(/\/$/, '') + path,
    headers: { 'content-type': 'application/json', ...headers },
    body,
    signal,
  });
  return { ...reply, envelope: () => Envelope.parse(JSON.parse(reply.text)) };
}
