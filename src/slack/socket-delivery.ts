import { SocketModeReceiver } from '@slack/bolt';
import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClientOptions } from '@slack/web-api';
import type { Clock } from '../runtime/clock.ts';
import { createBoltLogger } from '../telemetry/bolt-logger.ts';
import type { Log } from '../telemetry/log.ts';
import type { Delivery } from './delivery.ts';

/** Slack says `hello` within a second or two of a good connection. */
const HELLO_WITHIN_MS = 15_000;
const CLOSE_WITHIN_MS = 2_000;
const PAUSES_MS = [0, 500, 1_000, 2_000, 5_000, 10_000, 15_000] as const;

/** After these no further try fares better. https://docs.slack.dev/reference/methods/apps.connections.open#errors */
const FATAL = new Set([
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'user_removed_from_team',
  'team_disabled',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'missing_scope',
  'app_level_token_required',
  'forbidden_team',
]);

export interface SocketDeliveryDeps {
  readonly appToken: string;
  /** An object of its own: the client writes into it. */
  readonly clientOptions: WebClientOptions;
  readonly clock: Clock;
  readonly log: Log;
  readonly onFatal: (reason: string) => void;
}

function fatalReason(error: unknown): string | null {
  return error instanceof WebAPIPlatformError && FATAL.has(error.data.error) ? error.data.error : null;
}

/** `hello` did not come. */
class NoHello extends Error {
  override readonly name = 'NoHello';
}

/**
 * Socket Mode. Reconnecting is ours: the client's own waits five seconds and more even when Slack merely refreshes a
 * connection, and a failure in it surfaces nowhere but as an unhandled rejection
 * (https://github.com/slackapi/node-slack-sdk/issues/2656).
 */
export function createSocketDelivery({ appToken, clientOptions, clock, log, onFatal }: SocketDeliveryDeps): Delivery {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: createBoltLogger(log),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions },
    processEventErrorHandler: async ({ error, event }) => {
      log.error({ err: error }, 'A delivery of Slack could not be handled');
      await event.ack();
      return false;
    },
  });
  const { client } = receiver;
  const stopping = new AbortController();
  let supervision: Promise<void> = Promise.resolve();

  const connect = async () => {
    const arrived = new AbortController();
    const late = async () => {
      await clock.sleep(HELLO_WITHIN_MS, arrived.signal);
      if (!arrived.signal.aborted) throw new NoHello('Slack said no hello');
    };
    // Bolt hands `hello` out as a resolved start; a socket that closed before rejects it without a reason.
    const connected = client.start().catch((error: unknown) => {
      throw error ?? new Error('The connection to Slack closed before hello');
    });
    try {
      await Promise.race([connected, late()]);
    } catch (error) {
      connected.catch(() => {});
      await disconnect();
      throw error;
    } finally {
      arrived.abort();
    }
  };

  const disconnect = async () => {
    const closed = new AbortController();
    const close = client.disconnect().then(() => closed.abort());
    await Promise.race([close, clock.sleep(CLOSE_WITHIN_MS, closed.signal)]);
  };

  /** Resolves when the present connection is gone or we stop. */
  const gone = async () => {
    if (client.websocket?.isActive() !== true || stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        client.off('disconnected', done);
        stopping.signal.removeEventListener('abort', done);
        resolve();
      };
      client.once('disconnected', done);
      stopping.signal.addEventListener('abort', done, { once: true });
    });
  };

  const supervise = async () => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      await gone();
      if (stopping.signal.aborted) return;
      const pauseMs = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 0;
      await clock.sleep(pauseMs, stopping.signal);
      if (stopping.signal.aborted) return;
      try {
        await connect();
        failures = 0;
        log.info({}, 'Connected to Slack again');
      } catch (error) {
        const reason = fatalReason(error);
        if (reason !== null) {
          onFatal(`Slack ended the connection for good: ${reason}`);
          return;
        }
        failures += 1;
        log.warn({ err: error, failures }, 'Slack cannot be reached, trying again');
        if (error instanceof WebAPIRateLimitedError) await clock.sleep(error.retryAfter * 1_000, stopping.signal);
      }
    }
  };

  return {
    receiver,
    start: async () => {
      await connect();
      supervision = supervise();
    },
    stop: async () => {
      stopping.abort();
      await disconnect();
      await supervision;
    },
    ready: () => client.websocket?.isActive() === true,
    port: () => null,
  };
}
