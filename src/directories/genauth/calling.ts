import type { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Transport } from '../http/transport.ts';
import type { Authenticator, Pass } from './authenticator.ts';
import type { Called, Change } from './failure.ts';
import type { Limiter } from './limiter.ts';
import { readAnswer } from './reading-answers.ts';
import { onTheWire, pathOf, type Wireable } from './wire.ts';

export interface Call<Schema extends z.ZodType> extends Wireable {
  readonly change: Change;
  /** Of `data` in the envelope. */
  readonly answer: Schema;
}

export interface AttemptParts {
  readonly transport: Transport;
  readonly limiter: Limiter;
  readonly timeouts: { readonly readsMs: number; readonly writesMs: number };
  readonly clock: Clock;
  readonly log: Log;
}

/** Every promise resolves; none rejects for anything the far side or the network did. */
export type Attempt = <Schema extends z.ZodType>(
  call: Call<Schema>,
  headers: Pass['headers'],
  signal: AbortSignal,
) => Promise<Called<z.output<Schema>>>;

/** Sends a call once, in its turn. Its time runs from then on. */
export function attempter({ transport, limiter, timeouts, clock, log }: AttemptParts): Attempt {
  return async (call, headersFor, signal) => {
    const turn = await limiter.inTurn(async () => {
      const startedAt = clock.now();
      const { method, operation, params, change } = call;
      const headers = headersFor({ method, path: pathOf(operation), params, headers: PLAIN_HEADERS });
      const deadline = AbortSignal.timeout(change === 'none' ? timeouts.readsMs : timeouts.writesMs);
      const exchange = await transport.send({ ...onTheWire(call), headers }, AbortSignal.any([signal, deadline]));
      const called = readAnswer(exchange, call, clock.now());
      log.debug({ operation, ...loggable(called), durationMs: clock.now() - startedAt }, 'GenAuth was called');
      heed(called, limiter);
      return called;
    }, signal);
    switch (turn.kind) {
      case 'done':
        return turn.value;
      case 'stopped': {
        const reason = 'the call was stopped before it was sent';
        return { kind: 'never-sent', cause: 'stopped', requestId: null, effect: 'none', reason };
      }
      case 'paused': {
        const reason = 'GenAuth asked for a pause, which is not over yet';
        const facts = { status: null, requestId: null, effect: 'none', reason } as const;
        return { kind: 'throttled', ...facts, retryAfterMs: turn.forMs };
      }
    }
  };
}

/**
 * Calls once. Only where it certainly changed nothing is a call sent a second time: with a new token after the old one was
 * refused, and, a read, with a new nonce after its nonce was.
 */
export function caller(attempt: Attempt, authenticator: Authenticator) {
  return async <Schema extends z.ZodType>(
    call: Call<Schema>,
    signal: AbortSignal,
  ): Promise<Called<z.output<Schema>>> => {
    for (let isLast = false; ; isLast = true) {
      const pass = await authenticator.pass(signal);
      if (pass.kind !== 'pass') return pass;
      const called = await attempt(call, pass.headers, signal);
      const again = (isUnaccepted(called) && pass.refused()) || (isReplayed(called) && call.change === 'none');
      if (!again || isLast) return called;
    }
  };
}

/** The vendor's SDK states a content type for a GET as well. */
const PLAIN_HEADERS = { accept: 'application/json', 'content-type': 'application/json', 'user-agent': 'muster' };

const isUnaccepted = (called: Called<unknown>): boolean => called.kind === 'blocked' && called.cause === 'credentials';

const isReplayed = (called: Called<unknown>): boolean => called.kind === 'lost' && called.cause === 'replayed';

/** What one call is told holds for all of the pool's. */
function heed(called: Called<unknown>, limiter: Limiter): void {
  if (called.kind === 'throttled') limiter.slowDown();
  if ((called.kind === 'throttled' || called.kind === 'unavailable') && called.retryAfterMs !== null) {
    limiter.pause(called.retryAfterMs);
  }
}

/** What may be logged of a call: no name, no address, nothing the far side wrote but its id of the call. */
function loggable(called: Called<unknown>): Record<string, unknown> {
  const { kind, requestId } = called;
  if (kind === 'ok') return { result: kind, requestId };
  const cause = 'cause' in called ? called.cause : undefined;
  const apiCode = 'apiCode' in called ? called.apiCode : undefined;
  const status = 'status' in called ? called.status : undefined;
  return { result: kind, cause, status, apiCode, effect: called.effect, requestId };
}
