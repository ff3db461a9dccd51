import type { Selectable } from 'kysely';
import { z } from 'zod';
import { slackUserId } from '../ids.ts';
import { builtOnce } from '../store/built-once.ts';
import type { FreezesTable } from '../store/schema.ts';
import type { Queries } from '../store/store.ts';
import { FREEZE_SOURCES, type Freeze, type PastFreeze } from './freeze.ts';
import type { Holder } from './freeze-holders.ts';
import type { OutsideSource } from './outside-freeze.ts';

const Source = z.enum(FREEZE_SOURCES);

/** What is frozen now, the oldest first. */
export async function loadFreezes(queries: Queries): Promise<readonly Freeze[]> {
  return (await freezes(queries, {})).map(freezeOf);
}

const freezes = builtOnce<Record<never, never>>()((queries) =>
  queries.selectFrom('freezes').selectAll().where('lifted_at', 'is', null).orderBy('id'),
);

/** Null when there never was such a one. */
export async function loadFreeze(queries: Queries, id: string): Promise<PastFreeze | null> {
  const row = await queries.selectFrom('freezes').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return null;
  return { ...freezeOf(row), liftedBy: row.lifted_by === null ? null : slackUserId(row.lifted_by) };
}

const freezeOf = ({ id, source, at, by_id, reason }: Selectable<FreezesTable>): Freeze => ({
  id,
  source: Source.parse(source),
  at,
  by: by_id === null ? null : slackUserId(by_id),
  reason,
});

export async function isFrozen(queries: Queries): Promise<boolean> {
  return (await aFreeze(queries, {})).length > 0;
}

const aFreeze = builtOnce<Record<never, never>>()((queries) =>
  queries.selectFrom('freezes').select('id').where('lifted_at', 'is', null).limit(1),
);

export async function insertFreeze(tx: Queries, { id, source, at, by, reason }: Freeze): Promise<void> {
  await tx
    .insertInto('freezes')
    .values({ id, source, at, by_id: by, reason, lifted_at: null, lifted_by: null })
    .execute();
  await touchOpen(tx, at);
}

export async function liftFreeze(tx: Queries, id: string, by: string | null, now: number): Promise<void> {
  await tx.updateTable('freezes').set({ lifted_at: now, lifted_by: by }).where('id', '=', id).execute();
  await touchOpen(tx, now);
}

/** Every card that something may still come of says so anew. */
async function touchOpen(tx: Queries, now: number): Promise<void> {
  await tx
    .updateTable('requests')
    .set((eb) => ({ version: eb('version', '+', 1), updated_at: now }))
    .where('state', 'in', ['pending', 'approved', 'running', 'paused', 'stopping'])
    .execute();
}

/** Processes that a freeze from outside of Slack is held by. */
export async function loadHolders(queries: Queries, source: OutsideSource): Promise<readonly Holder[]> {
  const rows = await holdersOf(queries, { source });
  return rows.map(({ owner, renewed_at }) => ({ owner, renewedAt: renewed_at }));
}

const holdersOf = builtOnce<{ source: OutsideSource }>()((queries, { source }) =>
  queries.selectFrom('freeze_holders').selectAll().where('source', '=', source),
);

/** Says that these processes were heard of at `now`. */
export async function keepHolders(
  tx: Queries,
  source: OutsideSource,
  owners: readonly string[],
  now: number,
): Promise<void> {
  for (const owner of owners) {
    await tx
      .insertInto('freeze_holders')
      .values({ source, owner, renewed_at: now })
      .onConflict((conflict) => conflict.columns(['source', 'owner']).doUpdateSet({ renewed_at: now }))
      .execute();
  }
}

export async function dropHolders(tx: Queries, source: OutsideSource, owners: readonly string[]): Promise<void> {
  if (owners.length === 0) return;
  await tx.deleteFrom('freeze_holders').where('source', '=', source).where('owner', 'in', owners).execute();
}
