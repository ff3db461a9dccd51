import type { Generated, Insertable, Selectable } from 'kysely';

/**
 * The relational model, as both stores hold it. Times are integer milliseconds UTC; JSON is text, parsed by zod when read;
 * booleans are 0 or 1. Which folder owns the queries of a table stands beside it.
 */
export interface Database {
  requests: RequestsTable;
  plans: PlansTable;
  plan_pieces: PlanPiecesTable;
  targets: TargetsTable;
  request_policy: RequestPolicyTable;
  decisions: DecisionsTable;
  batches: BatchesTable;
  attempts: AttemptsTable;
  directories: DirectoriesTable;
  turns: TurnsTable;
  posts: PostsTable;
  deliveries: DeliveriesTable;
  audit_events: AuditEventsTable;
  audit_events_before_chain: AuditEventsBeforeChainTable;
  secrets: SecretsTable;
  guards: GuardsTable;
  freezes: FreezesTable;
  freeze_holders: FreezeHoldersTable;
  notices: NoticesTable;
  audit_head: AuditHeadTable;
  audit_clear: AuditClearTable;
  checkpoints: CheckpointsTable;
  checkpoint_posts: CheckpointPostsTable;
}

/** requests/ */
export interface RequestsTable {
  id: string;
  version: number;
  kind: string;
  directory: string;
  operation: string;
  requester_id: string;
  requester_team_id: string;
  reason: string | null;
  /** RequestState's tag, for queries; `state_json` is the whole. */
  state: string;
  state_json: string;
  choice_words: string | null;
  /** Of its plan: how many people it changes. */
  people: number;
  choices_json: string;
  /** Commitments to what stands in `secrets`. */
  sealed_json: string;
  /** Of the plan, which has a table of its own. */
  digest: string;
  retry_of: string | null;
  created_at: number;
  updated_at: number;
  /** When the clock loop must look at it (draft lapses, request expires), or null. */
  due_at: number | null;
  /** The version up to which Slack shows everything. */
  shown_version: Generated<number>;
}

/** requests/; written once at preview, read at a decision and at a retry. */
export interface PlansTable {
  request_id: string;
  /** The whole of what is approved: what a request's `digest` is of. Of a large plan all but its changes, which lie in pieces. */
  plan_json: string;
}

/** requests/; the changes of a large plan, written and read like what it begins with. */
export interface PlanPiecesTable {
  request_id: string;
  /** From 1. */
  position: number;
  /** A JSON array of some hundred changes. */
  plan_json: string;
}

/** requests/; written once at preview, outcome columns by dispatch/. */
export interface TargetsTable {
  request_id: string;
  position: number;
  kind: string;
  typed_json: string;
  account_id: string | null;
  label: string;
  email: string | null;
  reason: string | null;
  outcome: string | null;
  outcome_reason: string | null;
  outcome_at: number | null;
  /** What the plan pins of this person besides the account; null when that is nothing. */
  details_json: string | null;
  /** The account as the approval saw it. Null for those that will not change. */
  state_json: string | null;
}

/** requests/; what the policy is asked about, written at the preview. Requests from before have no row. */
export interface RequestPolicyTable {
  request_id: string;
  blast_json: string;
  reason_json: string;
  /** Slack ids of those who were named by mention or user group, as a JSON array. */
  targets_json: string;
  /** Who was in which group when it was submitted, and who asked; null until then. */
  pins_json: string | null;
}

/** approvals/; one row per approver and request. */
export interface DecisionsTable {
  request_id: string;
  approver_id: string;
  verdict: string;
  reason: string | null;
  digest: string;
  decided_at: number;
  /** The stage a yes was given for; null for a no, and for decisions from before there were stages. */
  stage: string | null;
  /** PersonKey of the approver when they decided, or null. */
  person_key: string | null;
}

/** dispatch/ */
export interface BatchesTable {
  id: string;
  request_id: string;
  kind: string;
  directory: string;
  operation: string;
  /** Its place in the plan's order; halves keep the place of the whole. */
  position: number;
  /** Account ids as a JSON array, in sending order; never changed. */
  members_json: string;
  token: string;
  /** SHA-256 over all that its call says: a token never travels with another payload. */
  payload_digest: string;
  /** ready, calling, settling, done, split, dropped */
  state: string;
  fence: number;
  owner: string | null;
  lease_until: number | null;
  attempts: number;
  read_backs: number;
  /** none, lost, unmentioned */
  doubt: string;
  not_before: number;
  /** What went wrong last, as a sentence, or null. */
  problem: string | null;
  /** The batch this one was split from. */
  split_from: string | null;
  /** The request that it was last found to wait for, for the card; who holds whom is found out anew at every claim. */
  held_by: string | null;
  created_at: number;
  /** Not sent before all of lower stages are settled and proven. */
  stage: Generated<number>;
}

/** dispatch/; inserted before the call leaves, completed after it. */
export interface AttemptsTable {
  batch_id: string;
  number: number;
  fence: number;
  started_at: number;
  ended_at: number | null;
  /** CallResult's tag, or null while in flight (for ever, when the process died). */
  result: string | null;
  status: number | null;
  directory_request_id: string | null;
  detail: string | null;
}

