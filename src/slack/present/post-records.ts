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

/** Requests of which Slack does not show everything, each with its marker if it has one. */
const behind = (queries: Queries) =>
  // An inner join would let SQLite begin with the posts, of which there are as many as ever were.
  queries
    .selectFrom('requests')
    .leftJoin('posts as marker', (join) =>
      join.onRef('marker.request_id', '=', 'requests.id').on('marker.key', '=', MARKER),
    )
    .where(isBehind);

const free = builtOnce<{ now: number; longest: number; limit: number }>()((queries, { now, longest, limit }) =>
  behind(queries)
    .select('requests.id')
    .where((eb) =>
      eb.or([
        eb('marker.request_id', 'is', null),
        eb.and([
          eb('marker.state', '!=', HELD),
          eb.or([eb('marker.not_before', '<=', now), eb('marker.not_before', '>', longest)]),
        ]),
      ]),
    )
    .orderBy('requests.updated_at')
    .limit(limit),
);

/** Requests that are behind, that nobody is at work on and whose time has come, the longest unchanged first. */
export async function loadBehind(queries: Queries, now: number, limit: number): Promise<readonly RequestId[]> {
  const rows = await free(queries, { now, longest: now + LONGEST_REST_MS, limit });
  return rows.map(({ id }) => requestId(id));
}

const claims = builtOnce<Record<never, never>>()((queries) =>
  behind(queries)
    .select(['requests.id', 'marker.attempts as fence', 'marker.not_before as until'])
    // Compared like this, the join stays an outer one.
    .where((eb) => eb(eb.fn.coalesce('marker.state', eb.val(FREE)), '=', HELD)),
);

/** Claims of requests that are behind: of others, or of a process that died. */
export async function loadClaims(queries: Queries): Promise<readonly Lease<RequestId>[]> {
  const rows = await claims(queries, {});
  return rows.map(({ id, fence, until }) => ({ of: requestId(id), fence: fence ?? 0, until }));
}

const nextLook = builtOnce<Record<never, never>>()((queries) =>
  behind(queries).select((eb) =>
    eb.fn.min(eb.case().when('marker.state', '=', HELD).then(null).else(eb.ref('marker.not_before')).end()).as('at'),
  ),
);

/** When the next request that is behind and free may be looked at, or null when none is. */
export async function nextLookAt(queries: Queries): Promise<number | null> {
  const [row] = await nextLook(queries, {});
  return row?.at ?? null;
}

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

/** Gives a request back, unless it was lost. `shown`: the version up to which everything is shown, when it is. */
export async function release(
  store: Store,
  held: Claim,
  { shown, notBefore }: { readonly shown?: number; readonly notBefore: number },
): Promise<void> {
  await store.write(async (tx) => {
    if (!(await changeMarker(tx, held, { state: FREE, not_before: notBefore })) || shown === undefined) return;
    await tx.updateTable('requests').set({ shown_version: shown }).where('id', '=', held.id).execute();
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
