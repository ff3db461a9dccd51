import type { IncomingMessage, RequestListener } from 'node:http';
import { HTTPReceiver } from '@slack/bolt';
import type { Clock } from '../runtime/clock.ts';
import { createBoltLogger } from '../telemetry/bolt-logger.ts';
import type { Log } from '../telemetry/log.ts';
import type { Delivery, Route } from './delivery.ts';

/**
 * Bolt refuses stamps older than five minutes and takes any from the future, so that a captured request could be kept
 * for later. Our clock and Slack's differ by seconds at most.
 */
const AHEAD_AT_MOST_S = 60;

export interface Listen {
  /** 0 for any free one. */
  readonly port: number;
  /** Every interface unless named. */
  readonly host?: string;
}

export interface HttpDeliveryDeps {
  readonly signingSecret: string;
  readonly listen: Listen;
  /** Answered beside Slack's own path, for health checks. */
  readonly routes: readonly Route[];
  readonly clock: Clock;
  readonly log: Log;
}

function isFromTheFuture(request: IncomingMessage, now: number): boolean {
  const stamp = Number(request.headers['x-slack-request-timestamp'] ?? 0);
  return stamp > now / 1_000 + AHEAD_AT_MOST_S;
}

function guarded(inner: RequestListener, clock: Clock): RequestListener {
  return (request, response) => {
    if (isFromTheFuture(request, clock.now())) {
      response.writeHead(401).end();
      return;
    }
    inner(request, response);
  };
}

/** Slack posts to `/slack/events`, signed; Bolt checks the signature over the raw body before anything is read. */
export function createHttpDelivery({ signingSecret, listen, routes, clock, log }: HttpDeliveryDeps): Delivery {
  const receiver = new HTTPReceiver({
    signingSecret,
    customRoutes: [...routes],
    logger: createBoltLogger(log),
    processEventErrorHandler: async ({ error, response }) => {
      log.error({ err: error }, 'A delivery of Slack could not be handled');
      if (!response.headersSent) response.writeHead(200).end();
      return false;
    },
  });
  receiver.requestListener = guarded(receiver.requestListener, clock);
  let listening: number | null = null;
  return {
    receiver,
    start: async () => {
      const { port, host } = listen;
      const server = await receiver.start(host === undefined ? port : { port, host });
      const address = server.address();
      listening = address !== null && typeof address === 'object' ? address.port : port;
    },
    stop: async () => {
      listening = null;
      await receiver.stop();
    },
    ready: () => listening !== null,
    port: () => listening,
  };
}
