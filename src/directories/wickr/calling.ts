import type { z } from 'zod';
import type { SteadyClock } from '../../runtime/clock.ts';
import { parseJson } from '../../runtime/parse-json.ts';
import type { Log } from '../../telemetry/log.ts';
import { capped } from '../http/capped.ts';
import type { Exchange, Method, Transport, TransportTimeouts } from '../http/transport.ts';
import type { AwsCredentials, CredentialSource } from './credentials.ts';
import { pathOf, type Query, queryOf } from './encoding.ts';
import { type ErrorAnswer, errorAnswer, requestIdOf } from './errors.ts';
import { signedHeaders, type UnsignedRequest } from './signing.ts';

/** How one call ended. Every promise of the client resolves to one of these; none rejects. */
export type Called<T> =
  | { readonly kind: 'ok'; readonly requestId: string | null; readonly value: T }
  /** Answered with any other status than 200, or not sent because Wickr had asked for a pause. */
  | ErrorAnswer
  /** Certainly without effect. */
  | { readonly kind: 'never-sent'; readonly cause: 'connection' | 'credentials'; readonly reason: string }
  /** The effect is in doubt. `unreadable`: a 200 came, but cut short or not as Wickr documents it. */
  | {
      readonly kind: 'lost';
      readonly cause: 'connection' | 'unreadable';
      readonly requestId: string | null;
      readonly reason: string;
    };

export interface Timeouts extends TransportTimeouts {
  /** The whole call, loading of credentials included. Milliseconds. */
  readonly totalMs: number;
}

export interface ClientParts {
  readonly networkId: string;
  readonly endpoint: URL;
  readonly region: string;
  readonly credentials: CredentialSource;
  readonly transport: Transport;
  readonly timeouts: Timeouts;
  readonly clock: SteadyClock;
  readonly log: Log;
}

export interface Call<Schema extends z.ZodType> {
  /** The API's own name, for the log. */
  readonly operation: string;
  readonly method: Method;
  /** Below the network, not encoded. */
  readonly labels: readonly string[];
  readonly query?: Query;
  readonly token?: string;
  readonly body?: unknown;
  readonly answer: Schema;
}

export type Caller = <Schema extends z.ZodType>(
  spec: Call<Schema>,
  signal: AbortSignal,
) => Promise<Called<z.output<Schema>>>;

/**
 * Makes single calls (restJson1). Calls once; only when the credentials are refused does it fetch new ones and call a
 * second time, since such a refusal had no effect.
 */
export function caller(parts: ClientParts): Caller {
  const { credentials, timeouts, clock, log } = parts;
  /** By the steady clock: Wickr asked for a pause until then. It holds for reads and changes alike, whichever of them was told so. */
  let restsUntil = Number.NEGATIVE_INFINITY;

  async function call<Schema extends z.ZodType>(
    spec: Call<Schema>,
    signal: AbortSignal,
  ): Promise<Called<z.output<Schema>>> {
    const startedAt = clock.elapsed();
    const untilRested = restsUntil - startedAt;
    if (untilRested > 0) return resting(untilRested);
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeouts.totalMs)]);
    const result = await withCredentials(spec, deadline);
    if (result.kind === 'error' && result.retryAfterMs !== null) {
      restsUntil = Math.max(restsUntil, clock.elapsed() + result.retryAfterMs);
    }
    const { operation } = spec;
    log.debug({ operation, ...facts(result), durationMs: clock.elapsed() - startedAt }, 'Wickr was called');
    return result;
  }

  async function withCredentials<Schema extends z.ZodType>(
    spec: Call<Schema>,
    deadline: AbortSignal,
  ): Promise<Called<z.output<Schema>>> {
    const held = await loaded(credentials.current(), deadline);
    if ('kind' in held) return held;
    const first = await attempt(spec, held, deadline);
    if (first.kind !== 'error' || first.problem !== 'unauthenticated') return first;
    const renewed = await loaded(credentials.renew(held), deadline);
    return 'kind' in renewed ? first : attempt(spec, renewed, deadline);
  }

  async function attempt<Schema extends z.ZodType>(
    spec: Call<Schema>,
    keys: AwsCredentials,
    deadline: AbortSignal,
  ): Promise<Called<z.output<Schema>>> {
    const request = unsigned(spec, parts);
    const { endpoint, region } = parts;
    const headers = await signedHeaders(request, {
      endpoint,
      region,
      credentials: keys,
      signedAt: new Date(clock.now()),
    });
    // Another call may have been told so while this one was made ready.
    const untilRested = restsUntil - clock.elapsed();
    if (untilRested > 0) return resting(untilRested);
    const { method, body } = request;
    const target = `${request.path}${queryOf(request.query)}`;
    return read(await parts.transport.send({ method, target, headers, body }, deadline), spec.answer, clock.now());
  }

  return call;
}

