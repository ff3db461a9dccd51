import { findOperation } from '../directories/managed.ts';
import type { RequestId } from '../ids.ts';
import { loadSize } from '../safeguards/cap-records.ts';
import { safeguardsOf } from '../safeguards/settings.ts';
import { needsPhrase } from '../safeguards/told.ts';
import type { Queries } from '../store/store.ts';
import { NO_SUCH_REQUEST, refused, whatBecame } from './answers.ts';
import { ringAll, type UseCaseDeps } from './deps.ts';
import { isWhole } from './draft-records.ts';
import { shortDigest } from './plan.ts';
import { emailsOfTargets, loadPolicyFacts, type PolicyFacts, pin } from './policy-records.ts';
import { mentions } from './preview.ts';
import { judgeReason, SOME_REASON } from './reason-demand.ts';
import type { Request } from './request.ts';
import { loadAllTargets, loadRequest, moveRequest, viewOf } from './request-records.ts';
import type { AskedFor, MayAsk } from './rights.ts';
import { confirmationPhrase, toldSafeguards } from './told-safeguards.ts';
import type { Acted, Actor, Previewed, Submission, Submitted } from './use-cases.ts';
import type { RequestView } from './view.ts';
import { askCap, holdToCap } from './within-caps.ts';

/** What its requester may do with a draft: look at it again, drop it, submit it. Nobody else knows that it exists. */

const isTheirs = (request: Request | null, actor: Actor): request is Request =>
  request !== null && request.requester === actor.id && request.requesterTeam === actor.teamId;

const INTERRUPTED =
  'Muster was interrupted while it stored this preview, so it cannot be submitted. Nothing was changed. Run the command again.';

export async function showDraft(deps: UseCaseDeps, id: RequestId, actor: Actor): Promise<Previewed> {
  const request = await loadRequest(deps.store.db, id);
  if (!isTheirs(request, actor)) return NO_SUCH_REQUEST;
  if (request.state.kind !== 'drafted') return refused(whatBecame(request));
  if (!(await isWhole(deps.store.db, request))) return refused(INTERRUPTED);
  const targets = await loadAllTargets(deps.store.db, id);
  const facts = await loadPolicyFacts(deps.store.db, id);
  const rights = await deps.rights.mayAsk(actor, request, askedFor(deps.store.db, id, facts));
  if (rights.kind === 'refused') return rights;
  const view = await viewOf(deps.store.db, request);
  return {
    kind: 'previewed',
    view,
    safeguards: await safeguardsOfDraft(deps, view, rights),
    targets,
    deciders: mentions(rights.deciders),
    quorum: rights.quorum,
    stages: rights.stages,
  };
}

/** As the preview told them: administrators as it knew them, the rest counted anew. */
async function safeguardsOfDraft(
  deps: UseCaseDeps,
  view: RequestView,
  { concernedDeciders }: Pick<MayAsk, 'concernedDeciders'>,
): Promise<readonly string[]> {
  const { directory, operation, people, id, state } = view.request;
  const found = findOperation(deps.directories, directory, operation);
  if (!found) return [];
  const admins = (state.kind === 'drafted' && state.admins) || null;
  const size = await loadSize(deps.store.db, directory);
  const cap = await askCap(deps.store.db, { ...found, wanted: people, request: id }, size, deps.clock.now());
  return toldSafeguards(view, found.managed, found.operation, cap, { concernedDeciders, size, admins });
}

const askedFor = (queries: Queries, id: RequestId, facts: PolicyFacts | null): AskedFor | null =>
  facts && {
    blast: facts.blast,
    targets: facts.targets,
    emailsAmong: (emails) => emailsOfTargets(queries, id, emails),
  };

