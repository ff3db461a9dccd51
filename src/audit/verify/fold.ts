import { sha256 } from '../chain/link.ts';

/**
 * Many facts as one number, whatever their order: the trail and the store are each read once, and only two small sums per
 * request are kept. It tells that something differs; what, a closer look tells. Not meant against an opponent who chooses
 * the facts: commitments are random, and nobody can choose them.
 */
const MODULUS = 2 ** 48;

export const add = (sum: number, fact: number): number => (sum + fact) % MODULUS;

/** 48 bits of a hash that is there already. `slot` 0 to 3 takes other bits, so that one person's outcomes differ. */
export const ofHash = (hash: string, slot: number): number =>
  Number.parseInt(hash.slice(slot * 12, slot * 12 + 12), 16);

export const ofText = (text: string): number => ofHash(sha256(text), 0);
