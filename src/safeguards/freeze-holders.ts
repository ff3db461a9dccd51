/** A process that a file or variable freezes. */
export interface Holder {
  readonly owner: string;
  /** Milliseconds UTC, by its own clock. */
  readonly renewedAt: number;
}

/** A process among those that share a store. */
export interface Me {
  /** New with each start. */
  readonly owner: string;
  /** Nobody else can be alive: the store takes one process. */
  readonly alone: boolean;
}

/** A process that was not heard of for so long is gone for good, and its freeze with it. */
export const HOLDER_LIVES_MS = 5 * 60_000;
/** Renewed this often, so that several renewals may be missed. */
const RENEW_AFTER_MS = 20_000;

/** What is to be written down of who keeps a freeze alive. */
export interface HoldersStep {
  readonly join: boolean;
  readonly leave: readonly string[];
  /** Dated so far ahead that a clock must have gone back: heard of now, and never again if they are gone. */
  readonly redate: readonly string[];
  /** Is the freeze there afterwards? */
  readonly held: boolean;
}

/**
 * Any one frozen process freezes all: a process without the file or variable never ends what another one holds, unless that
 * one is gone for good. Pure, so that whichever process looks comes to the same end.
 */
export function holdersStep(
  holders: readonly Holder[],
  { owner, alone }: Me,
  frozenHere: boolean,
  now: number,
): HoldersStep {
  const mine = holders.find((one) => one.owner === owner);
  const others = holders.filter((one) => one.owner !== owner);
  const gone = others.filter(({ renewedAt }) => alone || now - renewedAt >= HOLDER_LIVES_MS);
  const ahead = others.filter((one) => !gone.includes(one) && one.renewedAt > now + HOLDER_LIVES_MS);
  const isFresh = mine !== undefined && Math.abs(now - mine.renewedAt) < RENEW_AFTER_MS;
  return {
    join: frozenHere && !isFresh,
    leave: [...gone.map((one) => one.owner), ...(mine !== undefined && !frozenHere ? [owner] : [])],
    redate: ahead.map((one) => one.owner),
    held: frozenHere || others.length > gone.length,
  };
}
