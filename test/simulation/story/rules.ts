import type { Safeguards } from '../../../src/safeguards/settings.ts';
import { NO_SAFEGUARDS } from '../../support/safeguards.ts';
import type { Chance } from '../world/chance.ts';
import type { Wish } from './wish.ts';

/** What whoever runs Muster has configured. */
export interface HouseRules {
  readonly safeguards: Safeguards;
  /** `plain`: approvers by name; `group`: whoever is in a group; `staged`: one of the group, then one of two owners. */
  readonly policy: 'plain' | 'group' | 'staged';
  readonly startsWithinMs: number | null;
  readonly remindAfterMs: readonly number[];
}

export const PLAIN_RULES: HouseRules = {
  safeguards: NO_SAFEGUARDS,
  policy: 'plain',
  startsWithinMs: null,
  remindAfterMs: [],
};

const MINUTE_MS = 60_000;

/** Each safeguard is on or off for a whole run, at a size that this run can run into. */
export function drawRules(chance: Chance, wishes: readonly Wish[]): HouseRules {
  const on = (odds: number) => chance.happens(odds);
  // Who asks for the same when it is long done is there to meet a cap.
  const capped = on(wishes.some(({ afterMs }) => afterMs >= 5 * MINUTE_MS) ? 0.75 : 0.25);
  const cap = () => {
    const total = wishes.reduce((sum, { operation, people }) => sum + (operation.cap ? people.length : 0), 0);
    const people = Math.max(1, chance.pick([total - 1, total - 1, total, chance.between(1, Math.max(1, total))]));
    return { people, percent: 1_000_000, small: people };
  };
  return {
    safeguards: {
      caps: capped ? { suspend: cap(), irreversible: cap() } : NO_SAFEGUARDS.caps,
      coolDownMs: on(0.25) ? chance.pick([45, 90, 150, 26 * 60]) * MINUTE_MS : 0,
      largeFrom: on(0.3) ? chance.between(2, 60) : NO_SAFEGUARDS.largeFrom,
      drift: on(0.4),
      readingMs: on(0.3) ? 10_000 : 0,
    },
    policy: on(0.6) ? 'plain' : chance.pick(['group', 'staged']),
    startsWithinMs: on(0.25) ? chance.pick([20_000, 20_000, MINUTE_MS, 5 * MINUTE_MS, 60 * MINUTE_MS]) : null,
    remindAfterMs: on(0.3) ? [2, 8].map((minutes) => minutes * MINUTE_MS) : [],
  };
}
