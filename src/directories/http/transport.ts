import type { IncomingHttpHeaders } from 'node:http';
import { buildConnector, Pool } from 'undici';

export type Method = 'GET' | 'POST' | 'PATCH';

/** All in milliseconds. */
export interface TransportTimeouts {
  readonly connectMs: number;
  /** From the request's end to the answer's headers. */
  readonly headersMs: number;
  /** Between two pieces of the answer's body. */
  readonly bodyMs: number;
}

/** A page of 50 or 100 users takes well under 100 KiB. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

export interface WireRequest {
  readonly method: Method;
  /** Path and query as they go over the wire. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** One exchange over the wire, sorted by what is known about the request's arrival. */
export type Exchange =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      readonly body: AnswerBody;
    }
  /** No connection came about: certainly nothing reached the far side. */
  | { readonly kind: 'never-sent'; readonly reason: string }
  /** The request may have arrived; no answer did. */
  | { readonly kind: 'lost'; readonly reason: string };

export type AnswerBody =
  | { readonly kind: 'whole'; readonly text: string }
  | { readonly kind: 'cut'; readonly reason: string };

export interface Transport {
  /** Sends once. Never follows a redirect, never tries again, never throws for anything the far side or the network did. */
  send(request: WireRequest, signal: AbortSignal): Promise<Exchange>;
  /** Waits for the exchanges under way. */
  close(): Promise<void>;
}

/** `connections`: sockets at once, of one directory. */
export function openTransport(endpoint: URL, timeouts: TransportTimeouts, connections: number): Transport {
  const pool = new Pool(endpoint.origin, {
    connect: connector(endpoint, timeouts),
    connections,
    pipelining: 1,
    allowH2: false,
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyMs,
    maxResponseSize: MAX_ANSWER_BYTES,
  });
  return {
    async send({ method, target, headers, body }, signal) {
      if (signal.aborted) return { kind: 'never-sent', reason: 'the call was stopped before it was sent' };
      try {
        const answer = await pool.request({ method, path: target, headers: { ...headers }, body, signal });
        return {
          kind: 'answer',
          status: answer.statusCode,
          headers: answer.headers,
          body: await answer.body.text().then(
            (text) => ({ kind: 'whole' as const, text }),
            (error: unknown) => ({ kind: 'cut' as const, reason: lossReason(error) }),
          ),
        };
      } catch (error) {
        if (error instanceof NotConnected) return { kind: 'never-sent', reason: error.message };
        return { kind: 'lost', reason: lossReason(error) };
      }
    },
    close: () => pool.close(),
  };
}

/** The connector failed, so no byte of a request was written. Told apart by class: the same codes occur later, too. */
class NotConnected extends Error {
  override readonly name = 'NotConnected';
}

function connector(endpoint: URL, timeouts: TransportTimeouts): buildConnector.connector {
  const connect = buildConnector({ timeout: timeouts.connectMs, allowH2: false });
  return (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error === null) callback(null, socket);
      else callback(new NotConnected(`no connection to ${endpoint.host} (${codeOf(error)})`, { cause: error }), null);
    });
}

const LOSS_REASONS: Readonly<Record<string, string>> = {
  UND_ERR_HEADERS_TIMEOUT: 'no answer came in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped arriving',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'the answer was too long to be true',
  TimeoutError: 'the call took too long as a whole',
  AbortError: 'the call was stopped while it was under way',
};

function lossReason(error: unknown): string {
  const code = codeOf(error);
  return LOSS_REASONS[code] ?? `the connection broke before the answer was complete (${code})`;
}

/** An error's code where it has one, else its class. Never its text, which may quote the request. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
