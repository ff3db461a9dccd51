import type { Pace } from '../../../src/directories/pace.ts';
import type { Chance } from '../world/chance.ts';

const HURRIED = 100;

/** Nothing is held up by such a pace: batches line up behind those that are under way, and leave as these end. */
export const isHurried = ({ callsPerSecond }: Pace): boolean => callsPerSecond >= HURRIED;

/** As somebody has configured it. */
export function drawPace(chance: Chance, scripted: boolean): Pace {
  const usual = { callsPerSecond: chance.pick([1, 4, 20]), inFlight: chance.pick([1, 2, 4]) };
  const hurry = chance.stream('hurry');
  return !scripted && hurry.happens(0.1) ? { callsPerSecond: HURRIED, inFlight: hurry.pick([1, 2]) } : usual;
}
