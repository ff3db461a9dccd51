import type { AccountId, BatchId, DirectoryName, RequestId } from '../ids.ts';

/**
 * A batch's life:
 *
 * ```
 * ready ─► calling ─► done          answered for everybody
 *   ▲         ├────► ready          refused for now (throttle, no connection): the same call again later
 *   │         ├────► settling ─► reading ─► done, ready or settling
 *   │         └────► split          replaced by two halves
 *   └── dropped                     its request was stopped before it was sent
 * ```
 *
 * `calling` means that a call may have left; a process that dies there leaves a doubt, so the batch goes on as `settling`.
 */
export const BATCH_STATES = ['ready', 'calling', 'settling', 'reading', 'done', 'split', 'dropped'] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/** States in which a batch still has something to do. */
export const OPEN_BATCH_STATES = ['ready', 'calling', 'settling', 'reading'] as const satisfies readonly BatchState[];

/**
 * Why effects may exist that no answer told of: a call was `lost`; an answer left people `unmentioned` (sending that again
 * under its token would only replay the same answer); the batch as a whole was `taken`; or it was `rejected` as a whole,
 * by a directory that may have begun with it. `lost-then-rejected`: both, so that what was lost may still come.
 */
export const DOUBTS = ['none', 'lost', 'unmentioned', 'taken', 'rejected', 'lost-then-rejected'] as const;
export type Doubt = (typeof DOUBTS)[number];

export interface Batch {
  readonly id: BatchId;
  readonly requestId: RequestId;
  readonly directory: DirectoryName;
  readonly operation: string;
  /** In sending order; never changes, as the token must always travel with the same payload. */
  readonly members: readonly AccountId[];
  /** Its place in the plan's order. */
  readonly position: number;
  /** It is not sent before everybody of lower stages has an outcome that was proven. */
  readonly stage: number;
  readonly token: string;
  readonly state: BatchState;
  /** Counts claims; a result is written only under the fence it was obtained under. */
  readonly fence: number;
  /** Calls since the request started or was last resumed. */
  readonly attempts: number;
  readonly readBacks: number;
  readonly doubt: Doubt;
}
