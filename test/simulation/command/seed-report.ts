import type { Broken } from '../laws/verdicts.ts';

/** What a worker says about one seed. */
export interface SeedReport {
  readonly seed: number;
  readonly hash: string;
  readonly broken: readonly Broken[];
  readonly requests: number;
  readonly calls: number;
  /** Milliseconds of real time. */
  readonly ranMs: number;
  /** Simulated milliseconds. */
  readonly livedMs: number;
}
