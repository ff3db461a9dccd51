import type { RequestId } from '../ids.ts';
import type { UseCaseDeps } from './deps.ts';
import type { Request } from './request.ts';
import { findRequestsByPrefix, loadRecentIds, loadRequest, loadView, viewOf } from './request-records.ts';
import type { Actor, PermittedOperation } from './use-cases.ts';
import type { RequestView } from './view.ts';

/** Long enough that a prefix names one request in practice: a UUID v7 starts with its time. */
const SHORTEST_PREFIX = 8;
/** How many pending requests are looked through for ones the person may decide. */
const PENDING_LOOKED_AT = 50;

export async function maySee(deps: UseCaseDeps, request: Request, actor: Actor): Promise<boolean> {
  if (request.requester === actor.id) return request.requesterTeam === actor.teamId;
  if (request.state.kind === 'drafted') return false;
  if ((await deps.rights.mayDecide(request, actor)).kind === 'allowed') return true;
  return (await deps.rights.mayAsk(actor, request)).kind === 'allowed';
}

export async function status(deps: UseCaseDeps, idOrPrefix: string, actor: Actor): Promise<RequestView | null> {
  const prefix = idOrPrefix.toLowerCase();
  if (prefix.length < SHORTEST_PREFIX || !/^[0-9a-f-]+$/.test(prefix)) return null;
  const [request, another] = await findRequestsByPrefix(deps.store.db, prefix);
  if (!request || another) return null;
  return (await maySee(deps, request, actor)) ? viewOf(deps.store.db, request) : null;
}

export async function recent(
  deps: UseCaseDeps,
  actor: Actor,
  kind: string,
  limit: number,
): Promise<readonly RequestView[]> {
  const own = await loadRecentIds(deps.store.db, { kind, requester: actor.id }, limit);
  const waiting = await loadRecentIds(deps.store.db, { kind, pending: true }, PENDING_LOOKED_AT);
  const decidable: RequestId[] = [];
  for (const id of waiting) {
    const request = own.includes(id) ? null : await loadRequest(deps.store.db, id);
    if (request && (await deps.rights.mayDecide(request, actor)).kind === 'allowed') decidable.push(id);
  }
  const newest = [...own, ...decidable].sort().reverse().slice(0, limit);
  const views = await Promise.all(newest.map((id) => loadView(deps.store.db, id)));
  return views.filter((view) => view !== null);
}

export async function permitted(deps: UseCaseDeps, actor: Actor, kind: string): Promise<readonly PermittedOperation[]> {
  const ofKind = [...deps.directories.all.values()].filter(({ directory }) => directory.kind === kind);
  const checks = ofKind.flatMap(({ directory }) =>
    [...directory.operations.values()].map(async (operation): Promise<PermittedOperation | null> => {
      const rights = await deps.rights.mayAsk(actor, { directory: directory.name, operation: operation.words.verb });
      if (rights.kind === 'refused') return null;
      return {
        directory: directory.name,
        isDefault: ofKind.length === 1 || deps.directories.defaults.get(kind) === directory.name,
        operation: operation.words.verb,
        effect: operation.words.effect,
        reversible: operation.traits.reversible,
        options: operation.options ?? [],
        forNewcomers: operation.welcome !== undefined,
      };
    }),
  );
  return (await Promise.all(checks)).filter((operation) => operation !== null);
}
