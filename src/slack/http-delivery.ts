import { HTTPReceiver } from '@slack/bolt';
import type { Clock } from '../runtime/clock.ts';
import { createBoltLogger } from '../telemetry/bolt-logger.ts';
import type { Log } from '../telemetry/log.ts';
import type { Deliveries } from './deliveries.ts';
import type { Delivery, Route } from './delivery.ts';
import { MAX_BODY_BYTES, type RefusedBecause, requestGate } from './request-gate.ts';

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
  readonly deliveries: Pick<Deliveries, 'isNew'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of every request that was not let in. */
  readonly refused?: (because: RefusedBecause) => void;
}

/** Slack posts to `/slack/events`, signed. The gate lets it in, and Bolt checks the signature once more before it parses. */
export function createHttpDelivery(deps: HttpDeliveryDeps): Delivery {
  const { signingSecret, listen, routes, log } = deps;
  const receiver = new HTTPReceiver({
    signingSecret,
    customRoutes: [...routes],
    bodyLimit: MAX_BODY_BYTES,
    logger: createBoltLogger(log),
    processEventErrorHandler: async ({ error, response }) => {
      log.error({ err: error }, 'A delivery of Slack could not be handled');
      if (!response.headersSent) response.writeHead(200).end();
      return false;
    },
  });
  receiver.requestListener = requestGate(receiver.requestListener, deps);
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
