import type { Directories } from '../directories/managed.ts';
import type { RequestId } from '../ids.ts';
import type { People } from '../people/person.ts';
import type { Bell } from '../runtime/bell.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import type { RightsCheck } from './rights.ts';

/** All that the use cases stand on. Each asks for the part it needs. */
export interface UseCaseDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly directories: Directories;
  readonly people: People;
  readonly rights: RightsCheck;
  /** When a request's card appeared; absent: right when it was submitted. */
  readonly cardAppearedAt?: (id: RequestId) => Promise<number | null>;
  /** How long a submitted request waits for decisions. */
  readonly expiresAfterMs: number;
  /** How long an approved request may wait for its start; absent: for ever. */
  readonly startsWithinMs?: number;
  /** How long after the submission approvers are reminded; absent: never. */
  readonly remindAfterMs?: readonly number[];
  /** Rung after a request changed, so that dispatch and present need not wait for their next look. */
  readonly changed: Bells;
}

export interface Bells {
  readonly dispatch: Bell;
  readonly present: Bell;
  readonly clock: Bell;
}

export function ringAll(bells: Bells): void {
  bells.dispatch.ring();
  bells.present.ring();
  bells.clock.ring();
}

/** A draft older than this no longer shows the directory as it is. Also the life of Slack's `response_url`. */
export const DRAFT_LIVES_MS = 30 * 60_000;

/** Longest that a preview may read the directory. */
export const PREVIEW_WITHIN_MS = 120_000;
