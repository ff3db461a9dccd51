import type { OutcomeKind } from '../requests/request.ts';

/** How many of the last outcomes are looked at, and how many of them may be failures: 10 %. */
export const LAST_OUTCOMES = 50;
const MOST_FAILURES = 5;
const MOST_UNCONFIRMED = 2;

/** What a request had come to when its breaker last tripped: whoever resumed it knows all that. */
export interface SeenBefore {
  readonly settled: number;
  readonly unconfirmed: number;
  /** Active administrators of the directory when they were last counted, or null. */
  readonly admins: number | null;
}

export const NOTHING_SEEN: SeenBefore = { settled: 0, unconfirmed: 0, admins: null };

export interface BreakerFacts {
  /** People who were sent and have an outcome; before it ever tripped, no more than `recent` need be counted. */
  readonly settled: number;
  readonly unconfirmed: number;
  /** The last of their outcomes, newest first, at most `LAST_OUTCOMES`. */
  readonly recent: readonly OutcomeKind[];
}

const AFTERWARDS = 'Nobody further is changed. Find out why; then an approver can resume or stop.';

/** Why a run should not go on by itself, or null. Facts that tripped it before do not trip it again. */
export function trips(facts: BreakerFacts, seen: SeenBefore): string | null {
  const fresh = facts.recent.slice(0, Math.max(0, facts.settled - seen.settled));
  const failed = fresh.filter((outcome) => outcome === 'failed').length;
  if (failed > MOST_FAILURES) {
    const limit = `more than 10 % of ${LAST_OUTCOMES}`;
    return `${failed} of the last ${fresh.length} people failed, which is ${limit}. ${AFTERWARDS}`;
  }
  const unconfirmed = facts.unconfirmed - seen.unconfirmed;
  if (unconfirmed > MOST_UNCONFIRMED)
    return `Of ${unconfirmed} people nobody can tell whether they were changed. ${AFTERWARDS}`;
  return null;
}

/** An answer that speaks of people whom nobody asked about. */
export function foreignAlarm(count: number): string {
  const accounts = count === 1 ? '1 account that is' : `${count} accounts that are`;
  return `The directory's answer names ${accounts} not in the plan. ${AFTERWARDS}`;
}

/** Somebody became or ceased to be an administrator while the request ran: it is no longer the place it was. */
export function adminsAlarm(before: number | null, now: number | null): string | null {
  if (before === null || now === null || before === now) return null;
  return `The directory had ${before} active administrators when this began and has ${now} now. ${AFTERWARDS}`;
}
