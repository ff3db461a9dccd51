import type { Safeguards } from '../../src/safeguards/settings.ts';

/** For tests about something else: nothing is too many, nothing waits, nothing is looked at beforehand. */
export const NO_SAFEGUARDS: Safeguards = {
  caps: {
    suspend: { people: 1_000_000, percent: 1_000_000, small: 1_000_000 },
    irreversible: { people: 1_000_000, percent: 1_000_000, small: 1_000_000 },
  },
  coolDownMs: 0,
  largeFrom: Number.MAX_SAFE_INTEGER,
  drift: false,
  readingMs: 0,
};
