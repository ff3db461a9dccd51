import { z } from 'zod';
import type { Policy } from '../../../src/approvals/policy.ts';
import { storedFacts } from '../../../src/approvals/request-facts.ts';
import { createRightsCheck } from '../../../src/approvals/rights-check.ts';
import { isReversible, type ManagedDirectory } from '../../../src/directories/managed.ts';
import { createDispatcher } from '../../../src/dispatch/dispatcher.ts';
import { slackChannelId } from '../../../src/ids.ts';
import type { People } from '../../../src/people/person.ts';
import { describeOperations } from '../../../src/report/operation-info.ts';
import { coolDownsDue } from '../../../src/requests/cool-downs.ts';
import type { UseCaseDeps } from '../../../src/requests/deps.ts';
import { expireDue } from '../../../src/requests/expire.ts';
import { noteOutsideFreeze } from '../../../src/requests/note-outside-freeze.ts';
import { loadTargets, loadView } from '../../../src/requests/request-records.ts';
import type { UseCases } from '../../../src/requests/use-cases.ts';
import { Bell } from '../../../src/runtime/bell.ts';
import type { Clock } from '../../../src/runtime/clock.ts';
import { type Loop, startLoop } from '../../../src/runtime/loop.ts';
import { uuidV7 } from '../../../src/runtime/random.ts';
import { createDeliveries } from '../../../src/slack/deliveries.ts';
import { InFlight } from '../../../src/slack/in-flight.ts';
import type { Inbox } from '../../../src/slack/inbox.ts';
import type { SlackPosts } from '../../../src/slack/present/posting.ts';
import { createPresenter } from '../../../src/slack/present/presenter.ts';
import { safely } from '../../../src/slack/safely.ts';
import type { Store } from '../../../src/store/store.ts';
import type { Log } from '../../../src/telemetry/log.ts';
import { createUseCases } from '../../../src/use-cases.ts';
import { TEAM } from '../../support/fake-people.ts';
import type { Chance } from './chance.ts';
import type { Gate } from './gate.ts';
import type { ProcessClock } from './simulated-time.ts';

export interface ProcessParts {
  readonly gate: Gate;
  readonly clock: ProcessClock;
  readonly random: Chance;
  readonly store: Store;
  readonly posts: SlackPosts;
  readonly people: People;
  readonly managed: ManagedDirectory;
  readonly policy: Policy;
  readonly log: Log;
  /** Is there a file that forbids every call? */
  readonly frozenByFile: () => boolean;
  /** No other process can be using the store. */
  readonly alone: boolean;
}

export interface SimulatedProcess {
  readonly gate: Gate;
  readonly clock: ProcessClock;
  readonly protected: readonly string[];
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Slack delivers an act under its key; the work is done once for a key. Rejects where the person is told that it broke. */
  deliver<T>(key: string, work: (useCases: UseCases) => Promise<T>): Promise<T | 'delivered before'>;
}

export const APPROVALS = slackChannelId('C0APPROVALS');

/** A bell of a loop whose looks in vain take no time of ours. */
class LookingBell extends Bell {
  readonly #looking: Clock;

  constructor(looking: Clock) {
    super();
    this.#looking = looking;
  }

  override wait(_clock: Clock, atMostMs: number, signal: AbortSignal): Promise<void> {
    return super.wait(this.#looking, atMostMs, signal);
  }
}

/** Muster as `bot.ts` builds it, without Bolt and HTTP: the same parts over simulated ports. */
export function buildProcess(parts: ProcessParts): SimulatedProcess {
  const { gate, clock, random, store, posts, people, managed, policy, log } = parts;
  const directories = { all: new Map([[managed.directory.name, managed]]), defaults: new Map() };
  const rights = createRightsCheck({
    policy,
    people,
    teamId: TEAM,
    isReversible: (scope) => isReversible(directories, scope),
    facts: storedFacts(store),
  });
  const bell = () => new LookingBell(clock.looking);
  const changed = { dispatch: bell(), present: bell(), clock: bell() };
  const deps: UseCaseDeps & { readonly clock: ProcessClock } = {
    store,
    clock,
    random,
    log,
    directories,
    people,
    rights,
    expiresAfterMs: policy.expiresAfterMs,
    ...(policy.startsWithinMs === undefined ? {} : { startsWithinMs: policy.startsWithinMs }),
    ...(policy.remindAfterMs === undefined ? {} : { remindAfterMs: policy.remindAfterMs }),
    changed,
  };
  const useCases = createUseCases(deps);
  const me = { owner: uuidV7(clock.now(), random), alone: parts.alone };
  const dispatcher = createDispatcher({ ...deps, alone: parts.alone, frozenOutside: parts.frozenByFile });
  const presenter = createPresenter({
    store,
    posts,
    loadTargets,
    loadView,
    describe: describeOperations([managed.directory]),
    cards: { now: async () => null, soon: async () => null },
    approvalsChannel: APPROVALS,
    clock,
    log,
  });
  const inFlight = new InFlight();
  const deliveries = createDeliveries(store, clock);
  // The act's key alone: whoever clicks here waits for the answer and, when the process dies, clicks again.
  const inbox: Inbox = {
    register: () => {},
    isNew: (key) => deliveries.isNew(key),
    keep: (_handler, key) => deliveries.isNew(key),
    worked: async () => {},
  };
  const loops: Loop[] = [];

  return {
    gate,
    clock,
    protected: managed.protected,
    start: async () => {
      await presenter.takeOver();
      loops.push(startLoop({ name: 'present', step: presenter.step, bell: changed.present, clock, log }));
      await dispatcher.start();
      const step = async () => {
        await noteOutsideFreeze(deps, me, { file: parts.frozenByFile(), variable: false });
        const more = [await expireDue(deps), await coolDownsDue(deps)];
        return more.includes(true) ? 0 : 1_000;
      };
      loops.push(startLoop({ name: 'clock', step, bell: changed.clock, clock, log }));
    },
    stop: async () => {
      await inFlight.drain(clock, 5_000);
      await Promise.all([dispatcher.stop(), ...loops.map((loop) => loop.stop())]);
    },
    deliver: <T>(key: string, work: (uses: UseCases) => Promise<T>) => {
      const answer = Promise.withResolvers<T | 'delivered before'>();
      const listener = safely(
        { inbox, inFlight, random, log },
        {
          name: 'simulated',
          payload: z.unknown(),
          key: () => key,
          work: async () => {
            const done = await work(useCases);
            gate.acts();
            answer.resolve(done);
          },
          failed: async (_payload, text) => answer.reject(new Error(text)),
        },
      );
      void listener({ body: {}, ack: async () => {} }).then(() => answer.resolve('delivered before'));
      // Whoever is told that it broke may have stopped waiting for an answer.
      answer.promise.catch(() => {});
      return answer.promise;
    },
  };
}
