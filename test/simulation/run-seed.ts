import type { SlackUserId } from '../../src/ids.ts';
import type { FreezeAnswer, UseCases } from '../../src/requests/use-cases.ts';
import type { Log } from '../../src/telemetry/log.ts';
import { TEAM } from '../support/fake-people.ts';
import type { FarEnd } from './far-end.ts';
import { GenAuthFarEnd } from './far-ends/genauth/genauth-far-end.ts';
import { isHurried } from './far-ends/pace.ts';
import type { WickrSite } from './far-ends/wickr/site.ts';
import { WickrFarEnd } from './far-ends/wickr/wickr-far-end.ts';
import { type Lived, simulateWorld, type WorldHands } from './simulate-world.ts';
import { drawRules, PLAIN_RULES } from './story/rules.ts';
import { drawManyCalls, drawPlot, drawSize, USUAL_PLOT, type Wish } from './story/wish.ts';
import { type Chance, chanceOf } from './world/chance.ts';
import { type Blow, LONGEST_FREEZE_S } from './world/gate.ts';
import { Trace } from './world/trace.ts';
import { badWeather, fairWeather, type Weather } from './world/weather.ts';
import { WorldClock } from './world/world-clock.ts';

export interface SeedRun extends Lived {
  readonly seed: number;
  /** Of everything that happened. */
  readonly hash: string;
  readonly trace: readonly string[];
}

/** Runs in which nothing goes wrong keep the others honest. */
const FAIR_SHARE = 0.05;
const GENAUTH_SHARE = 0.4;
const MINUTE_MS = 60_000;
const LATEST_CLICK_MS = 12 * MINUTE_MS;

/** One run, drawn from its seed: how many people, what is asked, and all that goes wrong. */
export async function runSeed(seed: number, site: WickrSite, log: Log): Promise<SeedRun> {
  const chance = chanceOf(`seed ${seed}`);
  const world = new WorldClock();
  const trace = new Trace();
  const fair = chance.happens(FAIR_SHARE);
  const weather = fair ? fairWeather(world) : badWeather(chance, world, chance.between(1, 15) * MINUTE_MS);
  const farEnd: FarEnd = chance.happens(GENAUTH_SHARE)
    ? new GenAuthFarEnd({ world, chance, weather })
    : new WickrFarEnd({ site, world, chance, weather });
  const wishes = drawWishes(chance.stream('wishes'), farEnd);
  const rules = drawRules(chance.stream('rules'), wishes);
  const lived = await simulateWorld({
    world,
    chance,
    trace,
    weather,
    farEnd,
    wishes,
    rules: fair
      ? { ...rules, safeguards: { ...rules.safeguards, caps: PLAIN_RULES.safeguards.caps }, startsWithinMs: null }
      : rules,
    expiresAfterMs: chance.between(20, 90) * MINUTE_MS,
    processes: chance.happens(0.45) ? 2 : 1,
    blow: blows(chance.stream('blows'), weather),
    events: (hands) => {
      if (!fair) befall(chance.stream('events'), weather, wishes, hands);
    },
    fair,
    log,
  });
  return { ...lived, seed, hash: trace.digest(), trace: trace.lines() };
}

function drawWishes(chance: Chance, farEnd: FarEnd): readonly Wish[] {
  const count = chance.happens(0.7) ? 1 : chance.between(2, 3);
  const wishes: Wish[] = [];
  for (let index = 0; index < count; index += 1) {
    const before = wishes[0];
    // Where a second arrival is a second effect, two requests for one person are just that.
    const shares = before !== undefined && !before.operation.mustNotRepeat && chance.happens(0.4);
    const operation = shares ? before.operation : chance.pick(farEnd.operations);
    const most = index === 0 ? operation.mostPeople : Math.min(operation.mostPeople, 60);
    const hurried = index === 0 && isHurried(farEnd.pace);
    const size = drawSize(chance, most);
    const fresh = farEnd.enroll(
      operation,
      hurried ? drawManyCalls(chance.stream('many calls'), most, operation.perCall) : size,
    );
    const shared = shares ? before.people.filter(() => chance.happens(0.5)).slice(0, 20) : [];
    wishes.push({
      operation,
      people: [...fresh, ...shared],
      shared: shared.length > 0,
      byEmail: chance.happens(0.3),
      afterMs: index === 0 ? 0 : chance.between(0, 90_000),
      plot: drawPlot(chance, chance.stream(`starts ${index}`), hurried),
    });
  }
  const more = moreOfTheSame(chance.stream('more of the same'), farEnd, wishes[0]);
  return more === null ? wishes : [...wishes, more];
}

