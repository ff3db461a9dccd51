import type { Speed } from '../dispatch/speed-records.ts';
import type { AccountId, RequestId, SlackUserId } from '../ids.ts';
import type { CoolDown } from '../safeguards/cool-down.ts';
import type { Freeze } from '../safeguards/freeze.ts';
import type { TargetKind } from '../targets/target.ts';
import type { Decision, Outcome, OutcomeCounts, Request, RequestStateKind } from './request.ts';

/** A target as stored: what the preview showed and what became of it. Names are personal data. */
export interface StoredTarget {
  readonly position: number;
  readonly kind: TargetKind;
  readonly typed: readonly string[];
  readonly accountId: AccountId | null;
  readonly label: string;
  readonly email: string | null;
  /** What is pinned of them besides, for people to read: "2 devices: Android, iOS". Null for most. */
  readonly detail: string | null;
  /** Why it will not change; null for will-change. */
  readonly reason: string | null;
  /** Null while waiting, and always null for kinds other than will-change. */
  readonly outcome: Outcome | null;
}

/** Everything a card shows, read from the store in one go. Any Slack message can be rendered again from it. */
export interface RequestView {
  readonly request: Request;
  readonly decisions: readonly Decision[];
  readonly targetCounts: Readonly<Record<TargetKind, number>>;
  readonly outcomes: OutcomeCounts;
  /** What holds the run up right now, as a sentence, or null: "The directory asked us to wait 30 s." */
  readonly waitingFor: string | null;
  /** What stands between the last approval and the first call, where something does. */
  readonly coolDown?: CoolDown;
  /** What keeps Muster from calling any directory; absent: nothing. */
  readonly frozen?: readonly Freeze[];
  /** How fast it goes and why not faster, while it runs. */
  readonly speed: Speed | null;
  /** Other open requests about some of the same people. Once approved: those that this one is waiting for. */
  readonly sharedWith: readonly SharedWith[];
}

/** Another request about some of the same people. Only one at a time may change a person. */
export interface SharedWith {
  readonly id: RequestId;
  readonly requester: SlackUserId;
  readonly operation: string;
  /** How many people it changes. */
  readonly people: number;
  readonly state: RequestStateKind;
  /** How many of ours it has yet to change. */
  readonly shared: number;
  /** When it may be through at the rate it had so far, milliseconds UTC; null when that cannot be told. */
  readonly until: number | null;
}
