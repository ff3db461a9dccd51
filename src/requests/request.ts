import { z } from 'zod';
import type { Choices } from '../directories/operation.ts';
import type { DirectoryName, PlanDigest, RequestId, SlackTeamId, SlackUserGroupId, SlackUserId } from '../ids.ts';
import type { PersonKey } from '../people/person-key.ts';
import type { Sealed } from './seal.ts';

const Actor = z.string().transform((id) => id as SlackUserId);
const Milliseconds = z.int();

/** The name of the one round of a rule without stages. */
export const ONLY_STAGE = 'approval';

/** One round of approvals as it was demanded at submission, for people to read; what counts is the policy in force. */
export const WaitingStage = z.strictObject({
  name: z.string(),
  quorum: z.int().min(1),
  /** Slack ids the policy names: of persons (U…, W…) and of user groups (S…). */
  users: z.array(Actor),
  groups: z.array(z.string().transform((id) => id as SlackUserGroupId)),
});
export type WaitingStage = z.infer<typeof WaitingStage>;

/**
 * A request's life, one shape per state:
 *
 * ```
 * drafted ─► pending ─► approved ─► running ─► finished
 *    │          │           │        │   ▲
 *    │          │           └────────┤   └── resumed
 *    │          │                    ├─► paused ─► stopping
 *    │          │                    └─► stopping ─► stopped
 *    └─► cancelled, lapsed
 *               └─► rejected, withdrawn, expired
 * ```
 */
export const RequestState = z.discriminatedUnion('kind', [
  /**
   * Previewed, not submitted. Lapses by itself. `named`: so many were named in it, and they are stored a portion at a time; absent
   * where all are stored together with it. `admins`: what its preview knew of administrators, where it had to say something.
   */
  z.strictObject({
    kind: z.literal('drafted'),
    lapsesAt: Milliseconds,
    named: z.int().exactOptional(),
    admins: z
      .strictObject({ now: z.int().nullable(), before: z.int().nullable(), named: z.int() })
      .readonly()
      .exactOptional(),
  }),
  z.strictObject({ kind: z.literal('cancelled'), at: Milliseconds }),
  /** A draft nobody submitted. */
  z.strictObject({ kind: z.literal('lapsed'), at: Milliseconds }),
  z.strictObject({
    kind: z.literal('pending'),
    submittedAt: Milliseconds,
    expiresAt: Milliseconds,
    quorum: z.int().min(1),
    /** In order; absent for requests from before there were stages. */
    stages: z.array(WaitingStage).exactOptional(),
    /** When approvers are still to be reminded, ascending, and how often they were. */
    remindAt: z.array(Milliseconds).exactOptional(),
    reminded: z.int().exactOptional(),
  }),
  z.strictObject({ kind: z.literal('rejected'), at: Milliseconds, by: Actor, reason: z.string() }),
  z.strictObject({ kind: z.literal('withdrawn'), at: Milliseconds, by: Actor }),
  /** `unstarted`: it was approved, and did not start in time. */
  z.strictObject({ kind: z.literal('expired'), at: Milliseconds, unstarted: z.literal(true).exactOptional() }),
  /** Quorum reached; its batches exist and none was called yet. `startBy`: after that it expires instead of starting. */
  z.strictObject({ kind: z.literal('approved'), at: Milliseconds, startBy: Milliseconds.exactOptional() }),
  z.strictObject({ kind: z.literal('running'), startedAt: Milliseconds }),
  /**
   * No new call until someone resumes. `reason` says what is wrong and what to do. `startBy`: nothing was called yet, and
   * nothing will be from then on.
   */
  z.strictObject({
    kind: z.literal('paused'),
    startedAt: Milliseconds,
    at: Milliseconds,
    reason: z.string(),
    startBy: Milliseconds.exactOptional(),
  }),
  /** Asked to stop; calls in flight are finishing and what is in doubt is being read back. */
  z.strictObject({ kind: z.literal('stopping'), startedAt: Milliseconds, at: Milliseconds, by: Actor }),
  z.strictObject({ kind: z.literal('stopped'), startedAt: Milliseconds, at: Milliseconds, by: Actor }),
  z.strictObject({ kind: z.literal('finished'), startedAt: Milliseconds, at: Milliseconds }),
]);
export type RequestState = z.infer<typeof RequestState>;
export type RequestStateKind = RequestState['kind'];

/** States in which batches exist and may still change something. */
export const LIVE_STATES = ['approved', 'running', 'paused', 'stopping'] as const satisfies readonly RequestStateKind[];
/** States nothing ever leaves. */
export const END_STATES = [
  'cancelled',
  'lapsed',
  'rejected',
  'withdrawn',
  'expired',
  'stopped',
  'finished',
] as const satisfies readonly RequestStateKind[];

export const isOver = (state: RequestStateKind): boolean => END_STATES.some((end) => end === state);

export interface Request {
  readonly id: RequestId;
  /** Counts every change a reader could see: state, decision, outcome. */
  readonly version: number;
  readonly kind: string;
  readonly directory: DirectoryName;
  readonly operation: string;
  readonly requester: SlackUserId;
  readonly requesterTeam: SlackTeamId;
  /** Null only while drafted. */
  readonly reason: string | null;
  readonly state: RequestState;
  /** What was chosen besides people, for people to read: "Security group: Field Operations". */
  readonly choiceWords: string | null;
  /** Of its plan: how many people change, what was chosen for all of them, and commitments to what is secret of that. */
  readonly people: number;
  readonly choices: Choices;
  readonly sealed: Sealed;
  readonly digest: PlanDigest;
  /** The request whose failures this one repeats. */
  readonly retryOf: RequestId | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Decision {
  readonly approver: SlackUserId;
  readonly verdict: 'approve' | 'reject';
  /** Required with `reject`. */
  readonly reason: string | null;
  /** The digest that was approved: always the plan's at that moment. */
  readonly digest: PlanDigest;
  readonly at: number;
  /** The stage a yes was given for; absent where there was none. */
  readonly stage?: string;
  /** Who the approver was when they decided, whatever their account; absent where their e-mail is not known or does not count. */
  readonly personKey?: PersonKey;
}

/** What became of one target. */
export type Outcome =
  | { readonly kind: 'succeeded'; readonly at: number }
  /** The directory said no, or every attempt certainly had no effect. */
  | { readonly kind: 'failed'; readonly at: number; readonly reason: string }
  /** Something was sent and neither the answer nor a read-back settled it. */
  | { readonly kind: 'unconfirmed'; readonly at: number; readonly reason: string }
  /** Never sent. */
  | { readonly kind: 'skipped'; readonly at: number; readonly reason: string };
export type OutcomeKind = Outcome['kind'];
export const OUTCOME_KINDS = [
  'succeeded',
  'failed',
  'unconfirmed',
  'skipped',
] as const satisfies readonly OutcomeKind[];

/** How many of a request's planned targets stand where. The five add up to the plan. */
export type OutcomeCounts = Readonly<Record<OutcomeKind | 'waiting', number>>;
