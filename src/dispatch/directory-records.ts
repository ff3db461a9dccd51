import { type DirectoryName, directoryName, type RequestId } from '../ids.ts';
import { builtOnce } from '../store/built-once.ts';
import type { DirectoriesTable } from '../store/schema.ts';
import type { Queries } from '../store/store.ts';
import { LONGEST_RETRY_AFTER_MS } from './backoff.ts';
import { type PaceLimit, type PaceState, type Rest, UNTRIED } from './pace-state.ts';

/** What all requests and replicas share of a directory. */
export interface SharedDirectory {
  readonly pace: PaceState;
  /** How many calls and looks were claimed so far. */
  readonly turns: number;
}

type PaceColumns = Pick<
  DirectoriesTable,
  'next_call_at' | 'not_before' | 'calls_per_second' | 'found_per_second' | 'found_at' | 'found_margin'
> & { readonly rest_ms: number; readonly rests: number; readonly slowed_at: number; readonly troubled_at: number };

type RestColumns = Pick<PaceColumns, 'not_before' | 'rest_ms' | 'rests'>;

/** Of a rest that an earlier release stored nobody knows how long it is. */
export function readRest({ not_before, rest_ms, rests }: RestColumns): Pick<PaceState, 'rest' | 'rests'> {
  const rest: Rest = { ms: rest_ms === 0 ? LONGEST_RETRY_AFTER_MS : rest_ms, until: not_before };
  return { rest: not_before === 0 ? null : rest, rests };
}

function readPace(row: PaceColumns): PaceState {
  const { found_per_second, found_at, found_margin } = row;
  return {
    nextCallAt: row.next_call_at,
    ...readRest(row),
    callsPerSecond: row.calls_per_second,
    found:
      found_per_second === null || found_at === null || found_margin === null
        ? null
        : { callsPerSecond: found_per_second, at: found_at, margin: found_margin },
    slowedAt: row.slowed_at,
    troubledAt: row.troubled_at,
  };
}

function paceColumns(pace: PaceState): PaceColumns {
  const { nextCallAt, rest, rests, callsPerSecond, found, slowedAt, troubledAt } = pace;
  return {
    next_call_at: nextCallAt,
    not_before: rest?.until ?? 0,
    rest_ms: rest?.ms ?? 0,
    rests,
    calls_per_second: callsPerSecond,
    found_per_second: found?.callsPerSecond ?? null,
    found_at: found?.at ?? null,
    found_margin: found?.margin ?? null,
    slowed_at: slowedAt,
    troubled_at: troubledAt,
  };
}

/**
 * Reads a directory's row and holds it until the transaction ends: writing it first makes claims of one directory queue up
 * on Postgres, as all writes do on SQLite.
 */
export async function holdDirectory(tx: Queries, name: DirectoryName): Promise<SharedDirectory> {
  const [row] = await held(tx, { name });
  if (!row) throw new Error('An upsert answered no row');
  return { pace: readPace(row), turns: row.turns };
}

const held = builtOnce<{ name: DirectoryName }>()((tx, { name }) =>
  tx
    .insertInto('directories')
    .values({ name, waiting_for: null, ...paceColumns(UNTRIED), limited_by: null })
    .onConflict((conflict) => conflict.column('name').doUpdateSet((eb) => ({ name: eb.ref('excluded.name') })))
    .returningAll(),
);

/** What a claim would find, without holding anything up: for doing nothing that is in vain. */
export async function lookAtPace(queries: Queries, name: DirectoryName): Promise<PaceState> {
  const [row] = await directoryNamed(queries, { name });
  return row ? readPace(row) : UNTRIED;
}

const directoryNamed = builtOnce<{ name: DirectoryName }>()((queries, { name }) =>
  queries.selectFrom('directories').selectAll().where('name', '=', name),
);

/** The rests that are stored, whether they are over or not. */
export async function findRests(
  queries: Queries,
): Promise<readonly ({ readonly name: DirectoryName } & Pick<PaceState, 'rest' | 'rests'>)[]> {
  const rows = await rests(queries, {});
  return rows.map(({ name, ...columns }) => ({ name: directoryName(name), ...readRest(columns) }));
}

const rests = builtOnce<Record<never, never>>()((queries) =>
  queries.selectFrom('directories').select(['name', 'not_before', 'rest_ms', 'rests']).where('not_before', '!=', 0),
);

/** A call leaves: the pace moves on and the next turn begins. */
export async function saveTurn(
  tx: Queries,
  name: DirectoryName,
  turn: { readonly pace: PaceState; readonly limitedBy: PaceLimit; readonly turns: number },
): Promise<void> {
  await turnSaved(tx, { name, ...paceColumns(turn.pace), limited_by: turn.limitedBy, turns: turn.turns });
}

interface TurnColumns extends PaceColumns {
  readonly name: DirectoryName;
  readonly limited_by: PaceLimit;
  readonly turns: number;
}

const turnSaved = builtOnce<TurnColumns>()((tx, slots) =>
  tx
    .updateTable('directories')
    .set({
      next_call_at: slots.next_call_at,
      not_before: slots.not_before,
      rest_ms: slots.rest_ms,
      rests: slots.rests,
      calls_per_second: slots.calls_per_second,
      found_per_second: slots.found_per_second,
      found_at: slots.found_at,
      found_margin: slots.found_margin,
      slowed_at: slots.slowed_at,
      troubled_at: slots.troubled_at,
      limited_by: slots.limited_by,
      turns: slots.turns,
      waiting_for: null,
    })
    .where('name', '=', slots.name),
);

/** A turn goes by without a call. */
export async function passTurn(tx: Queries, name: DirectoryName, turns: number): Promise<void> {
  await tx.updateTable('directories').set({ turns }).where('name', '=', name).execute();
}

/** Changes the pace by what was learnt from a call; `waitingFor` says to people why nothing is sent, where nothing is. */
export async function changePace(
  tx: Queries,
  name: DirectoryName,
  change: (pace: PaceState) => PaceState,
  waitingFor: string | null = null,
): Promise<void> {
  const { pace } = await holdDirectory(tx, name);
  await tx
    .updateTable('directories')
    .set({ ...paceColumns(change(pace)), ...(waitingFor === null ? {} : { waiting_for: waitingFor }) })
    .where('name', '=', name)
    .execute();
}

/** A request that was just approved lines up behind those that are under way: each of them has at most one turn first. */
export async function lineUp(
  tx: Queries,
  { id, directory }: { readonly id: RequestId; readonly directory: DirectoryName },
): Promise<void> {
  const row = await tx.selectFrom('directories').select('turns').where('name', '=', directory).executeTakeFirst();
  await saveTurnOf(tx, id, row?.turns ?? 0);
}

/** In which turn of its directory a request was last served. */
export async function saveTurnOf(tx: Queries, id: RequestId, turn: number): Promise<void> {
  await servedIn(tx, { id, turn });
}

const servedIn = builtOnce<{ id: RequestId; turn: number }>()((tx, { id, turn }) =>
  tx
    .insertInto('turns')
    .values({ request_id: id, turn })
    .onConflict((conflict) => conflict.column('request_id').doUpdateSet({ turn })),
);
