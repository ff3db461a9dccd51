import { appendEvent } from '../audit/event.ts';
import { personal } from '../audit/sealed.ts';
import { findOperation } from '../directories/managed.ts';
import { insertBatches } from '../dispatch/batch-records.ts';
import { lineUp } from '../dispatch/directory-records.ts';
import { planBatches } from '../dispatch/plan-batches.ts';
import type { RequestId, SlackTeamId } from '../ids.ts';
import { NO_SUCH_REQUEST, refused, refusedBy, whatBecame } from '../requests/answers.ts';
import { ringAll, type UseCaseDeps } from '../requests/deps.ts';
import type { Plan } from '../requests/plan.ts';
import { loadPlan } from '../requests/plan-records.ts';
import type { Decision, Request } from '../requests/request.ts';
import {
  insertDecision,
  loadDecisions,
  loadRequest,
  moveRequest,
  touchUnchanged,
  viewOf,
} from '../requests/request-records.ts';
import type { MayDecide } from '../requests/rights.ts';
import type { Acted, Actor, Refused } from '../requests/use-cases.ts';
import type { RequestView } from '../requests/view.ts';
import { holdToCap } from '../requests/within-caps.ts';
import { coolDownOf } from '../safeguards/cool-down.ts';
import { saveCoolDown } from '../safeguards/guard-records.ts';
import { isRamped } from '../safeguards/ramp.ts';
import { tooSoon } from '../safeguards/reading-time.ts';
import { safeguardsOf } from '../safeguards/settings.ts';
import type { Queries } from '../store/store.ts';

export async function mayDecide(
  deps: UseCaseDeps,
  id: RequestId,
  actor: Actor,
): Promise<{ readonly kind: 'allowed'; readonly view: RequestView } | Refused> {
  const request = await loadRequest(deps.store.db, id);
  if (!request || request.state.kind === 'drafted') return NO_SUCH_REQUEST;
  const rights = await deps.rights.mayDecide(request, actor);
  if (rights.kind === 'refused') return rights;
  return { kind: 'allowed', view: await viewOf(deps.store.db, request) };
}

/** One yes. The last one needed makes the batches in the same transaction, so that an approved request always has its work. */
export async function approve(deps: UseCaseDeps, id: RequestId, actor: Actor): Promise<Acted> {
  const appearedAt = (await deps.cardAppearedAt?.(id)) ?? null;
  const forbid: Forbid = async (tx, request, now) => {
    const found = operationOf(deps, request);
    const { readingMs } = safeguardsOf(found.managed);
    const since = deps.cardAppearedAt || request.state.kind !== 'pending' ? appearedAt : request.state.submittedAt;
    const soon = found.operation.traits.reversible ? null : tooSoon({ readingMs, appearedAt: since, now });
    return soon === null
      ? holdToCap(tx, { ...found, wanted: request.people, request: id }, now)
      : refusedBy('reading-time', soon);
  };
  return decide(deps, id, actor, async (tx, { request, plan, now, rights }) => {
    const before = await loadDecisions(tx, id);
    if (before.some(({ approver }) => approver === actor.id)) return worked(null);
    const yes = rights.wouldApprove(before);
    if (yes.kind === 'refused') return yes;
    const no = await forbid(tx, request, now);
    if (no) return no;
    const found = operationOf(deps, request);
    const decision: Decision = {
      approver: actor.id,
      verdict: 'approve',
      reason: null,
      digest: request.digest,
      at: now,
      stage: yes.stage,
      ...(rights.personKey === null ? {} : { personKey: rights.personKey }),
    };
    if (!(await record(deps, tx, decision, { request, team: actor.teamId }))) return worked(null);
    if (!yes.isEnough) {
      await touchUnchanged(tx, request, now);
      return worked(await loadRequest(tx, id));
    }
    const { traits } = found.operation;
    const safeguards = safeguardsOf(found.managed);
    const coolDown = coolDownOf(traits, safeguards.coolDownMs, now);
    const { startsWithinMs } = deps;
    // What cools down first has its time to start after that.
    const startBy = startsWithinMs === undefined ? {} : { startBy: (coolDown?.startsAt ?? now) + startsWithinMs };
    const event = { kind: 'approved', at: now, ...startBy } as const;
    const moved = await moveRequest(tx, request, event, { actor: actor.id, random: deps.random });
    if (moved) {
      const ramped = isRamped(traits, request.people, safeguards);
      const { batchSize } = traits;
      await insertBatches(tx, planBatches(request, plan, { batchSize, ramped }, now, deps.random));
      if (coolDown) await saveCoolDown(tx, id, coolDown);
      await lineUp(tx, request);
    }
    return worked(moved);
  });
}

