import type { Log } from '../../src/telemetry/log.ts';
import { GenAuthFarEnd } from './far-ends/genauth/genauth-far-end.ts';
import type { WickrSite } from './far-ends/wickr/site.ts';
import { WickrFarEnd } from './far-ends/wickr/wickr-far-end.ts';
import type { ReferenceRequest } from './reference-requests.ts';
import { type Lived, simulateWorld } from './simulate-world.ts';
import { PLAIN_RULES } from './story/rules.ts';
import { chanceOf } from './world/chance.ts';
import { Trace } from './world/trace.ts';
import { fairWeather } from './world/weather.ts';
import { WorldClock } from './world/world-clock.ts';

export interface CutRun extends Lived {
  /** Where the process died, or null when it had no so many port calls. */
  readonly diedAt: string | null;
  readonly trace: readonly string[];
}

const EXPIRES_AFTER_MS = 10 * 60_000;

/** A reference request whose process dies at its `nth` port call (from 1) and is started again from what is stored. */
export async function cutRun(reference: ReferenceRequest, nth: number, site: WickrSite, log: Log): Promise<CutRun> {
  const chance = chanceOf(reference.name);
  const world = new WorldClock();
  const trace = new Trace();
  const weather = fairWeather(world);
  const { kind, script, poison, operation, plot } = reference;
  const parts = { world, chance, weather, script, poison };
  const farEnd = kind === 'wickr' ? new WickrFarEnd({ ...parts, site }) : new GenAuthFarEnd(parts);
  const people = farEnd.enroll(operation, reference.people);
  let calls = 0;
  let diedAt: string | null = null;
  const lived = await simulateWorld({
    world,
    chance,
    trace,
    weather,
    farEnd,
    wishes: [{ operation, people, shared: false, byEmail: false, afterMs: 0, plot }],
    expiresAfterMs: EXPIRES_AFTER_MS,
    rules: PLAIN_RULES,
    processes: 1,
    blow: (place) => {
      calls += 1;
      if (calls !== nth) return null;
      diedAt = place;
      return { kind: 'dies' };
    },
    fair: false,
    log,
  });
  return { ...lived, diedAt, trace: trace.lines() };
}

/** Cuts a request at its 1st, 2nd, … port call until there is none left. Answers how many there were, or what broke first. */
export async function cutEverywhere(
  reference: ReferenceRequest,
  site: WickrSite,
  log: Log,
): Promise<{ readonly cuts: number; readonly broken: string | null }> {
  for (let nth = 1; ; nth += 1) {
    const { broken, diedAt } = await cutRun(reference, nth, site, log);
    const [first] = broken;
    if (first) {
      const where = diedAt === null ? 'without any cut' : `cut at port call ${nth} (${diedAt})`;
      return { cuts: nth - 1, broken: `${reference.name}, ${where}: ${first.law}: ${first.detail}` };
    }
    if (diedAt === null) return { cuts: nth - 1, broken: null };
  }
}
