import type { RequestId } from '../../ids.ts';
import type { Queries } from '../../store/store.ts';
import { CARD } from './wanted-posts.ts';

/** When a request's card appeared in Slack, in milliseconds UTC by Slack's clock; null when it has not. */
export async function cardAppearedAt(queries: Queries, id: RequestId): Promise<number | null> {
  const row = await queries
    .selectFrom('posts')
    .select('ts')
    .where('request_id', '=', id)
    .where('key', '=', CARD.key)
    .executeTakeFirst();
  // The identifier of a message begins with the second it was posted in. https://docs.slack.dev/messaging/retrieving-messages
  const seconds = Number(row?.ts ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.floor(seconds * 1_000) : null;
}