/** What is not sent during a pause ends as if it had been throttled again, with what is left to wait. */
function resting(retryAfterMs: number): ErrorAnswer {
  return {
    kind: 'error',
    problem: 'throttled',
    status: 429,
    name: null,
    json: false,
    reason: 'Wickr asked for a pause, which is not over yet',
    retryAfterMs,
    requestId: null,
  };
}

function unsigned(spec: Call<z.ZodType>, { endpoint, networkId }: ClientParts): UnsignedRequest {
  const basePath = endpoint.pathname.replace(/(?<!\/)\/+$/, '');
  return {
    method: spec.method,
    path: `${basePath}${pathOf(['networks', networkId, ...spec.labels])}`,
    query: spec.query ?? {},
    headers: {
      accept: 'application/json',
      'user-agent': 'muster',
      ...(spec.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(spec.token === undefined ? {} : { 'x-client-token': spec.token }),
    },
    body: spec.body === undefined ? null : JSON.stringify(spec.body),
  };
}

function read<Schema extends z.ZodType>(exchange: Exchange, answer: Schema, nowMs: number): Called<z.output<Schema>> {
  if (exchange.kind === 'never-sent') return { kind: 'never-sent', cause: 'connection', reason: exchange.reason };
  if (exchange.kind === 'lost') {
    return { kind: 'lost', cause: 'connection', requestId: null, reason: exchange.reason };
  }
  if (exchange.status !== 200) return errorAnswer(exchange, nowMs);
  const requestId = requestIdOf(exchange.headers);
  if (exchange.body.kind === 'cut') {
    return { kind: 'lost', cause: 'connection', requestId, reason: exchange.body.reason };
  }
  const lost = (reason: string) => ({ kind: 'lost', cause: 'unreadable', requestId, reason }) as const;
  let json: unknown;
  try {
    json = parseJson(exchange.body.text);
  } catch {
    return lost('the answer was not whole JSON');
  }
  const parsed = answer.safeParse(json);
  return parsed.success
    ? { kind: 'ok', requestId, value: parsed.data }
    : lost('the answer was not what Wickr documents');
}

/** Waits for credentials no longer than the call may last. */
async function loaded(
  loading: Promise<AwsCredentials>,
  deadline: AbortSignal,
): Promise<AwsCredentials | Extract<Called<never>, { kind: 'never-sent' }>> {
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(new Error('it took too long or was stopped'));
  deadline.addEventListener('abort', stop, { once: true });
  if (deadline.aborted) stop();
  try {
    return await Promise.race([loading, stopped.promise]);
  } catch (error) {
    const reason = error instanceof Error ? capped(error.message) : 'the reason is unknown';
    return { kind: 'never-sent', cause: 'credentials', reason: `no AWS credentials could be loaded: ${reason}` };
  } finally {
    deadline.removeEventListener('abort', stop);
  }
}

/** What may be logged of a call: no name, no address, nothing the far side wrote. */
function facts(result: Called<unknown>): Record<string, unknown> {
  switch (result.kind) {
    case 'ok':
      return { result: 'ok', requestId: result.requestId };
    case 'error':
      return { result: result.problem, status: result.status, error: result.name, requestId: result.requestId };
    case 'lost':
      return { result: 'lost', reason: result.reason, requestId: result.requestId };
    case 'never-sent':
      return { result: 'never-sent', cause: result.cause };
  }
}
