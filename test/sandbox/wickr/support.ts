import { createHash, createHmac, randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import {
  type ListeningWickrStandIn,
  startWickrStandIn,
  type WickrStandInOptions,
} from '../../../sandbox/wickr/server.ts';
import { type Credentials, exampleCredentials } from '../../../sandbox/wickr/signature.ts';
import type { Clock } from '../../../src/runtime/clock.ts';
import { exchange, type Incoming } from '../exchange.ts';

export interface ManualClock extends Clock {
  advance(durationMs: number): void;
  /** Resolves when somebody waits. */
  awaited(): Promise<void>;
}

/** Stands still until told to advance; starts at the moment of the documented signing examples. */
export function manualClock(): ManualClock {
  let now = Date.parse('2026-01-15T12:34:56Z');
  let sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  let onSleep = () => {};
  return {
    now: () => now,
    sleep: (durationMs, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) resolve();
        signal?.addEventListener('abort', () => resolve(), { once: true });
        sleepers.push({ until: now + durationMs, wake: resolve });
        onSleep();
      }),
    advance(durationMs) {
      now += durationMs;
      const due = sleepers.filter((it) => it.until <= now);
      sleepers = sleepers.filter((it) => it.until > now);
      for (const it of due) it.wake();
    },
    awaited: () =>
      new Promise((resolve) => {
        if (sleepers.length > 0) resolve();
        else onSleep = resolve;
      }),
  };
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as it is when it is a string. */
  readonly body?: unknown;
  readonly token?: string;
}

export interface CallOptions {
  readonly credentials?: Credentials;
  readonly signedAt?: number;
  readonly region?: string;
  readonly service?: string;
  /** Last word on the headers, after signing; undefined removes one. */
  readonly tamper?: Readonly<Record<string, string | undefined>>;
  /** Sent in place of the body that was signed. */
  readonly otherBody?: string;
  readonly signal?: AbortSignal;
}

export interface Reply extends Incoming {
  /** Throws when the text is no JSON. */
  json(): unknown;
}

export interface Client {
  readonly standIn: ListeningWickrStandIn;
  readonly clock: ManualClock;
  /** Rejects when the connection breaks. */
  send(call: Call, options?: CallOptions): Promise<Reply>;
}

/** A stand-in with a clock that stands still, and a signing client; closed when the test ends. */
export async function openWickr(options: WickrStandInOptions = {}): Promise<Client> {
  const clock = manualClock();
  const standIn = await startWickrStandIn({ clock, ...options });
  onTestFinished(() => standIn.close());
  const send = (call: Call, callOptions: CallOptions = {}) =>
    sendCall(standIn.url, call, { signedAt: clock.now(), ...callOptions });
  return { standIn, clock, send };
}

/** Suspends (or unsuspends) in the network every test uses. */
export const suspend = (userIds: readonly string[], token: string = randomUUID(), on = true): Call => ({
  method: 'PATCH',
  path: '/networks/12345678/users/toggleSuspend',
  query: { suspend: String(on) },
  body: { userIds },
  token,
});

export const getUser = (userId: string): Call => ({ method: 'GET', path: `/networks/12345678/users/${userId}` });

async function sendCall(endpoint: string, call: Call, options: CallOptions): Promise<Reply> {
  const base = new URL(endpoint);
  const path = base.pathname.replace(/\/$/, '') + call.path;
  const body = call.body === undefined ? '' : typeof call.body === 'string' ? call.body : JSON.stringify(call.body);
  const signed = signHeaders(
    { method: call.method, path, query: call.query ?? {}, body },
    {
      host: base.host,
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(call.token === undefined ? {} : { 'x-client-token': call.token }),
    },
    options,
  );
  const headers = Object.entries({ ...signed, ...options.tamper }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const query = canonicalQuery(call.query ?? {});

  const reply = await exchange({
    endpoint: base,
    method: call.method,
    path: query === '' ? path : `${path}?${query}`,
    headers: Object.fromEntries(headers),
    body: options.otherBody ?? body,
    signal: options.signal,
  });
  return { ...reply, json: () => JSON.parse(reply.text) };
}

interface Unsigned {
  readonly method: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Signature Version 4 by hand, apart from the stand-in's own reading of it and from the library the bot uses:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signHeaders(
  request: Unsigned,
  headers: Readonly<Record<string, string>>,
  options: CallOptions & { readonly hashHeader?: boolean } = {},
): Record<string, string> {
  const { credentials = exampleCredentials, region = 'us-east-1', service = 'wickr', hashHeader = true } = options;
  const stamp = new Date(options.signedAt ?? 0).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = stamp.substring(0, 8);
  const bodyHash = createHash('sha256').update(request.body, 'utf8').digest('hex');

  const all: Record<string, string> = { ...headers, 'x-amz-date': stamp };
  if (hashHeader) all['x-amz-content-sha256'] = bodyHash;
  if (credentials.sessionToken) all['x-amz-security-token'] = credentials.sessionToken;
  const names = Object.keys(all).sort();

  let canonical = `${request.method}\n`;
  canonical += `${request.path.replaceAll('%', '%25')}\n`;
  canonical += `${canonicalQuery(request.query)}\n`;
  for (const name of names) canonical += `${name}:${all[name]}\n`;
  canonical += `\n${names.join(';')}\n${bodyHash}`;

  const scope = `${day}/${region}/${service}/aws4_request`;
  const canonicalHash = createHash('sha256').update(canonical, 'utf8').digest('hex');
  const dayKey = createHmac('sha256', `AWS4${credentials.secretAccessKey}`).update(day).digest();
  const regionKey = createHmac('sha256', dayKey).update(region).digest();
  const serviceKey = createHmac('sha256', regionKey).update(service).digest();
  const signingKey = createHmac('sha256', serviceKey).update('aws4_request').digest();
  const signature = createHmac('sha256', signingKey)
    .update(`AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${canonicalHash}`)
    .digest('hex');
  all['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return all;
}

export function canonicalQuery(query: Readonly<Record<string, string>>): string {
  return Object.keys(query)
    .sort()
    .map((name) => `${percentEncode(name)}=${percentEncode(query[name] ?? '')}`)
    .join('&');
}

function percentEncode(text: string): string {
  let out = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const char = String.fromCharCode(byte);
    out += /[A-Za-z0-9\-._~]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}
