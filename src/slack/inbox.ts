import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import { createDeliveries } from './deliveries.ts';
import type { InFlight } from './in-flight.ts';
import { dropHolds, keepDelivery, type LeftDelivery, markWorked, renewHolds, takeLeft } from './inbox-records.ts';

const LEASE_MS = 60_000;
const LOOK_EVERY_MS = 10_000;
const AT_ONCE = 20;
/** What ends the process each time it is worked on must not do so for ever. */
const STARTS_AT_MOST = 3;
/** A draft lapses then as well, and an address to answer at is closed. */
const STALE_MS = 30 * 60_000;

const STALE =
  'I was not running when you asked me for this, and that is more than half an hour ago. I did nothing about it. If it is still wanted, please do it again.';
const GIVEN_UP =
  'I was ended each time I worked on what you last asked me for, and have given it up. Look at the card or `status` for what was done of it, and tell whoever runs me.';

/**
 * Does the work of a delivery that was kept, or, with an `excuse`, tells the person that it will not be done. Never
 * rejects. May run twice for one delivery when a process dies, so what it does is decided by stored state.
 */
export type WorkOff = (body: unknown, excuse: string | null) => Promise<void>;

/** What Slack delivered, from before it is acknowledged until it is worked off. Slack does not deliver a command or a click again. */
export interface Inbox {
  /** Called once for each listener, by its name: who works off what was kept for it. */
  register(handler: string, workOff: WorkOff): void;
  /**
   * Durable once it resolves. False when this key came before: then nothing is to be done.
   * @throws what the store throws; nothing is kept then, unless that says otherwise
   */
  keep(handler: string, key: string, body: unknown): Promise<boolean>;
  /** The same for what need not be done after a restart: remembers the key only. */
  isNew(key: string): Promise<boolean>;
  /** What was kept is worked off, and forgotten but for its key. Never rejects. */
  worked(key: string): Promise<void>;
}

export interface KeptInbox extends Inbox {
  /** Called once at start, before anything is delivered: takes up what a killed process had acknowledged. */
  takeOver(): Promise<void>;
  /** Holds on to what is under way here, and works off what others have left. Answers milliseconds until it should look again. */
  step(): Promise<number>;
}

export interface InboxDeps {
  readonly store: Store;
  readonly inFlight: InFlight;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export function createInbox({ store, inFlight, clock, random, log }: InboxDeps): KeptInbox {
  const owner = Buffer.from(random.bytes(8)).toString('hex');
  const deliveries = createDeliveries(store, clock);
  const listeners = new Map<string, WorkOff>();
  const underWay = new Set<string>();
  const hold = () => ({ owner, leaseUntil: clock.now() + LEASE_MS });

  const worked = async (key: string) => {
    underWay.delete(key);
    try {
      await markWorked(store, key);
    } catch (error) {
      log.warn({ err: error }, 'That a delivery was worked off could not be stored, so it will be looked at again');
    }
  };

  const excuseFor = ({ receivedAt, starts }: LeftDelivery): string | null => {
    if (starts > STARTS_AT_MOST) return GIVEN_UP;
    return clock.now() - receivedAt > STALE_MS ? STALE : null;
  };

  const workOff = async (left: LeftDelivery) => {
    const { key, handler, starts } = left;
    const excuse = excuseFor(left);
    log.info({ handler, starts, givenUp: excuse !== null }, 'A delivery that was acknowledged is taken up again');
    const listener = listeners.get(handler);
    if (listener === undefined) log.error({ handler }, 'Nobody works off a delivery that was acknowledged');
    await listener?.(left.body, excuse);
    await worked(key);
  };

  return {
    register: (handler, listener) => void listeners.set(handler, listener),
    keep: async (handler, key, body) => {
      const isNew = await keepDelivery(store, { key, handler, body }, { now: clock.now(), ...hold() });
      if (isNew) underWay.add(key);
      return isNew;
    },
    isNew: (key) => deliveries.isNew(key),
    worked,
    takeOver: async () => {
      if (store.dialect === 'sqlite') await dropHolds(store);
    },
    step: async () => {
      if (underWay.size > 0) await renewHolds(store, [...underWay], hold());
      const left = await takeLeft(store, { ...hold(), now: clock.now(), longestLeaseMs: LEASE_MS, atMost: AT_ONCE });
      for (const one of left) {
        underWay.add(one.key);
        void inFlight.track(workOff(one));
      }
      return left.length === AT_ONCE ? 0 : LOOK_EVERY_MS;
    },
  };
}