/** One no is enough. */
export async function reject(deps: UseCaseDeps, id: RequestId, actor: Actor, reason: string): Promise<Acted> {
  if (reason.trim() === '') return refused('Say why you reject it: the requester will read it.');
  return decide(deps, id, actor, async (tx, { request, now }) => {
    const decision: Decision = {
      approver: actor.id,
      verdict: 'reject',
      reason: reason.trim(),
      digest: request.digest,
      at: now,
    };
    if (!(await record(deps, tx, decision, { request, team: actor.teamId }))) return worked(null);
    const event = { kind: 'rejected', at: now, by: actor.id, reason: reason.trim() } as const;
    return worked(await moveRequest(tx, request, event, { actor: actor.id, random: deps.random }));
  });
}

/** What a safeguard says against an approval, in the transaction that would make it; null for nothing. */
type Forbid = (tx: Queries, request: Request, now: number) => Promise<Refused | null>;

function operationOf({ directories }: Pick<UseCaseDeps, 'directories'>, { directory, operation }: Request) {
  const found = findOperation(directories, directory, operation);
  if (!found) throw new Error('A request that is decided has no operation');
  return found;
}

/** `request`: as it is now; null when this person had decided before. */
type Worked = { readonly kind: 'worked'; readonly request: Request | null } | Refused;
const worked = (request: Request | null): Worked => ({ kind: 'worked', request });

/** What a decision is about. */
interface Deciding {
  readonly request: Request;
  /** The one that the request's digest names. */
  readonly plan: Plan;
  readonly now: number;
  readonly rights: MayDecide;
}

/**
 * The person's right first, then state and decision in one transaction: two clicks at once make one decision. The plan, which nothing
 * may change while a request is open, is read and proven before that, so that nobody waits for it. Throws when it is another plan.
 */
async function decide(
  deps: UseCaseDeps,
  id: RequestId,
  actor: Actor,
  work: (tx: Queries, deciding: Deciding) => Promise<Worked>,
): Promise<Acted> {
  const seen = await loadRequest(deps.store.db, id);
  if (!seen || seen.state.kind === 'drafted') return NO_SUCH_REQUEST;
  const rights = await deps.rights.mayDecide(seen, actor);
  if (rights.kind === 'refused') return rights;
  if (seen.state.kind === 'pending' && !findOperation(deps.directories, seen.directory, seen.operation)) {
    return refused(
      `${seen.directory} is no longer configured for “${seen.operation}”, so this request cannot be decided.`,
    );
  }
  const plan = seen.state.kind === 'pending' ? await loadPlan(deps.store.db, seen) : null;
  const acted = await deps.store.write(async (tx): Promise<Acted> => {
    const request = (await loadRequest(tx, id)) ?? seen;
    const now = deps.clock.now();
    if (plan === null || request.state.kind !== 'pending' || now >= request.state.expiresAt) {
      const reason =
        request.state.kind === 'pending'
          ? 'This request has expired. Your click changed nothing.'
          : whatBecame(request);
      return { kind: 'too-late', reason, view: await viewOf(tx, request) };
    }
    const done = await work(tx, { request, plan, now, rights });
    if (done.kind === 'refused') return done;
    if (done.request === null) {
      return { kind: 'too-late', reason: 'You have already decided on this request.', view: await viewOf(tx, request) };
    }
    return { kind: 'done', view: await viewOf(tx, done.request) };
  });
  if (acted.kind === 'done') {
    const { state } = acted.view.request;
    deps.log.info({ requestId: id, actor: actor.id, state: state.kind }, 'A decision was stored');
  }
  ringAll(deps.changed);
  return acted;
}

/** The decision and its audit event; false when this person had decided before. */
async function record(
  deps: UseCaseDeps,
  tx: Queries,
  decision: Decision,
  { request, team }: { readonly request: Request; readonly team: SlackTeamId },
): Promise<boolean> {
  if (!(await insertDecision(tx, request.id, decision))) return false;
  await appendEvent(
    tx,
    {
      at: decision.at,
      requestId: request.id,
      actor: decision.approver,
      kind: `decision.${decision.verdict}`,
      data: {
        digest: decision.digest,
        identity: 'slack',
        team,
        stage: decision.stage ?? null,
        reason: personal(decision.reason),
      },
    },
    deps.random,
  );
  return true;
}
