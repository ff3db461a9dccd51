import type { BatchId } from '../ids.ts';

/** A batch that somebody is at work on, as stored. */
export interface Lease {
  readonly batch: BatchId;
  readonly fence: number;
  /** By the clock of whoever took it: it tells a renewed lease from one that was not, and nothing more. */
  readonly until: number | null;
}

interface Watched {
  readonly lease: Lease;
  /** When it was first seen like this, by our own steady clock. */
  readonly since: number;
}

export type LeaseWatch = ReadonlyMap<BatchId, Watched>;

export const NOTHING_WATCHED: LeaseWatch = new Map();

/**
 * A lease has ended when we saw it unrenewed for as long as it lasts, so no two machines' clocks have to agree: its holder,
 * who measures it on a steady clock as well and from before we could see it, has stopped by then.
 */
export function watchLeases(
  watch: LeaseWatch,
  held: readonly Lease[],
  elapsedMs: number,
  leaseMs: number,
): { readonly watch: LeaseWatch; readonly ended: readonly Lease[] } {
  const next = new Map<BatchId, Watched>();
  for (const lease of held) {
    const before = watch.get(lease.batch);
    const same = before && before.lease.fence === lease.fence && before.lease.until === lease.until;
    next.set(lease.batch, same ? before : { lease, since: elapsedMs });
  }
  const ended = [...next.values()].filter(({ since }) => elapsedMs - since >= leaseMs).map(({ lease }) => lease);
  return { watch: next, ended };
}
