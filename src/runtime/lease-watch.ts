/** Something that somebody is at work on, as stored. */
export interface Lease<Of extends string> {
  readonly of: Of;
  readonly fence: number;
  /** By the clock of whoever took it: it tells a renewed lease from one that was not, and nothing more. */
  readonly until: number | null;
}

interface Watched<Of extends string> {
  readonly lease: Lease<Of>;
  /** When it was first seen like this, by our own steady clock. */
  readonly since: number;
}

export type LeaseWatch<Of extends string> = ReadonlyMap<Of, Watched<Of>>;

/** Since when each is seen as it is; what is not among `held` is forgotten. */
export function seeLeases<Of extends string>(
  watch: LeaseWatch<Of>,
  held: readonly Lease<Of>[],
  elapsedMs: number,
): LeaseWatch<Of> {
  const next = new Map<Of, Watched<Of>>();
  for (const lease of held) {
    const before = watch.get(lease.of);
    const same = before && before.lease.fence === lease.fence && before.lease.until === lease.until;
    next.set(lease.of, same ? before : { lease, since: elapsedMs });
  }
  return next;
}

/**
 * A lease has ended when we saw it unrenewed for as long as it lasts, so no two machines' clocks have to agree: its holder,
 * who measures it on a steady clock as well and from before we could see it, has stopped by then.
 * @param held all that are held; what is not among them is forgotten
 * @returns `endsInMs`: until the next one has ended if nothing renews it; Infinity when none is left
 */
export function watchLeases<Of extends string>(
  watch: LeaseWatch<Of>,
  held: readonly Lease<Of>[],
  elapsedMs: number,
  leaseMs: number,
): { readonly watch: LeaseWatch<Of>; readonly ended: readonly Lease<Of>[]; readonly endsInMs: number } {
  const next = seeLeases(watch, held, elapsedMs);
  const left = [...next.values()].map(({ lease, since }) => ({ lease, leftMs: since + leaseMs - elapsedMs }));
  return {
    watch: next,
    ended: left.filter(({ leftMs }) => leftMs <= 0).map(({ lease }) => lease),
    endsInMs: Math.min(...left.map(({ leftMs }) => leftMs).filter((leftMs) => leftMs > 0)),
  };
}
