import pg from 'pg';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../telemetry/log.ts';
import { clientConfig, USUAL_PATIENCE } from './postgres.ts';

/** A trigger notifies on it in the transaction of every change of a request (migration 0005). */
export const CHANNEL = 'muster_requests';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A connection that only listens does not notice by itself that its peer is gone. */
const PROVE_EVERY_MS = 20_000;

export interface WakeUps {
  stop(): Promise<void>;
}

export interface WakeUpsDeps {
  readonly url: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Whoever of us writes has rung already. */
  readonly isOwn: (serverProcess: number) => boolean;
  /** Another process changed a request. Also called after every gap in listening: something may have been missed. */
  readonly changed: () => void;
}

/**
 * Listens, on a connection of its own, to what other processes change. Never fails: what it misses while the connection
 * is down, the loops find at their next look.
 */
export function startWakeUps({ url, clock, log, isOwn, changed }: WakeUpsDeps): WakeUps {
  const stopping = new AbortController();

  /** Resolves when the connection has ended. */
  const listenOnce = async (): Promise<void> => {
    const client = new pg.Client(clientConfig(url, USUAL_PATIENCE));
    const ended = new AbortController();
    const end = () => ended.abort();
    client.on('error', end);
    client.on('end', end);
    client.on('notification', ({ processId }) => {
      if (!isOwn(processId)) changed();
    });
    stopping.signal.addEventListener('abort', end, { once: true });
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      changed();
      while (!ended.signal.aborted) {
        await clock.sleep(PROVE_EVERY_MS, ended.signal);
        if (!ended.signal.aborted) await client.query('select 1');
      }
    } finally {
      stopping.signal.removeEventListener('abort', end);
      await client.end().catch(() => {});
    }
  };

  const run = async () => {
    for (let pauseMs = FIRST_PAUSE_MS; !stopping.signal.aborted; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const since = clock.now();
      try {
        await listenOnce();
      } catch (error) {
        log.warn({ err: error }, 'Changes by other replicas cannot be listened to; looking once a second instead');
      }
      if (clock.now() - since > LONGEST_PAUSE_MS) pauseMs = FIRST_PAUSE_MS;
      await clock.sleep(pauseMs, stopping.signal);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
