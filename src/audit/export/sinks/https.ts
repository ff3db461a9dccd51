import { Agent, request } from 'undici';
import type { Clock } from '../../../runtime/clock.ts';
import type { ExportSink, Piece } from '../export.ts';

export interface HttpsSinkOptions {
  readonly url: URL;
  readonly contentType: string;
  /** Sent as a bearer token; null: none. */
  readonly token: string | null;
  readonly clock: Clock;
  /** Called after each piece that was acknowledged; durable when it resolves. */
  readonly acknowledged: (lastSeq: number) => Promise<void>;
  /** Told of every failure that is tried again. */
  readonly retrying: (problem: string, waitMs: number) => void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** Some ten minutes of a sink that does not answer. */
const MOST_TRIES = 25;
const TIMEOUT_MS = 30_000;

/** It will not take this piece, however often it is sent. */
export class SinkRefused extends Error {
  override readonly name = 'SinkRefused';
}

/** May the events go there? Only over TLS, or to this machine. */
export function readSinkUrl(text: string): URL | null {
  const url = URL.parse(text);
  if (url?.username !== '' || url.password !== '') return null;
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback) ? url : null;
}

/**
 * Posts each piece and goes on when it was answered with 2xx. Anything that may pass (no answer, a reset, 408, 425, 429, 5xx)
 * is tried again with the same piece, so a sink may get a piece twice and never misses one; every event has its number.
 */
export function httpsSink({ url, contentType, token, clock, acknowledged, retrying }: HttpsSinkOptions): ExportSink {
  const dispatcher = new Agent({
    connect: { timeout: TIMEOUT_MS },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });

  /** Null when it was taken; else what was wrong. @throws SinkRefused */
  const attempt = async ({ text, lastSeq }: Piece): Promise<string | null> => {
    try {
      const { statusCode, body } = await request(url, {
        dispatcher,
        method: 'POST',
        body: text,
        headers: {
          'content-type': contentType,
          'x-muster-last-seq': String(lastSeq),
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        },
      });
      await body.dump();
      if (statusCode >= 200 && statusCode < 300) return null;
      if (statusCode >= 500 || [408, 425, 429].includes(statusCode)) return `it answered ${statusCode}`;
      throw new SinkRefused(`The sink refuses what is sent: it answered ${statusCode}`);
    } catch (error) {
      if (error instanceof SinkRefused) throw error;
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
      return `it could not be reached (${code})`;
    }
  };

  return {
    write: async (piece) => {
      for (let tries = 1; ; tries += 1) {
        const problem = await attempt(piece);
        if (problem === null) break;
        if (tries >= MOST_TRIES) throw new Error(`The sink did not take the events, ${tries} times over: ${problem}`);
        const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
        retrying(problem, waitMs);
        await clock.sleep(waitMs);
      }
      await acknowledged(piece.lastSeq);
    },
    close: () => dispatcher.close(),
  };
}
