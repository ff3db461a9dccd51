import { personStory } from '../audit/story.ts';
import type { UseCaseDeps } from './deps.ts';
import type { PastView } from './person-story.ts';
import { loadRecentIds, loadRequest, viewOf } from './request-records.ts';
import { maySee } from './status.ts';
import type { Actor, HistoryFilter } from './use-cases.ts';

/** How many requests are looked through for ones the person may see. */
const LOOKED_AT = 200;

/** Requests out of the past; of somebody in particular, each with what it did to them. */
export async function history(
  deps: UseCaseDeps,
  actor: Actor,
  kind: string,
  filter: HistoryFilter,
  limit: number,
): Promise<readonly PastView[]> {
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
  const { about } = filter;
  const views: PastView[] = [];
  for (const id of ids) {
    if (views.length >= limit) break;
    const request = await loadRequest(deps.store.db, id);
    if (!request || !(await maySee(deps, request, actor))) continue;
    const view = await viewOf(deps.store.db, request);
    const story = about === null ? null : await personStory(deps.store.db, id, about);
    views.push(story === null ? view : { ...view, story });
  }
  return views;
}
