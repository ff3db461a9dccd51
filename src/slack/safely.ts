import type { z } from 'zod';
import type { Random } from '../runtime/random.ts';
import type { Log } from '../telemetry/log.ts';
import { brokenText } from './broken-text.ts';
import type { Deliveries } from './deliveries.ts';
import type { InFlight } from './in-flight.ts';

/** What is answered to Slack at once. `finished`: that was all, there is no work to do. */
export interface Acknowledgement {
  readonly body?: object;
  readonly finished?: boolean;
}

export interface Handler<Payload> {
  /** For the log. */
  readonly name: string;
  readonly payload: z.ZodType<Payload>;
  /** Equal for two deliveries of one and the same act. */
  readonly key: (payload: Payload) => string;
  /** Pure and quick: it runs before Slack is answered. Without it the answer is empty. */
  readonly ack?: (payload: Payload) => Acknowledgement;
  readonly work: (payload: Payload) => Promise<void>;
  /** Tells the person that the work broke; `text` says all there is to say. */
  readonly failed: (payload: Payload, text: string) => Promise<void>;
}

export interface SafelyDeps {
  readonly deliveries: Deliveries;
  readonly inFlight: InFlight;
  readonly random: Random;
  readonly log: Log;
}

/** The part of Bolt's listener arguments we use. `never` admits every kind of `ack` Bolt has. */
export interface Delivered {
  readonly body: unknown;
  readonly ack: (body?: never) => Promise<void>;
}

/**
 * A Bolt listener that always answers Slack first, does its work once however often it is delivered, and tells the
 * person when the work breaks. It never rejects.
 */
export function safely<Payload>(
  { deliveries, inFlight, random, log }: SafelyDeps,
  handler: Handler<Payload>,
): (delivered: Delivered) => Promise<void> {
  const answer = async (ack: Delivered['ack'], { body }: Acknowledgement) => {
    try {
      await (body === undefined ? ack() : ack(body as never));
    } catch (error) {
      log.warn({ err: error, handler: handler.name }, 'Slack could not be answered in time');
    }
  };

  const run = async ({ body, ack }: Delivered) => {
    const parsed = handler.payload.safeParse(body);
    if (!parsed.success) {
      await answer(ack, {});
      log.warn(
        { handler: handler.name, issues: parsed.error.issues.map(({ path }) => path.join('.')) },
        'Slack delivered something unreadable',
      );
      return;
    }
    const payload = parsed.data;
    const reference = Buffer.from(random.bytes(4)).toString('hex');
    try {
      const acknowledgement = handler.ack?.(payload) ?? {};
      await answer(ack, acknowledgement);
      if (acknowledgement.finished) return;
      if (!(await deliveries.isNew(handler.key(payload)))) {
        log.info({ handler: handler.name }, 'Slack delivered the same act again');
        return;
      }
      await handler.work(payload);
    } catch (error) {
      log.error({ err: error, handler: handler.name, reference }, 'A Slack handler broke');
      await handler.failed(payload, brokenText(error, reference)).catch((failure: unknown) => {
        log.warn({ err: failure, handler: handler.name, reference }, 'Nor could the person be told');
      });
    }
  };

  return (delivered) => inFlight.track(run(delivered));
}
