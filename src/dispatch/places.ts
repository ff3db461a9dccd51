import type { Pace } from '../directories/pace.ts';
import type { BatchId } from '../ids.ts';
import type { SteadyClock } from '../runtime/clock.ts';
import { calledAt } from './pace.ts';
import type { PaceState } from './pace-state.ts';

/** How old what was asked of a batch may be when its call leaves, in milliseconds. */
export const ASKED_WITHIN_MS = 2_000;
/** Behind calls that take longer nobody lines up: the time between two of them hardly counts. */
const BRIEF_MS = 1_000;

/** What a batch needs for its call: room among the calls that are under way. */
export interface Place {
  /** For a batch that was claimed before there was room: resolves once there is; false when it should wait no longer. */
  readonly turn: Promise<boolean> | null;
  /** By the steady clock: what was asked of the batch holds for a call that leaves before this. */
  readonly leavesBefore: number;
  /** The call leaves. Answers when, where its claim does not tell: milliseconds UTC. */
  leave(): number | null;
  /** The call is over, whatever is still to be written of it. Resolves when what was waiting for the place has left, or will not. */
  free(): Promise<void>;
}

/** Between a call's beginning and its bytes: whoever waits for it does not take the processor from it. */
const UNTIL_WRITTEN_MS = 2;

interface Follower {
  readonly id: BatchId;
  readonly answer: (goes: boolean) => void;
  /** Resolves when it has left, or will not. */
  readonly departed: Promise<void>;
}

/**
 * What this process has under way in one directory. One batch may be claimed while all places are taken, and leaves when a
 * call of this process ends: its claim is durable by then. For other processes it counts as under way from its claim on, so
 * that together they never have more calls under way than the directory is to have.
 */
export class Places {
  readonly #clock: SteadyClock;
  readonly #underWay = new Map<BatchId, number>();
  /** Their calls are over, and it is not written yet. */
  readonly #over = new Set<BatchId>();
  #follower: Follower | null = null;
  /** How long the last call took. */
  #lastMs = Number.POSITIVE_INFINITY;
  #leftAt: number | null = null;
  /** Calls that ended so far. */
  #ends = 0;

  constructor(clock: SteadyClock) {
    this.#clock = clock;
  }

  get hasFollower(): boolean {
    return this.#follower !== null;
  }

  get ends(): number {
    return this.#ends;
  }

  /** Stored as under way, and not: their calls are over, or have not left. */
  notUnderWay(): readonly BatchId[] {
    return [...this.#over, ...(this.#follower ? [this.#follower.id] : [])];
  }

  /** How many calls of this process are under way. */
  get underWay(): number {
    return this.#underWay.size;
  }

  /** Is it worth while to claim a batch that leaves when a call ends? */
  mayFollow(): boolean {
    return this.#follower === null && this.#underWay.size > 0 && this.#lastMs <= BRIEF_MS;
  }

  /** A claim spaces calls; one that left later than its claim moves the next one, too. */
  spaced(pace: Pace, state: PaceState): PaceState {
    return this.#leftAt === null ? state : calledAt(pace, state, this.#leftAt);
  }

  /** For a batch that was just claimed. */
  take(id: BatchId): Place {
    this.#underWay.set(id, this.#clock.elapsed());
    return { turn: null, leavesBefore: Number.POSITIVE_INFINITY, leave: () => null, free: () => this.#end(id) };
  }

  /** For a batch that was claimed while no place was free. `endsBefore`: `ends` before it was looked for one. */
  follow(id: BatchId, endsBefore: number, leavesBefore: number): Place {
    const turn = Promise.withResolvers<boolean>();
    const departed = Promise.withResolvers<void>();
    const answered = new AbortController();
    let hasLeft = false;
    const follower: Follower = {
      id,
      departed: departed.promise,
      answer: (goes) => {
        this.#follower = null;
        if (goes) this.#underWay.set(id, this.#clock.elapsed());
        // With a reason: making an error with its stack costs more.
        answered.abort('answered');
        turn.resolve(goes);
      },
    };
    this.#follower = follower;
    if (this.#ends > endsBefore) follower.answer(true);
    else {
      void this.#clock.sleep(Math.max(0, leavesBefore - this.#clock.elapsed()), answered.signal).then(() => {
        if (this.#follower !== follower) return;
        // Calls take longer than they did.
        this.#lastMs = Number.POSITIVE_INFINITY;
        follower.answer(false);
      });
    }
    return {
      turn: turn.promise,
      leavesBefore,
      leave: () => {
        hasLeft = true;
        this.#leftAt = this.#clock.now();
        departed.resolve();
        return this.#leftAt;
      },
      free: () => {
        departed.resolve();
        return this.#end(id, hasLeft);
      },
    };
  }

  /** There is room for whatever waits. */
  letFollow(): void {
    this.#follower?.answer(true);
  }

  /** Nothing leaves any more. */
  dismiss(): void {
    this.#follower?.answer(false);
  }

  /** Nothing is left to be written of a batch. */
  forget(id: BatchId): void {
    this.#over.delete(id);
  }

  /** A second time it changes nothing. */
  async #end(id: BatchId, hadLeft = true): Promise<void> {
    const since = this.#underWay.get(id);
    if (since === undefined) return;
    this.#underWay.delete(id);
    this.#over.add(id);
    this.#ends += 1;
    if (hadLeft) this.#lastMs = this.#clock.elapsed() - since;
    const follower = this.#follower;
    if (!follower) return;
    follower.answer(true);
    await follower.departed;
    await this.#clock.sleep(UNTIL_WRITTEN_MS);
  }
}
