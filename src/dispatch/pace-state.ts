/** A directory's pace as stored: one row that all requests and replicas share. Times are milliseconds UTC. */
export interface PaceState {
  /** Theoretical arrival time of the next call (GCRA). */
  readonly nextCallAt: number;
  /** No call during it: a throttle said so. Null once a call has left since. */
  readonly rest: Rest | null;
  /** How many rests were asked for so far. */
  readonly rests: number;
  /** The pace in use; null before the first call, which starts with the configured one. */
  readonly callsPerSecond: number | null;
  /** What the directory last found too fast, or null while it never complained. */
  readonly found: FoundPace | null;
  /** When the pace was last halved; 0 for never. */
  readonly slowedAt: number;
  /** When a call last went wrong for another reason than haste; 0 for never. */
  readonly troubledAt: number;
}

export interface Rest {
  /** From when it was stored; never 0. */
  readonly ms: number;
  /** By the clock of whoever stored it: with the count of rests it tells this one from others, and nothing more. */
  readonly until: number;
}

export interface FoundPace {
  readonly callsPerSecond: number;
  readonly at: number;
  /** The share of it that is left unused: more, when the directory complained again at once. */
  readonly margin: number;
}

/** What keeps calls from being faster. `finding`: a pace that may still grow. `calls`: each takes its time. */
export const PACE_LIMITS = ['directory', 'pace', 'finding', 'calls'] as const;
export type PaceLimit = (typeof PACE_LIMITS)[number];

export const UNTRIED: PaceState = {
  nextCallAt: 0,
  rest: null,
  rests: 0,
  callsPerSecond: null,
  found: null,
  slowedAt: 0,
  troubledAt: 0,
};
