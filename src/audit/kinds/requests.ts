import { z } from 'zod';
import { SAFEGUARD_RULES } from '../../safeguards/settings.ts';
import { Sealed } from '../sealed.ts';
import { Count, Hash, Milliseconds } from './parts.ts';

const State = z.enum([
  'drafted',
  'pending',
  'approved',
  'running',
  'paused',
  'stopping',
  'finished',
  'stopped',
  'cancelled',
  'lapsed',
  'rejected',
  'withdrawn',
  'expired',
]);

const moved = <Facts extends z.ZodRawShape>(facts: Facts) => z.strictObject({ from: State, to: State, ...facts });

/** A request's life. The actor is who brought it about; `muster` where time or the work itself did. */
export const REQUEST_KINDS = {
  /** A preview was shown and stored. What was chosen is in the digest. */
  'request.drafted': z.strictObject({
    kind: z.string(),
    directory: z.string(),
    operation: z.string(),
    /** SHA-256 of the plan's canonical JSON: what decisions are bound to. */
    digest: Hash,
    /** How many accounts the plan changes. */
    people: Count,
    reason: Sealed.nullable(),
    retryOf: z.string().nullable(),
  }),
  /** Who was named and how each was classified; as many events as it takes. */
  'request.people': z.strictObject({
    people: z.array(
      z.strictObject({
        /** Commits to `{accountId, email, label, typed}` as canonical JSON. */
        person: Sealed,
        target: z.enum(['will-change', 'already-so', 'protected', 'ambiguous', 'not-found', 'invalid']),
      }),
    ),
  }),
  'request.submitted': moved({ expiresAt: Milliseconds, quorum: z.int().min(1), reason: Sealed.nullable() }),
  'request.cancelled': moved({}),
  'request.withdrawn': moved({ by: z.string() }),
  'request.rejected': moved({ by: z.string(), reason: Sealed }),
  'request.approved': moved({}),
  'request.started': moved({}),
  'request.paused': moved({ reason: Sealed }),
  'request.resumed': moved({}),
  'request.stop-asked': moved({ by: z.string() }),
  /** Approvers are not reminded any more. */
  'request.quieted': moved({ by: z.string() }),
  /** No batch is open any more: finished or stopped. */
  'request.emptied': moved({}),
  /** Time has come: lapsed, expired, or (from pending to pending) approvers were reminded. */
  'request.due': moved({}),
  /** Irreversible work that was approved starts soon; `hoursBefore` that. */
  'cool-down.reminded': z.strictObject({ startsAt: Milliseconds, hoursBefore: Count.nullable() }),
  /** From now on it may be sent. */
  'cool-down.ended': z.strictObject({ startsAt: Milliseconds }),
};

const decision = z.strictObject({
  /** The digest the approver saw. */
  digest: Hash,
  /** How it is known who decided: a request that Slack signed, by a full member of the workspace. */
  identity: z.literal('slack'),
  team: z.string(),
  /** The stage a yes counted for; null for a no. */
  stage: z.string().nullable().exactOptional(),
  reason: Sealed.nullable(),
});

export const DECISION_KINDS = { 'decision.approve': decision, 'decision.reject': decision };

/** Somebody was refused, or came too late; nothing was changed. */
export const REFUSAL_KINDS = {
  refused: z.strictObject({
    /** What they tried: `preview`, `submit`, `approve` … */
    what: z.string(),
    why: z.enum(['refused', 'too-late']),
    team: z.string(),
    directory: z.string().nullable(),
    operation: z.string().nullable(),
    /** The safeguard that said it, where it was one. */
    rule: z.enum(SAFEGUARD_RULES).exactOptional(),
    /** The sentence they were told. */
    reason: Sealed,
  }),
  /** What a directory knows of people was shown to somebody. */
  'people.looked-up': z.strictObject({ directory: z.string(), people: Count, team: z.string() }),
};
