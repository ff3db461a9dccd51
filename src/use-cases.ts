import { approve, mayDecide, reject } from './approvals/decide.ts';
import { auditRefusals } from './audit/refusals.ts';
import type { UseCaseDeps } from './requests/deps.ts';
import { cancelDraft, showDraft, submit } from './requests/draft.ts';
import { freeze, frozen, unfreeze } from './requests/freeze.ts';
import { groupNames } from './requests/group-names.ts';
import { history } from './requests/history.ts';
import { lookup, mayLookUp } from './requests/lookup.ts';
import { preview } from './requests/preview.ts';
import { retryFailed } from './requests/retry-failed.ts';
import { permitted, recent, status } from './requests/status.ts';
import { quiet, resume, stop } from './requests/steer.ts';
import type { UseCases } from './requests/use-cases.ts';
import { withdraw } from './requests/withdraw.ts';
import { withoutSecrets } from './requests/without-secrets.ts';

/** Hands every use case what it stands on, keeps secrets that were pasted out of it, and has every refusal on record. */
export function createUseCases(deps: UseCaseDeps): UseCases {
  const useCases = auditRefusals(deps, {
    preview: (ask) => preview(deps, ask),
    showDraft: (id, actor) => showDraft(deps, id, actor),
    cancelDraft: (id, actor) => cancelDraft(deps, id, actor),
    submit: (id, actor, given) => submit(deps, id, actor, given),
    withdraw: (id, actor) => withdraw(deps, id, actor),
    approve: (id, actor) => approve(deps, id, actor),
    reject: (id, actor, reason) => reject(deps, id, actor, reason),
    mayDecide: (id, actor) => mayDecide(deps, id, actor),
    quiet: (id, actor) => quiet(deps, id, actor),
    stop: (id, actor) => stop(deps, id, actor),
    resume: (id, actor) => resume(deps, id, actor),
    retryFailed: (id, actor) => retryFailed(deps, id, actor),
    status: (idOrPrefix, actor) => status(deps, idOrPrefix, actor),
    recent: (actor, kind, limit) => recent(deps, actor, kind, limit),
    lookup: (ask) => lookup(deps, ask),
    history: (actor, kind, filter, limit) => history(deps, actor, kind, filter, limit),
    freeze: (actor, reason) => freeze(deps, actor, reason),
    unfreeze: (actor) => unfreeze(deps, actor),
    frozen: (actor) => frozen(deps, actor),
    groupNames: (actor, kind, directory) => groupNames(deps, actor, kind, directory),
    mayLookUp: (actor, kind) => mayLookUp(deps, actor, kind),
    permitted: (actor, kind) => permitted(deps, actor, kind),
  });
  return withoutSecrets(useCases);
}