/** dispatch/; one row per configured directory. */
export interface DirectoriesTable {
  name: string;
  /** Theoretical arrival time of the next call (GCRA). */
  next_call_at: number;
  /** When the rest that a throttle asked for ends, by the clock of whoever stored it; 0 when a call has left since. */
  not_before: number;
  /** How long that rest is from when it was stored, in milliseconds; 0 where an earlier release stored it. */
  rest_ms: Generated<number>;
  /** Counts the rests that were stored. */
  rests: Generated<number>;
  waiting_for: string | null;
  /** The pace in use, or null before the first call. */
  calls_per_second: number | null;
  /** What the directory last found too fast, when, and the share of it that is left unused; or null. */
  found_per_second: number | null;
  found_at: number | null;
  found_margin: number | null;
  /** When the pace was last halved. */
  slowed_at: Generated<number>;
  /** When a call last went wrong for another reason. */
  troubled_at: Generated<number>;
  /** What kept the last call from leaving earlier: directory, pace, finding, calls. */
  limited_by: string | null;
  /** Counts claims. */
  turns: Generated<number>;
  /** safeguards/: how many people it last said it has, or null. */
  people: Generated<number | null>;
  /** safeguards/: active administrators, as last counted while they were enough, or when they were first counted; or null. */
  admins: Generated<number | null>;
}

/** safeguards/; one row per request that has something to remember. */
export interface GuardsTable {
  request_id: string;
  /** Stages whose effect was seen in the directory: 1 after the first. */
  stages_proven: Generated<number>;
  /** Looks at the stage that is being proven. */
  looks: Generated<number>;
  /** What the breaker saw when it last tripped: it does not trip for it again. */
  seen_json: string | null;
  /** When the cool-down ends; null where there is none. */
  starts_at: Generated<number | null>;
  /** When the clock loop must look at the cool-down; null when it is over: nothing is sent before. */
  next_at: Generated<number | null>;
  /** The last reminder, in hours before the start. */
  reminded: Generated<number | null>;
}

/** safeguards/; whoever stopped every call, and whoever let them go on. */
export interface FreezesTable {
  id: string;
  /** slack, file, variable */
  source: string;
  at: number;
  by_id: string | null;
  reason: string | null;
  lifted_at: number | null;
  lifted_by: string | null;
}

/** safeguards/; one row per process that a file or variable freezes: the freeze of its source holds while any of them lives. */
export interface FreezeHoldersTable {
  /** file, variable */
  source: string;
  /** A process: new with each start. */
  owner: string;
  /** When it was last heard of. */
  renewed_at: number;
}

/** notices/; what the second channel is to be told of Muster itself, kept for a week. */
export interface NoticesTable {
  id: string;
  at: number;
  /** What it is about: the same is not told again soon. */
  subject: string;
  /** Ids and counts only. */
  data_json: string;
  /** waiting, sending (perhaps posted), told, dropped */
  state: string;
  /** Grows with every claim. */
  fence: Generated<number>;
  attempts: Generated<number>;
  /** The lease of whoever posts it, or when to try again. */
  not_before: Generated<number>;
  updated_at: number;
}

/** dispatch/; one row per request that was approved. */
export interface TurnsTable {
  request_id: string;
  /** The directory's turn in which it was last served, or in which it was approved: the lowest is next. */
  turn: number;
}

/** slack/; what was posted where. `key` is `card`, `report:failed:2`, `notice:finished` … */
export interface PostsTable {
  request_id: string;
  key: string;
  /** sending, posted, failed */
  state: string;
  channel_id: string | null;
  ts: string | null;
  /** The request version it shows; of a claim nothing. */
  rendered_version: number;
  attempts: number;
  not_before: number;
  updated_at: number;
}

/** slack/; what Slack delivered, remembered for a week. What was acknowledged and is not worked off has a lease. */
export interface DeliveriesTable {
  key: string;
  received_at: number;
  /** Whose work it is: the name of a listener. */
  handler: Generated<string | null>;
  /** The fields that the listener reads, which may hold a secret somebody typed: gone once it is worked off. */
  body_json: Generated<string | null>;
  /** The process that works on it. */
  owner: Generated<string | null>;
  /** When somebody else may take it up; null when there is nothing left to do. */
  lease_until: Generated<number | null>;
  /** How often it was begun. */
  starts: Generated<number>;
}

/** audit/; events from before there was a chain. Nothing is written here any more. */
export interface AuditEventsBeforeChainTable {
  seq: number;
  id: string;
  at: number;
  request_id: string | null;
  actor: string;
  kind: string;
  data_json: string;
}

/** audit/; append-only. `seq` counts from 1 without gaps, `data_json` is canonical JSON, `previous` the hash of the event before. */
export interface AuditEventsTable extends AuditEventsBeforeChainTable {
  previous: string;
  hash: string;
}

/** audit/; one row: the last event. */
export interface AuditHeadTable {
  one: number;
  seq: number;
  hash: string;
}

/** audit/; the personal texts that events commit to. Rows are never changed; erasing a person removes theirs. */
export interface AuditClearTable {
  commitment: string;
  salt: string;
  clear: string;
  request_id: string | null;
  account_id: string | null;
  /** In lower case. */
  email: string | null;
}

/** audit/; append-only. `line` is the signed checkpoint as it was posted. */
export interface CheckpointsTable {
  seq: number;
  at: number;
  line: string;
}

/** audit/; up to which checkpoint a place outside has them all. */
export interface CheckpointPostsTable {
  place: string;
  seq: number;
}

/** requests/; what was chosen and must not be seen, until its request ends. */
export interface SecretsTable {
  request_id: string;
  name: string;
  salt: string;
  value: string;
}

export type RequestRow = Selectable<RequestsTable>;
export type TargetRow = Selectable<TargetsTable>;
export type BatchRow = Selectable<BatchesTable>;
export type AttemptRow = Selectable<AttemptsTable>;
export type NewBatchRow = Insertable<BatchesTable>;
export type PostRow = Selectable<PostsTable>;
export type NoticeRow = Selectable<NoticesTable>;