/** Now and then the first request is followed, when it is long done, by another that counts against the same cap. */
function moreOfTheSame(chance: Chance, farEnd: FarEnd, first: Wish | undefined): Wish | null {
  if (!first || first.operation.cap === null || !chance.happens(0.15)) return null;
  return {
    operation: first.operation,
    people: farEnd.enroll(first.operation, drawSize(chance, Math.min(first.operation.mostPeople, 60))),
    shared: false,
    byEmail: false,
    afterMs: chance.between(5, 60) * MINUTE_MS,
    plot: USUAL_PLOT,
  };
}

function blows(chance: Chance, weather: Weather): (place: string) => Blow {
  const dies = weather.site('dies', { on: 0.35, most: 0.03 });
  const freezes = weather.site('freezes', { on: 0.3, most: 0.04 });
  return () => {
    if (dies.happens()) return { kind: 'dies' };
    return freezes.happens() ? { kind: 'freezes', forMs: chance.between(1, LONGEST_FREEZE_S) * 1_000 } : null;
  };
}

/** Bob stops everything, and Carol lets it go on a little later; both try until it is done. */
async function freezeInSlack(chance: Chance, calmAt: number, hands: WorldHands): Promise<void> {
  const { world, trace, fleet, crowd } = hands;
  const tries = async (
    who: SlackUserId,
    name: string,
    work: (useCases: UseCases) => Promise<FreezeAnswer>,
    wanted: boolean,
  ) => {
    for (let clicks = 1; ; clicks += 1) {
      const process = await fleet.any();
      const gaveUp = new AbortController();
      const answer = await Promise.race([
        process.deliver(`${name}:${clicks}`, work).catch(() => null),
        world.sleep(60_000, gaveUp.signal).then(() => null),
      ]);
      gaveUp.abort();
      const told = answer === 'delivered before' ? null : answer;
      trace.clicked(world.now() - world.startedAt, who, name, told);
      if (told?.kind === 'frozen' && told.freezes.some(({ source }) => source === 'slack') === wanted) return;
      await world.sleep(5_000);
    }
  };
  const actor = (id: SlackUserId) => ({ id, teamId: TEAM });
  await tries(crowd.bob, 'freeze', (useCases) => useCases.freeze(actor(crowd.bob), 'Wrong list'), true);
  await world.sleep(chance.between(10, 300) * 1_000);
  // A click that was given up may still be worked on by a process that wakes late; so may the one that froze it.
  let looks = 0;
  do {
    looks += 1;
    await tries(crowd.carol, `unfreeze:${looks}`, (useCases) => useCases.unfreeze(actor(crowd.carol)), false);
    await world.sleep(60_000);
  } while (world.now() < calmAt + LATEST_CLICK_MS);
}

/** What happens to machines and people at some time before the world calms down. */
function befall(chance: Chance, weather: Weather, wishes: readonly Wish[], hands: WorldHands): void {
  const { world, fleet, crowd } = hands;
  const sometime = () => chance.between(0, weather.calmAt - world.startedAt);
  if (chance.happens(0.25)) {
    for (let jumps = chance.between(1, 3); jumps > 0; jumps -= 1) {
      const byMs = chance.between(-60, 60) * MINUTE_MS + chance.between(-5_000, 5_000);
      world.later(sometime(), () => hands.clockJumps(byMs));
    }
  }
  if (chance.happens(0.25)) {
    const at = sometime();
    const who = chance.pick([crowd.alice, crowd.bob, crowd.bob, crowd.carol]);
    const unknown = chance.happens(0.4);
    world.later(at, () => {
      const forMs = Math.min(chance.between(10, 300) * 1_000, weather.calmAt - world.now());
      crowd.deactivate(who, forMs, world, { unknown });
    });
  }
  if (chance.happens(0.15)) {
    const who = chance.pick([crowd.bob, crowd.carol]);
    const at = sometime();
    world.later(at, () => {
      crowd.leaveGroup(who, Math.min(chance.between(10, 300) * 1_000, weather.calmAt - world.now()), world);
    });
  }
  if (chance.happens(0.12)) {
    world.later(sometime(), () => {
      hands.freezeByFile(Math.min(chance.between(10, 400) * 1_000, weather.calmAt - world.now()));
    });
  }
  if (chance.happens(0.12)) world.later(sometime(), () => freezeInSlack(chance, weather.calmAt, hands));
  if (chance.happens(0.2)) {
    const some = wishes.flatMap(({ people }) => people.filter(() => chance.happens(0.3)).map(({ key }) => key));
    world.later(Math.floor(sometime() / 4), () => hands.changeByHand([...new Set(some)]));
  }
  if (chance.happens(0.2)) world.later(sometime(), () => fleet.restart());
  if (chance.happens(0.15)) {
    const [first] = wishes.flatMap(({ people }) => people);
    const spared = wishes.flatMap(({ people }) => people.filter(() => chance.happens(0.2)).map(({ key }) => key));
    world.later(sometime(), () => {
      hands.protect(spared.length > 0 || !first ? spared : [first.key]);
      return fleet.restart();
    });
  }
}
