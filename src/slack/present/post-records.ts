import { type SqlBool, sql } from 'kysely';
import { type RequestId, requestId } from '../../ids.ts';
import type { Lease } from '../../runtime/lease-watch.ts';
import { builtOnce } from '../../store/built-once.ts';
import type { PostRow } from '../../store/schema.ts';
import type { Queries, Store } from '../../store/store.ts';

/**
 * Beside one row per post, every request has a row under this key: `state` says whether somebody is at work on it, `not_before` is
 * their lease or the time to look again, `attempts` the fence. What is shown stands with the request.
 */
const MARKER = 'presented';
const HELD = 'sending';
const FREE = 'posted';

/** No rest is longer: one that is was written before the clock went back. */
const LONGEST_REST_MS = 10 * 60_000;

/** Word for word as in the index `requests_behind`, without which each look would go through all that ever was. */
const isBehind = sql<SqlBool>`requests.shown_version < requests.version and requests.state not in ('drafted', 'cancelled', 'lapsed')`;

/** Somebody else has taken the request over: nothing more may be written or sent for it here. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

export interface Claim {
  readonly id: RequestId;
  readonly fence: number;
}

/** A request of which Slack does not show everything. */
export interface Behind {
  readonly id: RequestId;
  /** Of whoever is at work on it, or was when they died; null when nobody is. */
  readonly lease: Lease<RequestId> | null;
  /** When it may be looked at again, milliseconds UTC; null for a request of which nothing was shown yet. */
  readonly notBefore: number | null;
}

/** All that are behind, the longest unchanged first: of the requests that were ever made they are few. */
export async function loadBehind(queries: Queries): Promise<readonly Behind[]> {
  const rows = await behind(queries, {});
  return rows.map(({ id, state, fence, not_before: notBefore }) => {
    const of = requestId(id);
    return { id: of, lease: state === HELD ? { of, fence: fence ?? 0, until: notBefore } : null, notBefore };
  });
}

const behind = builtOnce<Record<never, never>>()((queries) =>
  // An inner join would let SQLite begin with the posts, of which there are as many as ever were.
  queries
    .selectFrom('requests')
    .leftJoin('posts as marker', (join) =>
      join.onRef('marker.request_id', '=', 'requests.id').on('marker.key', '=', MARKER),
    )
    .select(['requests.id', 'marker.state', 'marker.attempts as fence', 'marker.not_before'])
    .where(isBehind)
    .orderBy('requests.updated_at'),
);

/** May a request that nobody is at work on be looked at now? */
export const isTime = (notBefore: number | null, now: number): boolean =>
  notBefore === null || notBefore <= now || notBefore > now + LONGEST_REST_MS;

export interface Taking {
  readonly now: number;
  readonly leaseMs: number;
  /** A claim of somebody else that has ended, as it was seen; null for a request that is free. */
  readonly over: Lease<RequestId> | null;
}

/** Takes a request; null when somebody has it or it is not yet time. */
export async function claim(store: Store, id: RequestId, { now, leaseMs, over }: Taking): Promise<Claim | null> {
  const row = await store.write((tx) =>
    tx
      .insertInto('posts')
      .values({
        request_id: id,
        key: MARKER,
        state: HELD,
        channel_id: null,
        ts: null,
        rendered_version: 0,
        attempts: 1,
        not_before: now + leaseMs,
        updated_at: now,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['request_id', 'key'])
          .doUpdateSet((eb) => ({
            state: HELD,
            attempts: eb('posts.attempts', '+', 1),
            not_before: now + leaseMs,
            updated_at: now,
          }))
          .where((eb) =>
            over
              ? eb.and({ 'posts.state': HELD, 'posts.attempts': over.fence, 'posts.not_before': over.until ?? 0 })
              : eb.and([
                  eb('posts.state', '!=', HELD),
                  eb.or([eb('posts.not_before', '<=', now), eb('posts.not_before', '>', now + LONGEST_REST_MS)]),
                ]),
          ),
      )
      .returning('attempts')
      .executeTakeFirst(),
  );
  return row ? { id, fence: row.attempts } : null;
}

/** Puts every claim down. Only for a store that one process holds alone: what is claimed there was claimed by a dead one. */
export async function dropClaims(store: Store): Promise<void> {
  await store.write(async (tx) => {
    await tx.updateTable('posts').set({ state: FREE, not_before: 0 }).where('key', '=', MARKER).execute();
  });
}

export async function loadPosts(queries: Queries, id: RequestId): Promise<readonly PostRow[]> {
  return postsOf(queries, { id });
}

const postsOf = builtOnce<{ id: RequestId }>()((queries, { id }) =>
  queries.selectFrom('posts').selectAll().where('request_id', '=', id).where('key', '!=', MARKER),
);

async function changeMarker(
  queries: Queries,
  { id, fence }: Claim,
  to: { readonly state: typeof HELD | typeof FREE; readonly not_before: number },
): Promise<boolean> {
  const { numUpdatedRows } = await queries
    .updateTable('posts')
    .set(to)
    .where('request_id', '=', id)
    .where('key', '=', MARKER)
    .where('attempts', '=', fence)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/**
 * Gives a request back. `shown`: the version up to which everything is shown, when it is.
 * @returns false when it was lost; then nothing was written
 */
export async function release(
  store: Store,
  held: Claim,
  { shown, notBefore }: { readonly shown?: number; readonly notBefore: number },
): Promise<boolean> {
  return store.write(async (tx) => {
    if (!(await changeMarker(tx, held, { state: FREE, not_before: notBefore }))) return false;
    if (shown !== undefined)
      await tx.updateTable('requests').set({ shown_version: shown }).where('id', '=', held.id).execute();
    return true;
  });
}

/** Writes a post's row and renews the claim in one transaction. Throws ClaimLost, and then nothing was written. */
export async function savePost(
  store: Store,
  held: Claim,
  row: Omit<PostRow, 'request_id'>,
  leaseUntil: number,
): Promise<void> {
  await store.write(async (tx) => {
    if (!(await changeMarker(tx, held, { state: HELD, not_before: leaseUntil }))) {
      throw new ClaimLost('Somebody else presents this request now');
    }
    const { key, ...values } = row;
    await tx
      .insertInto('posts')
      .values({ request_id: held.id, key, ...values })
      .onConflict((conflict) => conflict.columns(['request_id', 'key']).doUpdateSet(values))
      .execute();
  });
}
