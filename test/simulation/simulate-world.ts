import type { Store } from '../../src/store/store.ts';
import type { Log } from '../../src/telemetry/log.ts';
import type { FarEnd } from './far-end.ts';
import { arrivalsAreLawful } from './laws/arrivals.ts';
import { paceIsKept, restsAreKept } from './laws/departures.ts';
import { endingsAreEarned } from './laws/endings.ts';
import { restsEnd } from './laws/idling.ts';
import { limitsAreKept } from './laws/limits.ts';
import { outcomesAreTrue } from './laws/outcomes.ts';
import { safeguardsHold } from './laws/safeguards.ts';
import { readStored } from './laws/stored.ts';
import { threadsTellTheTruth } from './laws/thread.ts';
import { trailAgrees } from './laws/trail.ts';
import { type Broken, Verdicts } from './laws/verdicts.ts';
import { SimulatedSlack } from './slack/simulated-slack.ts';
import { Happened } from './story/happened.ts';
import { Ledger } from './story/ledger.ts';
import { people } from './story/people.ts';
import type { HouseRules } from './story/rules.ts';
import type { Wish } from './story/wish.ts';
import type { Chance } from './world/chance.ts';
import { Crowd } from './world/crowd.ts';
import { Fleet } from './world/fleet.ts';
import type { Blow } from './world/gate.ts';
import { gatedStore, storeFaults } from './world/gated-store.ts';
import { nextDueAfter } from './world/leap.ts';
import { buildProcess } from './world/process.ts';
import type { ProcessClock } from './world/simulated-time.ts';
import type { Trace } from './world/trace.ts';
import type { Weather } from './world/weather.ts';
import type { WorldClock } from './world/world-clock.ts';
import { openWorldStore } from './world/world-store.ts';

/** All that a run is made of. The same parts give the same run. */
export interface WorldParts {
  readonly world: WorldClock;
  readonly chance: Chance;
  readonly trace: Trace;
  readonly weather: Weather;
  readonly farEnd: FarEnd;
  readonly wishes: readonly Wish[];
  readonly expiresAfterMs: number;
  readonly rules: HouseRules;
  readonly processes: number;
  readonly blow: (place: string) => Blow;
  /** What happens at its time, whatever else does. */
  readonly events?: (world: WorldHands) => void;
  /** Nothing goes wrong in this run. */
  readonly fair: boolean;
  readonly log: Log;
}

/** What events of a run may lay hands on. */
export interface WorldHands {
  readonly world: WorldClock;
  readonly trace: Trace;
  readonly fleet: Fleet;
  readonly crowd: Crowd;
  /** Whom every process that starts from now on must leave alone. */
  readonly protect: (people: readonly string[]) => void;
  readonly clockJumps: (byMs: number) => void;
  /** A file forbids every call for so long. */
  readonly freezeByFile: (forMs: number) => void;
  /** Somebody changes accounts past Muster, those of whom nothing was called yet. */
  readonly changeByHand: (people: readonly string[]) => void;
}

export interface Lived {
  readonly broken: readonly Broken[];
  /** Simulated milliseconds. */
  readonly tookMs: number;
  readonly requests: number;
  readonly calls: number;
}

/** After faults have ended, everything has ended within this: what waits for decisions may wait for its expiry, by a clock that went back. */
const CALM_WITHIN_MS = 4 * 60 * 60_000;
/** An approved request: the longest rest, twelve tries, all read-backs, and somebody who looks every five minutes. */
const ENDS_WITHIN_MS = 45 * 60_000;
/** Of what is asked for, lapses and is asked for again, and of what failed and is retried. */
const MOST_COOL_DOWNS = 4;
const ANSWERS_WITHIN_MS = 60_000;
/** What happens at most in a run; the most that was seen is about a fifth of it. */
const MOST_HAPPENS = { inAnyRun: 20_000, perPerson: 20 };
/** Whoever leaves at the start of a request does so when it has been approved, and is away for longer than it is held up. */
const LEAVES_AFTER_MS = 3_000;
const GONE_LONGER_MS = 60_000;
const MINUTE_MS = 60_000;
/** Runs in which a clock goes back, once, while somebody waits by it. */
const GOES_BACK_SHARE = 0.15;
/** When whoever was told to wait has noted it. */
const GOES_BACK_AFTER_MS = 1_000;

/** Lives through one run and holds it against every law. */
export async function simulateWorld(parts: WorldParts): Promise<Lived> {
  const store = await openWorldStore(parts.world);
  try {
    return await live(parts, store);
  } finally {
    await store.close();
  }
}

