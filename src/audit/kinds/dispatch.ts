import { z } from 'zod';
import { Sealed } from '../sealed.ts';
import { Count, Doubt, PersonOutcome } from './parts.ts';

const outcomes = z.array(PersonOutcome);
const batch = z.string();

/** Calls and what came of them. The actor is `muster`. */
export const DISPATCH_KINDS = {
  /** Written before the call leaves. */
  'call.intended': z.strictObject({ batch, attempt: Count, token: z.string(), people: Count }),
  /** What came back. */
  'call.ended': z.strictObject({
    batch,
    attempt: Count,
    /** `answered`, `refused`, `throttled`, `unavailable`, `unauthenticated`, `forbidden`, `not-sent`, `lost`. */
    result: z.string(),
    /** The HTTP status where the result tells one. */
    status: z.int().nullable(),
    /** The directory's own id of the call. */
    directoryRequestId: z.string().nullable(),
    /** From the claim to the answer. */
    durationMs: z.int(),
    /** The directory's words. */
    detail: Sealed.nullable(),
  }),
  'batch.settled': z.strictObject({ batch, fence: Count, next: z.string(), doubt: Doubt, outcomes }),
  /** Never sent, since the request was stopped. */
  'batch.dropped': z.strictObject({ batch, outcomes }),
  /** Sent before the request was stopped: it is read back. */
  'batch.doubted': z.strictObject({ batch, doubt: Doubt, outcomes }),
  /** Replaced by a batch without those who became protected. */
  'batch.shrunk': z.strictObject({ batch, doubt: Doubt, left: Count, outcomes }),
  /** Replaced by two: its first people take the place of a stage (from 0) that sent nobody, the others come after them. */
  'batch.cut': z.strictObject({ batch, stage: Count, first: Count, left: Count }),
  /** What a dead process left behind. */
  'batch.recovered': z.strictObject({ batch, fence: Count, state: z.string() }),
};
