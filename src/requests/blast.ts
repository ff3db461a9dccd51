import { z } from 'zod';
import type { Account } from '../directories/account.ts';

/** What an account can be seen to be, as far as a policy looks at it. */
export const TARGET_CLASSES = ['pending', 'suspended', 'active'] as const;
export type TargetClass = (typeof TARGET_CLASSES)[number];

/** How far a request reaches: what a policy may demand more eyes for. Found at the preview, and pinned with the request. */
export const Blast = z.strictObject({
  /** How many people change. */
  people: z.int().min(0),
  /** Everyone in the directory; null when it did not say. */
  directorySize: z.int().min(0).nullable(),
  /** The classes that occur among those who change. `unknown`: the directory does not tell of somebody. */
  classes: z.array(z.enum([...TARGET_CLASSES, 'unknown'])),
});
export type Blast = z.infer<typeof Blast>;

/** Of requests from before there was a pinned reach: nothing but their number is known. */
export const reachUnknown = (people: number): Blast => ({ people, directorySize: null, classes: ['unknown'] });

function classOf({ membership, suspended }: Pick<Account, 'membership' | 'suspended'>): Blast['classes'][number] {
  if (suspended === true) return 'suspended';
  if (membership === 'pending') return 'pending';
  return membership === 'active' && suspended === false ? 'active' : 'unknown';
}

/** Newcomers have no account, so they are of no class. */
export function blastOf(
  changing: readonly { readonly account: Account; readonly isNewcomer: boolean }[],
  directorySize: number | null,
): Blast {
  const classes = changing.flatMap(({ account, isNewcomer }) => (isNewcomer ? [] : [classOf(account)]));
  return { people: changing.length, directorySize, classes: [...new Set(classes)].sort() };
}