async function live(parts: WorldParts, store: Store): Promise<Lived> {
  const { world, chance, trace, weather, farEnd, wishes, log } = parts;
  const verdicts = new Verdicts();
  const ledger = new Ledger();
  const crowd = new Crowd(parts.rules);
  const slack = new SimulatedSlack(world, chance, weather);
  const policy = crowd.policy(parts.expiresAfterMs);
  const faults = storeFaults(weather);
  const unavailable = weather.site('people unavailable', { on: 0.2, most: 0.2 });
  const goesBack = chance.stream('a clock goes back in a wait');
  let mayGoBack = goesBack.happens(GOES_BACK_SHARE);
  const idling = restsEnd(verdicts, () => world.now());
  const happened = new Happened();
  let protectedNow: readonly string[] = [];
  const protectedBy = new Map<string, readonly string[]>();
  let farthestOff = 0;

  const fleet = new Fleet({
    world,
    trace,
    chance: chance.stream('fleet'),
    size: parts.processes,
    blow: parts.blow,
    build: (gate, clock, random) => {
      protectedBy.set(gate.name, protectedNow);
      const opened = farEnd.open({ gate, clock, random: random.stream('directory'), log });
      const directory = idling.watched(opened, gate);
      const shared = parts.processes > 1;
      return buildProcess({
        gate,
        clock,
        random,
        store: gatedStore({
          store,
          gate,
          world,
          chance: random.stream('store'),
          faults,
          shared,
          wentWrong: () => gate.strike(),
        }),
        posts: slack.openedBy(gate),
        people: crowd.seenBy({ gate, world, chance: random.stream('people'), unavailable }),
        managed: { directory, protected: protectedNow, pace: farEnd.pace, safeguards: parts.rules.safeguards },
        frozenByFile: () => happened.frozenByFile(world.now()),
        policy,
        log,
        alone: !shared,
      });
    },
  });

  const rests = restsAreKept(verdicts, () => world.now());
  const clocksJumped = () => farthestOff > 0;
  const keepsPace = paceIsKept(verdicts, farEnd.pace, farEnd.arrivals, clocksJumped);
  const about = { verdicts, store, operations: farEnd.operations, before: farEnd.arrivals, clocksJumped };
  const lawful = arrivalsAreLawful({
    ...about,
    ledger,
    crowd,
    protectedFor: ({ gate }) => protectedBy.get(gate.name) ?? [],
  });
  const safe = safeguardsHold({ ...about, ledger, rules: parts.rules, happened });
  farEnd.begin({
    departs: (departure) => {
      rests.departs(departure);
      idling.departs(departure);
      keepsPace(departure);
    },
    toldToRest: (rest) => {
      rests.told(rest);
      idling.told(rest);
      if (!mayGoBack || world.now() >= weather.calmAt || rest.untilMs < world.now() + 2 * GOES_BACK_AFTER_MS) return;
      mayGoBack = false;
      world.later(GOES_BACK_AFTER_MS, () => jump(rest.clock, -goesBack.between(20, 60) * MINUTE_MS));
    },
    complains: (kind, detail) => verdicts.against(`the far side accepts what is sent: ${kind}`, detail),
    arrives: async (arrival) => {
      await lawful(arrival);
      await safe(arrival);
    },
  });
  const alreadySo = new Set(
    wishes.flatMap(({ operation, people: named }) =>
      named.flatMap(({ key }) => (farEnd.isDone(operation, key) ? [`${operation.verb} ${key}`] : [])),
    ),
  );

  const jump = (clock: ProcessClock, byMs: number) => {
    clock.jump(byMs);
    trace.acts(world.now());
    farthestOff = Math.max(farthestOff, Math.abs(clock.offMs));
    trace.add(`${world.now() - world.startedAt} a clock jumps by ${byMs} ms`);
  };
  const freezeByFile = (forMs: number) => {
    happened.freezes(world.now(), forMs);
    trace.acts(world.now());
    world.later(forMs, () => trace.acts(world.now()));
  };

  fleet.start();
  parts.events?.({
    world,
    trace,
    fleet,
    crowd,
    protect: (named) => {
      protectedNow = [...protectedNow, ...named];
    },
    freezeByFile,
    changeByHand: (named) => {
      for (const key of named) {
        if (farEnd.arrivals.some(({ people: called }) => called.includes(key))) continue;
        if (farEnd.changeByHand(key)) happened.changedByHand.set(key, world.now());
      }
    },
    clockJumps: (byMs) => {
      const [process] = fleet.processes;
      if (process) jump(process.clock, byMs);
    },
  });
  const clicks = {
    late: weather.site('late clicks', { on: 0.2, most: 0.3 }),
    doubled: weather.site('doubled clicks', { on: 0.3, most: 0.5 }),
  };
  const live = people({
    world,
    trace,
    chance: chance.stream('people'),
    fleet,
    crowd,
    slack,
    store,
    kind: farEnd.kind,
    expiresAfterMs: parts.expiresAfterMs,
    coolDownMs: parts.rules.safeguards.coolDownMs,
    calmAt: weather.calmAt,
    ledger,
    clicks,
    starts: ({ frozenForMs, leaves, unknown }, approver, inMs) => {
      if (parts.fair) return;
      world.later(inMs, () => freezeByFile(frozenForMs));
      if (leaves === 'nobody') return;
      const who = leaves === 'requester' ? crowd.alice : approver;
      world.later(inMs + LEAVES_AFTER_MS, () =>
        crowd.deactivate(who, frozenForMs + GONE_LONGER_MS, world, { unknown }),
      );
    },
  });
  let living = wishes.length;
  for (const wish of wishes) {
    void live(wish).then(
      () => {
        living -= 1;
      },
      (error: unknown) => world.fail(error),
    );
  }

  const named = wishes.reduce((sum, wish) => sum + wish.people.length, 0);
  const isInCircles = () => trace.count > MOST_HAPPENS.inAnyRun + MOST_HAPPENS.perPerson * named;
  const waking = {
    lastChangeAt: () => trace.lastChangeAt,
    nextDueAfter: (at: number) => nextDueAfter(at, store, fleet),
    isInVain: isInCircles,
  };
  const withinMs =
    weather.calmAt - world.startedAt + CALM_WITHIN_MS + MOST_COOL_DOWNS * parts.rules.safeguards.coolDownMs;
  const until = async () => living === 0 && world.now() >= farEnd.quietAt() && (await isShown(store));
  let done = await world.run({ ...waking, until, withinMs });
  // Answers to doubled clicks may still be on their way, and begin something anew.
  await world.run({ ...waking, until: () => false, withinMs: ANSWERS_WITHIN_MS });
  done &&= await world.run({ ...waking, until, withinMs });

  const stored = await readStored(store);
  if (isInCircles()) {
    const minutes = Math.round((world.now() - world.startedAt) / 60_000);
    verdicts.against('a run comes to its end', `It goes in circles: ${trace.count} steps in ${minutes} minutes.`);
  } else if (!done) {
    const open = stored.filter(
      ({ state }) =>
        !['finished', 'stopped', 'lapsed', 'expired', 'rejected', 'withdrawn', 'cancelled'].includes(state),
    );
    const who = open.map(({ id, state }) => `${id} is ${state}`).join(', ') || 'Slack does not show everything';
    verdicts.against('everything ends once faults have ended', `${living} wishes are open; ${who}`);
  }
  for (const { request, calmForMs } of ledger.ended) {
    // Whoever set a time by a clock that then went back waits for it as much longer.
    if (calmForMs > ENDS_WITHIN_MS + farthestOff) {
      const minutes = Math.round(calmForMs / 60_000);
      verdicts.against('what is approved ends soon once faults have ended', `${request} took ${minutes} minutes`);
    }
  }
  const fair = parts.fair;
  outcomesAreTrue({ verdicts, farEnd, ledger, stored, fair, changedByHand: happened.changedByHand });
  endingsAreEarned({
    verdicts,
    ledger,
    crowd,
    farEnd,
    stored,
    fair,
    clocksJumped: farthestOff > 0,
    alreadySo,
    changedByHand: happened.changedByHand.size > 0,
    protectedOnce: new Set(protectedNow),
  });
  await trailAgrees(verdicts, store, stored);
  await limitsAreKept({
    verdicts,
    store,
    farEnd,
    rules: parts.rules,
    clocksJumped: farthestOff > 0,
    messages: slack.messages,
  });
  await threadsTellTheTruth({ verdicts, farEnd, crowd, stored, messages: slack.messages });
  for (const { id, state, targets } of stored) {
    trace.add(`${id} ${state} ${targets.map(({ key, outcome }) => `${key}=${outcome}`).join()}`);
  }
  for (const { law, detail } of verdicts.broken) trace.add(`broken: ${law}: ${detail}`);
  return {
    broken: verdicts.broken,
    tookMs: world.now() - world.startedAt,
    requests: stored.length,
    calls: farEnd.arrivals.length,
  };
}

/** Does Slack show everything, and has every draft come to its end? By what the store says of itself: the laws look for themselves. */
async function isShown({ db }: Store): Promise<boolean> {
  const behind = await db
    .selectFrom('requests')
    .select('requests.id')
    .where('requests.state', 'not in', ['cancelled', 'lapsed'])
    .where((eb) =>
      eb.or([eb('requests.shown_version', '<', eb.ref('requests.version')), eb('requests.state', '=', 'drafted')]),
    )
    .limit(1)
    .executeTakeFirst();
  return behind === undefined;
}
