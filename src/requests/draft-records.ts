import { appendEvent } from '../audit/event.ts';
import type { Details } from '../directories/operation.ts';
import type { Random } from '../runtime/random.ts';
import type { Queries } from '../store/store.ts';
import { dueAt } from './life.ts';
import { type Plan, type PlannedChange, planPieces } from './plan.ts';
import { insertPieces } from './plan-records.ts';
import type { Request } from './request.ts';
import type { KeptSecret } from './seal.ts';
import { keepSecrets } from './secret-records.ts';
import { draftedFact, peopleFacts } from './told.ts';
import type { StoredTarget } from './view.ts';

/** Rows per INSERT: far below the bound-value limits of both stores, as SQLite keeps what was last bound. */
const TARGETS_PER_INSERT = 250;

export interface NewDraft {
  readonly request: Request;
  /** The one its digest names. */
  readonly plan: Plan;
  /** Those of its pieces that are stored now, the others by `insertPieces`; all where nothing is said. */
  readonly pieces?: readonly string[];
  readonly targets: readonly StoredTarget[];
  readonly secrets?: readonly KeptSecret[];
}

/** A draft with those of its people that are given; the others are added by `insertTargets`, and of a large plan `insertPieces`. */
export async function insertDraft(
  tx: Queries,
  { request, plan, pieces = [...planPieces(plan)], targets, secrets = [] }: NewDraft,
  random: Random,
): Promise<void> {
  await tx
    .insertInto('requests')
    .values({
      id: request.id,
      version: request.version,
      kind: request.kind,
      directory: request.directory,
      operation: request.operation,
      requester_id: request.requester,
      requester_team_id: request.requesterTeam,
      reason: request.reason,
      state: request.state.kind,
      state_json: JSON.stringify(request.state),
      choice_words: request.choiceWords,
      people: request.people,
      choices_json: JSON.stringify(request.choices),
      sealed_json: JSON.stringify(request.sealed),
      digest: request.digest,
      retry_of: request.retryOf,
      created_at: request.createdAt,
      updated_at: request.updatedAt,
      due_at: dueAt(request.state),
    })
    .execute();
  await insertPieces(tx, request.id, pieces, 0);
  await keepSecrets(tx, request.id, secrets);
  await appendEvent(tx, { ...about(request), ...draftedFact(request) }, random);
  await insertTargets(tx, { request, plan, targets }, random);
}

/** Some of those who were named in a draft, and the events that tell of them: whatever is committed, the trail says the same. */
export async function insertTargets(
  tx: Queries,
  { request, plan, targets }: Pick<NewDraft, 'request' | 'plan' | 'targets'>,
  random: Random,
): Promise<void> {
  for (let start = 0; start < targets.length; start += TARGETS_PER_INSERT) {
    const rows = targets.slice(start, start + TARGETS_PER_INSERT).map((target) => {
      const change = target.kind === 'will-change' ? changeOf(plan, target.accountId) : undefined;
      return {
        request_id: request.id,
        position: target.position,
        kind: target.kind,
        typed_json: JSON.stringify(target.typed),
        account_id: target.accountId,
        label: target.label,
        email: target.email,
        reason: target.reason,
        outcome: null,
        outcome_reason: null,
        outcome_at: null,
        details_json: detailsJson(change?.details),
        state_json: change === undefined ? null : JSON.stringify(change.state),
      };
    });
    await tx.insertInto('targets').values(rows).execute();
  }
  for (const facts of peopleFacts(targets)) await appendEvent(tx, { ...about(request), ...facts }, random);
}

/** Are all stored who were named? A process that dies meanwhile leaves a draft with a part of them. */
export async function isWhole(queries: Queries, { id, state }: Request): Promise<boolean> {
  if (state.kind !== 'drafted' || state.named === undefined) return true;
  const { stored } = await queries
    .selectFrom('targets')
    .select((eb) => eb.fn.countAll<number>().as('stored'))
    .where('request_id', '=', id)
    .executeTakeFirstOrThrow();
  return stored === state.named;
}

const about = ({ createdAt, id, requester }: Request) => ({ at: createdAt, requestId: id, actor: requester });

/** A plan's changes are sorted by account id. */
function changeOf({ changes }: Plan, accountId: string | null): PlannedChange | undefined {
  if (accountId === null) return undefined;
  let [from, to] = [0, changes.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const id = changes[middle]?.accountId ?? '';
    if (id === accountId) return changes[middle];
    if (id < accountId) from = middle + 1;
    else to = middle;
  }
  return undefined;
}

const detailsJson = (details: Details | undefined): string | null =>
  details === undefined || Object.keys(details).length === 0 ? null : JSON.stringify(details);
