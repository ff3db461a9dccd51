import type { Directory } from '../../src/directories/directory.ts';
import type { Pace } from '../../src/directories/pace.ts';
import type { CapClass } from '../../src/safeguards/settings.ts';
import type { Identifier } from '../../src/targets/target.ts';
import type { Log } from '../../src/telemetry/log.ts';
import type { Chance } from './world/chance.ts';
import type { Gate } from './world/gate.ts';
import type { ProcessClock } from './world/simulated-time.ts';

/** Somebody who can be asked for, as the far side knows them. */
export interface SimulatedPerson {
  /** What a plan calls them: account id, or the e-mail of a newcomer. */
  readonly key: string;
  readonly email: string;
  readonly byId: Identifier;
  readonly byEmail: Identifier;
  /** Whether the directory will say no to this person, whoever asks and whenever. */
  readonly refused: boolean;
}

/** Something a directory of this kind can be asked to do. */
export interface SimulatedOperation {
  readonly verb: string;
  /** "12 suspended" */
  readonly done: string;
  readonly options: Readonly<Record<string, string>>;
  readonly reversible: boolean;
  /** A second arrival would be a second effect that nobody can see afterwards. */
  readonly mustNotRepeat: boolean;
  /** Which cap it counts against. */
  readonly cap: CapClass | null;
  readonly mostPeople: number;
  /** People one call can be about. */
  readonly perCall: number;
  /** Calls wait for their turn behind reads, or read something first, after they were claimed. */
  readonly lingers: boolean;
}

/** One call that changes something, as it arrived at the far side. */
export interface Arrival {
  readonly at: number;
  readonly gate: Gate;
  readonly verb: string;
  /** Null where the API has none. */
  readonly token: string | null;
  readonly people: readonly string[];
  /** When its effect comes, if it has one. */
  readonly effectAt: number;
  /** The request its batch was of when it arrived; null where it was of none. */
  request: string | null;
  /**
   * What the caller came to know: nothing yet, everybody's answer, that nothing happened, or not enough to tell.
   * `turned-away`: nothing happened because its credentials were not accepted.
   */
  knowledge: 'nothing-yet' | 'clear' | 'no-effect' | 'turned-away' | 'doubt';
  /** The far side would have nothing of the whole call. */
  refused: boolean;
  /** The caller has an answer about its people, however incomplete. */
  answered: boolean;
  /** When it came to know, or null. */
  knownAt: number | null;
}

export interface EffectSeen {
  readonly at: number;
  readonly verb: string;
  readonly token: string | null;
  readonly person: string;
  /** False when it was already so. */
  readonly changed: boolean;
}

/** What leaves a process for the far side. */
export interface Departure {
  readonly at: number;
  readonly gate: Gate;
  readonly clock: ProcessClock;
  readonly verb: string | null;
  readonly people: readonly string[];
}

/** Told of everything at the moment it happens. */
export interface FarEndWatch {
  departs(departure: Departure): void;
  /** Before the effect. */
  arrives(arrival: Arrival): Promise<void>;
  /** The far side's own complaint about what it was sent. */
  complains(kind: string, detail: string): void;
  /** A process came to know that it is to wait. */
  toldToRest(rest: {
    readonly gate: Gate;
    readonly clock: ProcessClock;
    /** When it was told, and until when. */
    readonly atMs: number;
    readonly untilMs: number;
    readonly stored: boolean;
  }): void;
}

/** What a process brings along. */
export interface FarEndUser {
  readonly gate: Gate;
  readonly clock: ProcessClock;
  readonly random: Chance;
  readonly log: Log;
}

/**
 * The far side of a simulation: one directory and everybody in it, with a memory of its own of what really happened.
 * Another kind of directory is another of these.
 */
export interface FarEnd {
  readonly kind: string;
  readonly directoryName: string;
  readonly operations: readonly [SimulatedOperation, ...SimulatedOperation[]];
  readonly pace: Pace;
  /** Makes people that `operation` can be done to. All before `begin`. */
  enroll(operation: SimulatedOperation, count: number): readonly SimulatedPerson[];
  begin(watch: FarEndWatch): void;
  open(user: FarEndUser): Directory;
  readonly arrivals: readonly Arrival[];
  effects(): readonly EffectSeen[];
  /** Is it so now, in truth? */
  isDone(operation: SimulatedOperation, person: string): boolean;
  /** Somebody changes an account past Muster: suspended becomes not suspended, or the other way round. False: nobody is there. */
  changeByHand(person: string): boolean;
  /** When the last effect that is still on its way will have happened. */
  quietAt(): number;
}
