import type { TokenMemory } from './tokens.ts';

/** What the documentation leaves open and a test may want otherwise. May be changed while the stand-in runs. */
export interface Behaviour {
  /** The region that signatures must be for and that networks are in. */
  region: string;
  verifySignatures: boolean;
  /** How filters on names match; ListUsers does not say. */
  usernameFilter: 'exact' | 'prefix' | 'substring';
  /** Status for a network that is not there. */
  unknownNetwork: 404 | 403;
  /** Status of GetUser for a user who is not there. */
  unknownUser: 404 | 400;
  tokenMemory: TokenMemory;
  /** What a token brings that comes back with another payload. It counts as a violation in any case. */
  sameTokenOtherBody: 'refuse' | 'replay' | 'execute';
  /** Time before reads show what a mutation did. */
  visibilityLagMs: number;
  /** Time each answer takes. */
  latencyMs: number;
}

export const usualBehaviour: Readonly<Behaviour> = {
  region: 'us-east-1',
  verifySignatures: true,
  usernameFilter: 'substring',
  unknownNetwork: 404,
  unknownUser: 404,
  tokenMemory: { kind: 'remembered', forMs: 10 * 60_000 },
  sameTokenOtherBody: 'refuse',
  visibilityLagMs: 0,
  latencyMs: 0,
};
