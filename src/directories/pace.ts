/** How fast a directory may be called. */
export interface Pace {
  /** What it starts with. */
  readonly callsPerSecond: number;
  /** It is never slower than this; without it 0.1, or the start where that is slower still. */
  readonly atLeast?: number;
  /** It grows up to this while all is well; without it it never grows beyond its start. */
  readonly atMost?: number;
  /** The share of what the directory was found to allow that is left to others, such as the console's users; from 0 to 0.9. */
  readonly reserve?: number;
  /** Calls under way at once. */
  readonly inFlight: number;
}
