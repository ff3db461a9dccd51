import type { DirectoryName, RequestId } from '../ids.ts';
import type { Queries } from '../store/store.ts';
import type { Used } from './caps.ts';

const WINDOW_MS = 24 * 3_600_000;
/**
 * A request is written with each outcome in it. How far back it may lie all the same, for clocks of replicas that differ or go back:
 * only so that not all that ever was is looked through.
 */
const CLOCKS_APART_MS = 24 * 3_600_000;

/** States in which people who have no outcome may still be changed. */
const MAY_CHANGE = ['pending', 'approved', 'running', 'paused', 'stopping'];
/** States in which some may have been changed. */
const MAY_HAVE_CHANGED = ['running', 'paused', 'stopping', 'finished', 'stopped'];

export interface CountUsed {
  readonly directory: DirectoryName;
  /** Every verb that counts against the same cap. */
  readonly operations: readonly string[];
  /** A request that does not count against itself; null for one that is not there yet. */
  readonly except: RequestId | null;
  readonly now: number;
}

/**
 * Whoever counts against a cap. A person stays reserved from the submission until their outcome and is done from then on,
 * so that nobody drops out between; an unconfirmed outcome counts as an effect.
 */
export async function countUsed(queries: Queries, { directory, operations, except, now }: CountUsed): Promise<Used> {
  if (operations.length === 0) return { done: 0, reserved: 0 };
  const since = now - WINDOW_MS;
  const counted = (eb: { readonly done: boolean }) => {
    let query = queries
      .selectFrom('requests')
      .innerJoin('targets', 'targets.request_id', 'requests.id')
      .select((of) => of.fn.countAll<number>().as('people'))
      .where('requests.directory', '=', directory)
      .where('requests.operation', 'in', operations)
      .where('targets.kind', '=', 'will-change');
    if (except !== null) query = query.where('requests.id', '!=', except);
    return eb.done
      ? query
          .where('targets.outcome', 'in', ['succeeded', 'unconfirmed'])
          .where('targets.outcome_at', '>', since)
          .where('requests.state', 'in', MAY_HAVE_CHANGED)
          .where('requests.updated_at', '>', since - CLOCKS_APART_MS)
      : query.where('targets.outcome', 'is', null).where('requests.state', 'in', MAY_CHANGE);
  };
  // What was changed by this very request counts too, once it has outcomes; it has none before it is approved.
  const done = await counted({ done: true }).executeTakeFirstOrThrow();
  const reserved = await counted({ done: false }).executeTakeFirstOrThrow();
  return { done: done.people, reserved: reserved.people };
}

/** Writes down how many people a directory said it has. */
export async function keepSize(tx: Queries, name: DirectoryName, people: number | null): Promise<void> {
  await tx.updateTable('directories').set({ people }).where('name', '=', name).execute();
}

/** How many people the directory last said it has; null when it never did. */
export async function loadSize(queries: Queries, name: DirectoryName): Promise<number | null> {
  const row = await queries.selectFrom('directories').select('people').where('name', '=', name).executeTakeFirst();
  return row?.people ?? null;
}

/** Active administrators as `countToKeep` keeps them; null before they were counted. */
export async function loadAdmins(queries: Queries, name: DirectoryName): Promise<number | null> {
  const row = await queries.selectFrom('directories').select('admins').where('name', '=', name).executeTakeFirst();
  return row?.admins ?? null;
}

export async function keepAdmins(tx: Queries, name: DirectoryName, admins: number | null): Promise<void> {
  await tx.updateTable('directories').set({ admins }).where('name', '=', name).execute();
}
