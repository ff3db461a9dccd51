import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Details } from '../directories/operation.ts';
import { type AccountId, batchId } from '../ids.ts';
import type { Plan } from '../requests/plan.ts';
import type { Request } from '../requests/request.ts';
import { type Random, uuidV7 } from '../runtime/random.ts';
import { cutBatches } from '../safeguards/ramp.ts';
import type { NewBatchRow } from '../store/schema.ts';
import type { Batch, Doubt } from './batch.ts';
import type { Resent } from './verdict.ts';

/** What a batch sends is made of this and its members. */
export interface Pinned {
  readonly request: Pick<Request, 'id' | 'kind' | 'directory' | 'operation' | 'choices' | 'sealed'>;
  /** Of members that have any. */
  readonly details: ReadonlyMap<AccountId, Details>;
}

interface BatchOf extends Pinned {
  readonly members: readonly AccountId[];
  readonly now: number;
  readonly random: Random;
  readonly position: number;
  readonly stage: number;
  readonly splitFrom: string | null;
  readonly doubt: Doubt;
}

/** What the plan pins of people besides their ids; whoever has nothing is left out. */
function detailsOf(plan: Plan): ReadonlyMap<AccountId, Details> {
  return new Map(
    plan.changes.flatMap(({ accountId, details }) =>
      Object.keys(details).length > 0 ? [[accountId, details] as const] : [],
    ),
  );
}

/** What a token stands for: the same token must never travel with another digest. */
export function payloadDigest({ request, details }: Pinned, members: readonly AccountId[]): string {
  const { kind, directory, operation, choices, sealed } = request;
  const text = canonicalize({
    kind,
    directory,
    operation,
    choices,
    ...(Object.keys(sealed).length === 0 ? {} : { sealed }),
    members,
    details: Object.fromEntries(members.flatMap((id) => (details.has(id) ? [[id, details.get(id)]] : []))),
  });
  if (text === undefined) throw new Error('A batch has no canonical form');
  return createHash('sha256').update(text).digest('hex');
}

function newBatch({ request, details, members, now, random, position, stage, splitFrom, doubt }: BatchOf): NewBatchRow {
  const id = batchId(uuidV7(now, random));
  return {
    id,
    request_id: request.id,
    kind: request.kind,
    directory: request.directory,
    operation: request.operation,
    position,
    stage,
    members_json: JSON.stringify(members),
    // Wickr takes 1–64 of [a-zA-Z0-9-_:]; derived from the stored id, so that it is the same after any crash.
    token: `muster:${id}`,
    payload_digest: payloadDigest({ request, details }, members),
    state: 'ready',
    fence: 0,
    owner: null,
    lease_until: null,
    attempts: 0,
    read_backs: 0,
    doubt,
    not_before: now,
    problem: null,
    split_from: splitFrom,
    held_by: null,
    created_at: now,
  };
}

/**
 * Cuts a request's plan into batches of at most `batchSize`, in the plan's order; every account is in exactly one. Those
 * of a ramped request begin with one person and then five.
 */
export function planBatches(
  request: Pinned['request'],
  plan: Plan,
  { batchSize, ramped = false }: { readonly batchSize: number; readonly ramped?: boolean },
  now: number,
  random: Random,
): readonly NewBatchRow[] {
  const members = plan.changes.map((change) => change.accountId);
  const details = detailsOf(plan);
  const batches: NewBatchRow[] = [];
  let start = 0;
  for (const { size, stage } of cutBatches(members.length, batchSize, ramped)) {
    batches.push(
      newBatch({
        request,
        details,
        members: members.slice(start, start + size),
        now,
        random,
        position: batches.length,
        stage,
        splitFrom: null,
        doubt: 'none',
      }),
    );
    start += size;
  }
  return batches;
}

/**
 * Batches for the parts of another that are still to be sent; empty parts need none. Each has a token of its own, as each
 * is another payload. What an earlier call of the whole may have done stays in doubt for all of them.
 */
export function replaceBatch(
  batch: Pick<Batch, 'id' | 'position' | 'stage' | 'doubt'>,
  parts: readonly (readonly AccountId[])[],
  pinned: Pinned,
  now: number,
  random: Random,
  resent: Resent = { attempts: 0, at: now },
): readonly NewBatchRow[] {
  return parts
    .filter((members) => members.length > 0)
    .map((members) => ({
      ...newBatch({
        ...pinned,
        members,
        now,
        random,
        position: batch.position,
        stage: batch.stage,
        splitFrom: batch.id,
        doubt: batch.doubt,
      }),
      attempts: resent.attempts,
      not_before: resent.at,
    }));
}
