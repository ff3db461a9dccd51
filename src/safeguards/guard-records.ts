import { z } from 'zod';
import { type RequestId, requestId } from '../ids.ts';
import { builtOnce } from '../store/built-once.ts';
import type { Queries } from '../store/store.ts';
import { NOTHING_SEEN, type SeenBefore } from './breaker.ts';
import type { CoolDown } from './cool-down.ts';

const Seen = z.strictObject({ settled: z.int(), unconfirmed: z.int(), admins: z.int().nullable() });

/** What safeguards remember of a request. */
export interface Guard {
  /** How many stages were proven. */
  readonly stagesProven: number;
  /** Looks at the stage that is being proven. */
  readonly looks: number;
  readonly seen: SeenBefore;
}

const UNTOUCHED: Guard = { stagesProven: 0, looks: 0, seen: NOTHING_SEEN };

export async function loadGuard(queries: Queries, id: RequestId): Promise<Guard> {
  const [row] = await guardOf(queries, { id });
  if (!row) return UNTOUCHED;
  return {
    stagesProven: row.stages_proven,
    looks: row.looks,
    seen: row.seen_json === null ? NOTHING_SEEN : Seen.parse(JSON.parse(row.seen_json)),
  };
}

const guardOf = builtOnce<{ id: RequestId }>()((queries, { id }) =>
  queries.selectFrom('guards').selectAll().where('request_id', '=', id),
);

export async function saveGuard(tx: Queries, id: RequestId, change: Partial<Guard>): Promise<void> {
  const columns = {
    ...(change.stagesProven === undefined ? {} : { stages_proven: change.stagesProven }),
    ...(change.looks === undefined ? {} : { looks: change.looks }),
    ...(change.seen === undefined ? {} : { seen_json: JSON.stringify(change.seen) }),
  };
  await tx
    .insertInto('guards')
    .values({ request_id: id, seen_json: null, ...columns })
    .onConflict((conflict) => conflict.column('request_id').doUpdateSet({ request_id: id, ...columns }))
    .execute();
}

/** Null for a request that has none. */
export async function loadCoolDown(queries: Queries, id: RequestId): Promise<CoolDown | null> {
  const [row] = await guardOf(queries, { id });
  if (!row || row.starts_at === null) return null;
  return { startsAt: row.starts_at, nextAt: row.next_at, reminded: row.reminded };
}

/** Requests whose cool-down is over or to be told of again. */
export async function loadDueGuards(queries: Queries, now: number, limit: number): Promise<readonly RequestId[]> {
  const rows = await dueGuards(queries, { now, limit });
  return rows.map(({ request_id }) => requestId(request_id));
}

const dueGuards = builtOnce<{ now: number; limit: number }>()((queries, { now, limit }) =>
  queries.selectFrom('guards').select('request_id').where('next_at', '<=', now).orderBy('next_at').limit(limit),
);

export async function saveCoolDown(tx: Queries, id: RequestId, coolDown: CoolDown): Promise<void> {
  const columns = { starts_at: coolDown.startsAt, next_at: coolDown.nextAt, reminded: coolDown.reminded };
  await tx
    .insertInto('guards')
    .values({ request_id: id, seen_json: null, ...columns })
    .onConflict((conflict) => conflict.column('request_id').doUpdateSet(columns))
    .execute();
}
