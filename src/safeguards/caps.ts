import type { Operation } from '../directories/operation.ts';
import { grouped, people } from '../report/wording.ts';
import { type Cap, type CapClass, SMALL_BELOW } from './settings.ts';

/** Which cap an operation counts against; null for what takes nothing from anybody. */
export function capClassOf({ traits }: Pick<Operation, 'traits'>): CapClass | null {
  if (!traits.reversible) return 'irreversible';
  return traits.locksOut ? 'suspend' : null;
}

/** People of a directory that count against a cap besides those who are asked for. */
export interface Used {
  /** Changed, or perhaps changed, in the last 24 hours. */
  readonly done: number;
  /** Asked for, approved or under way: they may still be changed. */
  readonly reserved: number;
}

export interface CapQuestion {
  readonly cap: Cap;
  readonly capClass: CapClass;
  readonly directory: string;
  /** Everyone in the directory, or null when it does not say. */
  readonly size: number | null;
  readonly used: Used;
  readonly wanted: number;
}

/** `arithmetic` is a sentence with every number that it rests on. */
export interface CapAnswer {
  readonly kind: 'within' | 'over';
  readonly limit: number;
  readonly arithmetic: string;
}

interface Limit {
  readonly limit: number;
  readonly why: string;
}

function limitOf({ people: count, percent, small }: Cap, size: number | null): Limit {
  if (size === null) return { limit: small, why: 'it does not say how many people it has, so it counts as small' };
  if (size < SMALL_BELOW) return { limit: small, why: `it has ${people(size)}, fewer than ${SMALL_BELOW}` };
  const share = Math.floor((size * percent) / 100);
  return share < count
    ? { limit: share, why: `${percent} % of its ${people(size)}` }
    : { limit: count, why: `no directory may lose more, and ${percent} % of its ${people(size)} would` };
}

const WORDS: Readonly<Record<CapClass, string>> = {
  suspend: 'locked out',
  irreversible: 'changed for good',
};

/** May so many more people be changed? Everyone who may still be changed by another request counts as if they had been. */
export function checkCap({ cap, capClass, directory, size, used, wanted }: CapQuestion): CapAnswer {
  const { limit, why } = limitOf(cap, size);
  const total = used.done + used.reserved + wanted;
  const kind = total <= limit ? 'within' : 'over';
  const arithmetic =
    `${grouped(used.done)} in the last 24 hours + ${grouped(used.reserved)} asked for or under way + ` +
    `${grouped(wanted)} now = ${grouped(total)} of at most ${people(limit)} ${WORDS[capClass]} in ${directory} (${why}).`;
  return { kind, limit, arithmetic };
}

/** What whoever would go over a cap is told. */
export function overCap({ arithmetic }: CapAnswer): string {
  return `Too many within 24 hours: ${arithmetic} Nobody was changed. Ask for fewer, or later; only muster.yaml can raise this.`;
}
