import type { Chance } from './chance.ts';
import type { WorldClock } from './world-clock.ts';

/** One way in which the world can go wrong. */
export interface FaultSite {
  happens(): boolean;
}

/** A stretch of bad time; `over` for whoever waits for its end. */
export interface Spell {
  holds(): boolean;
}

/**
 * Which faults a run meets. Each site is first switched on or off for the whole run and then fires with a probability of
 * its own, so that runs differ in kind and not only in luck. After `calmAt` nothing goes wrong any more.
 */
export interface Weather {
  readonly calmAt: number;
  site(name: string, odds: { readonly on: number; readonly most: number }): FaultSite;
  spell(name: string, odds: { readonly on: number; readonly longestMs: number }): Spell;
}

/** The rarest a site that is on fires. */
const RAREST = 0.005;

export function badWeather(chance: Chance, world: WorldClock, calmAfterMs: number): Weather {
  const calmAt = world.startedAt + calmAfterMs;
  return {
    calmAt,
    site(name, { on, most }) {
      const odds = chance.stream(`site ${name}`);
      if (!odds.happens(on)) return { happens: () => false };
      const probability = RAREST * (most / RAREST) ** odds.fraction();
      return { happens: () => world.now() < calmAt && odds.happens(probability) };
    },
    spell(name, { on, longestMs }) {
      const odds = chance.stream(`spell ${name}`);
      if (!odds.happens(on)) return { holds: () => false };
      const from = world.startedAt + odds.between(0, calmAfterMs);
      const to = Math.min(calmAt, from + odds.between(1_000, longestMs));
      return { holds: () => world.now() >= from && world.now() < to };
    },
  };
}

export function fairWeather(world: WorldClock): Weather {
  return { calmAt: world.startedAt, site: () => ({ happens: () => false }), spell: () => ({ holds: () => false }) };
}
