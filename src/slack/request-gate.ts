import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../telemetry/log.ts';
import type { Deliveries } from './deliveries.ts';
import { type NotGenuine, whyNotByBody, whyNotByHeaders } from './genuine.ts';
import { readBody } from './read-body.ts';
import { isReadableBody } from './readable-body.ts';

/** Slack's largest payload is a modal's state, far below it. */
export const MAX_BODY_BYTES = 1024 * 1024;
const TELL_EVERY_MS = 60_000;

export type RefusedBecause = NotGenuine | 'replayed' | 'too-large' | 'unreadable';

export interface RequestGateDeps {
  readonly signingSecret: string;
  /** Remembers signatures beside deliveries, so that every replica refuses what one of them has taken. */
  readonly deliveries: Pick<Deliveries, 'isNew'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly refused?: (because: RefusedBecause) => void;
}

const STATUS: Readonly<Partial<Record<RefusedBecause, number>>> = { 'too-large': 413, unreadable: 400 };

/** Slack asks with it whether there is a server, unsigned. https://docs.slack.dev/interactivity/implementing-slash-commands */
const isSslCheck = (body: Buffer): boolean =>
  body.length < 1_000 && new URLSearchParams(body.toString()).get('ssl_check') === '1';

/**
 * Stands before Bolt: lets a POST in that Slack signed, over exactly these bytes, not long ago and not for later, and only
 * the first time. Anything else is refused without a word. What is no POST goes past it.
 */
export function requestGate(inner: RequestListener, deps: RequestGateDeps): RequestListener {
  const { signingSecret, deliveries, clock, log } = deps;
  const toldAt = new Map<RefusedBecause, number>();

  const refuse = (request: IncomingMessage, response: ServerResponse, because: RefusedBecause) => {
    deps.refused?.(because);
    const now = clock.now();
    if (Math.abs(now - (toldAt.get(because) ?? 0)) >= TELL_EVERY_MS) {
      toldAt.set(because, now);
      log.warn({ because }, 'A request was refused: Slack did not send it, or not now, or not for the first time');
    }
    if (because === 'too-large') response.shouldKeepAlive = false;
    else request.resume();
    response.writeHead(STATUS[because] ?? 401).end();
  };

  /** While the store cannot say, the act's own key still has to be new in the same store before anything is done. */
  const isReplay = async (signature: string): Promise<boolean> => {
    try {
      return !(await deliveries.isNew(`signed:${signature}`));
    } catch (error) {
      log.warn({ err: error }, 'Whether a request was replayed could not be looked up');
      return false;
    }
  };

  const judge = async (request: IncomingMessage, response: ServerResponse): Promise<RefusedBecause | Buffer | null> => {
    const early = whyNotByHeaders(request.headers, clock.now());
    const body = await readBody(request, MAX_BODY_BYTES);
    if (body === null) return 'too-large';
    if (early !== null) {
      if (!isSslCheck(body)) return early;
      response.writeHead(200).end();
      return null;
    }
    const because = whyNotByBody(request.headers, body, { signingSecret, now: clock.now() });
    if (because !== null) return because;
    if (await isReplay(String(request.headers['x-slack-signature']))) return 'replayed';
    return isReadableBody(body, request.headers['content-type']) ? body : 'unreadable';
  };

  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const judged = await judge(request, response);
    if (judged === null) return;
    if (typeof judged === 'string') return refuse(request, response, judged);
    // Where Bolt looks for a body that was read before.
    Object.assign(request, { rawBody: judged });
    inner(request, response);
  };

  return (request, response) => {
    if (request.method?.toUpperCase() !== 'POST') return inner(request, response);
    pass(request, response).catch((error: unknown) => {
      // Bolt throws for a path that nobody listens on.
      log.info({ err: error }, 'A request of Slack found nobody to take it');
      if (!response.headersSent) response.writeHead(404);
      response.end();
    });
  };
}