export async function cancelDraft(deps: UseCaseDeps, id: RequestId, actor: Actor): Promise<Acted> {
  return deps.store.write(async (tx): Promise<Acted> => {
    const request = await loadRequest(tx, id);
    if (!isTheirs(request, actor)) return NO_SUCH_REQUEST;
    const event = { kind: 'cancelled', at: deps.clock.now() } as const;
    const moved = await moveRequest(tx, request, event, { actor: actor.id, random: deps.random });
    if (!moved) return { kind: 'too-late', reason: whatBecame(request), view: await viewOf(tx, request) };
    return { kind: 'done', view: await viewOf(tx, moved) };
  });
}

const sameWords = (typed: string, phrase: string): boolean => typed.trim().split(/\s+/).join(' ') === phrase;

export async function submit(deps: UseCaseDeps, id: RequestId, actor: Actor, given: Submission): Promise<Submitted> {
  const draft = await loadRequest(deps.store.db, id);
  if (!isTheirs(draft, actor)) return NO_SUCH_REQUEST;
  if (draft.state.kind !== 'drafted') {
    return { kind: 'too-late', reason: whatBecame(draft), view: await viewOf(deps.store.db, draft) };
  }
  if (!(await isWhole(deps.store.db, draft))) return refused(INTERRUPTED);
  const found = findOperation(deps.directories, draft.directory, draft.operation);
  if (!found)
    return refused(`${draft.directory} is no longer configured for “${draft.operation}”, so nothing was submitted.`);
  const facts = await loadPolicyFacts(deps.store.db, id);
  const reason = given.reason ?? draft.reason;
  const judged = judgeReason(reason, facts?.reason ?? SOME_REASON);
  const needsReason = judged.kind === 'lacking';
  const hint = judged.kind === 'lacking' && judged.hint !== null ? { hint: judged.hint } : {};
  const phrase = confirmationPhrase(draft);
  const { traits } = found.operation;
  const isAsked = needsPhrase(traits, draft.people, safeguardsOf(found.managed));
  if (isAsked && (given.phrase === null || !sameWords(given.phrase, phrase))) {
    const large = traits.reversible ? { large: true as const } : {};
    const digest = shortDigest(draft.digest);
    return { kind: 'needs-phrase', phrase, wrong: given.phrase !== null, needsReason, digest, ...large, ...hint };
  }
  if (needsReason) return { kind: 'needs-reason', ...hint };
  const asked = askedFor(deps.store.db, id, facts);
  const rights = await deps.rights.mayAsk(actor, draft, asked);
  if (rights.kind === 'refused') return rights;
  const again = judgeReason(reason, rights.reason);
  if (again.kind === 'lacking') return { kind: 'needs-reason', ...(again.hint === null ? {} : { hint: again.hint }) };

  const acted = await deps.store.write(async (tx): Promise<Acted> => {
    const request = await loadRequest(tx, id);
    if (!isTheirs(request, actor)) return NO_SUCH_REQUEST;
    const now = deps.clock.now();
    const over = await holdToCap(tx, { ...found, wanted: request.people, request: id }, now);
    if (over && request.state.kind === 'drafted') return over;
    const expiresAt = now + deps.expiresAfterMs;
    const remindAt = (deps.remindAfterMs ?? []).map((after) => now + after).filter((at) => at < expiresAt);
    const { quorum, stages } = rights;
    const reminders = remindAt.length === 0 ? {} : { remindAt };
    const event = { kind: 'submitted', at: now, expiresAt, quorum, stages, ...reminders } as const;
    const moved = await moveRequest(tx, request, event, {
      actor: actor.id,
      reason: reason?.trim() || null,
      random: deps.random,
    });
    if (moved) await pin(tx, id, rights.pins);
    if (!moved) return { kind: 'too-late', reason: draftIsOver(request), view: await viewOf(tx, request) };
    return { kind: 'done', view: await viewOf(tx, moved) };
  });
  ringAll(deps.changed);
  return acted;
}

/** A draft past its time is still `drafted` until the clock looks at it. */
const draftIsOver = (request: Request): string =>
  request.state.kind === 'drafted'
    ? 'This preview is more than half an hour old and may no longer be true, so it was not submitted. Run the command again.'
    : whatBecame(request);
