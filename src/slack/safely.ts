import type { z } from 'zod';
import type { Random } from '../runtime/random.ts';
import type { Log } from '../telemetry/log.ts';
import { brokenText } from './broken-text.ts';
import type { InFlight } from './in-flight.ts';
import type { Inbox } from './inbox.ts';
import { keptBody } from './kept-body.ts';

/** What is answered to Slack at once. `finished`: that was all, there is no work to do. */
export interface Acknowledgement {
  readonly body?: object;
  readonly finished?: boolean;
}

export interface Handler<Payload> {
  /** For the log, and by which kept work finds its way back: unique among listeners. */
  readonly name: string;
  readonly payload: z.ZodType<Payload>;
  /** Equal for two deliveries of one and the same act. */
  readonly key: (payload: Payload) => string;
  /** Pure and quick: it runs before Slack is answered. Without it the answer is empty. */
  readonly ack?: (payload: Payload) => Acknowledgement;
  /**
   * True for what opens or redraws a form: that has three seconds and changes nothing, so it is acknowledged first and not
   * taken up after a restart. Without it everything is stored before it is acknowledged.
   */
  readonly fleeting?: (payload: Payload) => boolean;
  /** May run again for the same act when the process dies during it. */
  readonly work: (payload: Payload) => Promise<void>;
  /** Tells the person that the work broke; `text` says all there is to say. */
  readonly failed: (payload: Payload, text: string) => Promise<void>;
}

export interface SafelyDeps {
  readonly inbox: Inbox;
  readonly inFlight: InFlight;
  readonly random: Random;
  readonly log: Log;
  /** Begins to time an acknowledgement, by the kind of act; what it answers is called once Slack has it. */
  readonly timed?: (kind: string) => () => void;
}

/** The part of Bolt's listener arguments we use. `never` admits every kind of `ack` Bolt has. */
export interface Delivered {
  readonly body: unknown;
  readonly ack: (body?: never) => Promise<void>;
}

/**
 * A Bolt listener that says yes to Slack only once what was asked cannot be lost any more, does its work once however often
 * it is delivered, and tells the person when the work breaks. It never rejects.
 */
export function safely<Payload>(
  { inbox, inFlight, random, log, timed }: SafelyDeps,
  handler: Handler<Payload>,
): (delivered: Delivered) => Promise<void> {
  const answer = async (ack: Delivered['ack'], { body }: Acknowledgement) => {
    try {
      await (body === undefined ? ack() : ack(body as never));
    } catch (error) {
      log.warn({ err: error, handler: handler.name }, 'Slack could not be answered in time');
    }
  };

  const tell = async (payload: Payload, text: string) => {
    await handler.failed(payload, text).catch((failure: unknown) => {
      log.warn({ err: failure, handler: handler.name }, 'Nor could the person be told');
    });
  };

  const broke = async (payload: Payload, error: unknown) => {
    const reference = Buffer.from(random.bytes(4)).toString('hex');
    log.error({ err: error, handler: handler.name, reference }, 'A Slack handler broke');
    await tell(payload, brokenText(error, reference));
  };

  const work = async (payload: Payload) => {
    try {
      await handler.work(payload);
    } catch (error) {
      await broke(payload, error);
    }
  };

  const acknowledgementOf = async (payload: Payload, ack: Delivered['ack']): Promise<Acknowledgement> => {
    try {
      return handler.ack?.(payload) ?? {};
    } catch (error) {
      await answer(ack, {});
      throw error;
    }
  };

  /** Answers Slack, before or after the act is stored. Is there work to do? */
  const taken = async (payload: Payload, { body, ack }: Delivered) => {
    const acknowledgement = await acknowledgementOf(payload, ack);
    if (acknowledgement.finished) {
      await answer(ack, acknowledgement);
      return false;
    }
    const key = handler.key(payload);
    if (handler.fleeting?.(payload)) {
      await answer(ack, acknowledgement);
      return inbox.isNew(key);
    }
    try {
      return await inbox.keep(handler.name, key, keptBody(handler.payload, body));
    } finally {
      await answer(ack, acknowledgement);
    }
  };

  const run = async (delivered: Delivered) => {
    const parsed = handler.payload.safeParse(delivered.body);
    if (!parsed.success) {
      await answer(delivered.ack, {});
      log.warn(
        { handler: handler.name, issues: parsed.error.issues.map(({ path }) => path.join('.')) },
        'Slack delivered something unreadable',
      );
      return;
    }
    const payload = parsed.data;
    try {
      if (!(await taken(payload, delivered))) return;
    } catch (error) {
      return broke(payload, error);
    }
    await work(payload);
    if (!handler.fleeting?.(payload)) await inbox.worked(handler.key(payload));
  };

  inbox.register(handler.name, async (body, excuse) => {
    const parsed = handler.payload.safeParse(body);
    if (!parsed.success) log.error({ handler: handler.name }, 'What was kept of a delivery cannot be read');
    else await (excuse === null ? work(parsed.data) : tell(parsed.data, excuse));
  });
  const [kind = handler.name] = handler.name.split(' ');
  return ({ body, ack }) => {
    const acknowledged = timed?.(kind);
    const timedAck: Delivered['ack'] = async (answered) => {
      await ack(answered);
      acknowledged?.();
    };
    return inFlight.track(run({ body, ack: timedAck }));
  };
}
