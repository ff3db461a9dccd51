import type { UseCaseDeps } from './deps.ts';
import { loadRecentIds, loadRequest, viewOf } from './request-records.ts';
import { maySee } from './status.ts';
import type { Actor, HistoryFilter } from './use-cases.ts';
import type { RequestView } from './view.ts';

/** How many requests are looked through for ones the person may see. */
const LOOKED_AT = 200;

export async function history(
  deps: UseCaseDeps,
  actor: Actor,
  kind: string,
  filter: HistoryFilter,
  limit: number,
): Promise<readonly RequestView[]> {
  const ids = await loadRecentIds(
    deps.store.db,
    {
      kind,
      ...(filter.requester === null ? {} : { requester: actor.id }),
      ...(filter.about === null ? {} : { about: filter.about.toLowerCase() }),
      ...(filter.directory === null ? {} : { directory: filter.directory }),
      ...(filter.since === null ? {} : { since: filter.since }),
    },
    LOOKED_AT,
  );
  const views: RequestView[] = [];
  for (const id of ids) {
    if (views.length >= limit) break;
    const request = await loadRequest(deps.store.db, id);
    if (request && (await maySee(deps, request, actor))) views.push(await viewOf(deps.store.db, request));
  }
  return views;
}
