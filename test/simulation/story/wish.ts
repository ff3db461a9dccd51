import type { SimulatedOperation, SimulatedPerson } from '../far-end.ts';
import type { Chance } from '../world/chance.ts';

/** What somebody wants done, and what people make of it. */
export interface Wish {
  readonly operation: SimulatedOperation;
  readonly people: readonly SimulatedPerson[];
  /** Some of them are in another wish as well. */
  readonly shared: boolean;
  readonly byEmail: boolean;
  readonly afterMs: number;
  readonly plot: Plot;
}

export interface Plot {
  /** `too-late`: the approvals come after the time is over. */
  readonly decision: 'approve' | 'reject' | 'withdraw' | 'nobody' | 'too-late';
  /** The requester tries to approve as well, and so does somebody without any right. */
  readonly meddling: boolean;
  /** Somebody stops it, so long after it was approved. */
  readonly stopAfterMs: number | null;
  /** Somebody stops it, so long after it was seen to run, in the rush of its calls. */
  readonly stopAfterRunningMs: number | null;
  /** Somebody stops it as soon as its card tells of trouble. */
  readonly stopAtTrouble: boolean;
  /** What is done when it pauses. */
  readonly whenPaused: 'resume' | 'stop';
  /** Failures are asked for again. */
  readonly retry: boolean;
  /** What comes up at the moment of its approval, or at the end of its cool-down. */
  readonly atItsStart: StartPlot | null;
}

export interface StartPlot {
  /** A file forbids every call for so long. */
  readonly frozenForMs: number;
  /** Somebody is deactivated a moment after that began, for longer. */
  readonly leaves: 'nobody' | 'requester' | 'approver';
  /** Slack can hardly be asked about anybody meanwhile. */
  readonly unknown: boolean;
}

export const USUAL_PLOT: Plot = {
  decision: 'approve',
  meddling: false,
  stopAfterMs: null,
  stopAfterRunningMs: null,
  stopAtTrouble: false,
  whenPaused: 'resume',
  retry: false,
  atItsStart: null,
};

/** Mostly few, now and then very many. */
export function drawSize(chance: Chance, most: number): number {
  const share = chance.fraction();
  if (share < 0.6) return chance.between(1, Math.min(8, most));
  if (share < 0.85) return chance.between(Math.min(9, most), Math.min(60, most));
  if (share < 0.975) return chance.between(Math.min(61, most), Math.min(160, most));
  if (share < 0.9975) return chance.between(Math.min(161, most), Math.min(600, most));
  return chance.between(Math.min(601, most), most);
}

/** Several calls, however many people each is about. */
export function drawManyCalls(chance: Chance, most: number, perCall: number): number {
  return Math.min(most, chance.between(3, 8) * perCall);
}

/** @param starts chance of its own for what comes up at the start of a run */
export function drawPlot(chance: Chance, starts: Chance, hurried: boolean): Plot {
  const share = chance.fraction();
  const decision =
    share < 0.8
      ? 'approve'
      : share < 0.86
        ? 'reject'
        : share < 0.91
          ? 'withdraw'
          : share < 0.95
            ? 'nobody'
            : 'too-late';
  return {
    decision,
    meddling: chance.happens(0.3),
    stopAfterMs: chance.happens(0.25) ? chance.between(0, 60_000) : null,
    stopAtTrouble: chance.happens(0.15),
    whenPaused: chance.happens(0.8) ? 'resume' : 'stop',
    retry: chance.happens(0.3),
    atItsStart: starts.happens(0.15) ? drawStart(starts) : null,
    stopAfterRunningMs: starts.happens(hurried ? 0.5 : 0.05) ? starts.between(0, 1_500) : null,
  };
}

function drawStart(chance: Chance): StartPlot {
  return {
    frozenForMs: chance.pick([10, 30, 90, 150, 400]) * 1_000,
    leaves: chance.pick(['nobody', 'nobody', 'requester', 'approver']),
    unknown: chance.happens(0.5),
  };
}
