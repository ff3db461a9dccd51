/** How many people of a directory may be changed within 24 hours, all requests together. */
export interface Cap {
  /** At most so many. */
  readonly people: number;
  /** And at most this share of the directory: 0 to 100. */
  readonly percent: number;
  /** Instead of both in a directory of fewer than `SMALL_BELOW` people, or of which nobody knows how many it has. */
  readonly small: number;
}

/** What a cap counts: people locked out, and what can never be taken back. */
export const CAP_CLASSES = ['suspend', 'irreversible'] as const;
export type CapClass = (typeof CAP_CLASSES)[number];

/** A directory with fewer people is small: a share of it would be next to nobody, or everybody who matters. */
export const SMALL_BELOW = 100;

/** Safeguards that refuse what a person asks. */
export const SAFEGUARD_RULES = ['cap', 'reading-time'] as const;
export type SafeguardRule = (typeof SAFEGUARD_RULES)[number];

/** What keeps a mistake small in one directory. Decided in muster.yaml alone. */
export interface Safeguards {
  readonly caps: Readonly<Record<CapClass, Cap>>;
  /** Between the last approval of irreversible work and its first call. */
  readonly coolDownMs: number;
  /** A request for so many people is large: it is confirmed by a phrase and begins with one person, then five. */
  readonly largeFrom: number;
  /** Are accounts compared with the plan right before each batch? */
  readonly drift: boolean;
  /** An approval of irreversible work sooner after its card appeared was not read. */
  readonly readingMs: number;
}

/** What holds where muster.yaml says nothing. */
export const STANDARD_SAFEGUARDS: Safeguards = {
  caps: {
    suspend: { people: 500, percent: 20, small: 20 },
    irreversible: { people: 50, percent: 5, small: 5 },
  },
  coolDownMs: 72 * 3_600_000,
  largeFrom: 100,
  drift: true,
  readingMs: 10_000,
};

/** A shorter cool-down is for directories in which nobody would miss anything. */
export const SHORTEST_COOL_DOWN_MS = 24 * 3_600_000;

/** Nobody can leave them out by forgetting: what is not configured has the standard. */
export function safeguardsOf({ safeguards }: { readonly safeguards?: Safeguards }): Safeguards {
  return safeguards ?? STANDARD_SAFEGUARDS;
}
