import type { Random } from '../../../src/runtime/random.ts';
import { seededRandom } from '../../support/seeded-random.ts';

/** Chance from a seed, with the draws a simulation needs. */
export interface Chance extends Random {
  happens(probability: number): boolean;
  /** A whole number, both ends included. */
  between(lowest: number, highest: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** Chance of its own for one part of the world, so that a draw more in one part moves nothing in another. */
  stream(name: string): Chance;
}

export function chanceOf(seed: string): Chance {
  const random = seededRandom(hash(seed));
  const between = (lowest: number, highest: number) => lowest + Math.floor(random.fraction() * (highest - lowest + 1));
  return {
    ...random,
    happens: (probability) => random.fraction() < probability,
    between,
    pick: (items) => items[between(0, items.length - 1)] ?? items[0],
    stream: (name) => chanceOf(`${seed}/${name}`),
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
