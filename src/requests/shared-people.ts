import { type Expression, type SqlBool, sql } from 'kysely';
import { type AccountId, accountId, type RequestId, requestId } from '../ids.ts';
import { builtOnce } from '../store/built-once.ts';
import type { Queries } from '../store/store.ts';
import type { Request, RequestStateKind } from './request.ts';

/** Somebody whom two requests are yet to change. */
export interface SharedPerson {
  readonly account: AccountId;
  readonly other: RequestId;
  /** As the other request names them: newcomers are named by their e-mail. */
  readonly theirs: AccountId;
}

/**
 * Whom a request shares with others of its directory that are in one of the states; `among` narrows it to some accounts.
 * A newcomer and an account with the same e-mail are the same person.
 */
export async function sharedPeople(
  queries: Queries,
  { id, directory }: Pick<Request, 'id' | 'directory'>,
  states: readonly RequestStateKind[],
  among?: readonly AccountId[],
): Promise<readonly SharedPerson[]> {
  if ((await anyOther(queries, { id, directory, states })).length === 0) return [];

  const pairs = (same: Expression<SqlBool>) => {
    const found = queries
      .selectFrom('targets as mine')
      .innerJoin('targets as other', (join) => join.on(same))
      .innerJoin('requests', 'requests.id', 'other.request_id')
      .select(['mine.account_id as account', 'other.request_id as other', 'other.account_id as theirs'])
      .where('mine.request_id', '=', id)
      .where('mine.kind', '=', 'will-change')
      .where('mine.outcome', 'is', null)
      .where('other.request_id', '!=', id)
      .where('other.kind', '=', 'will-change')
      .where('other.outcome', 'is', null)
      .where('requests.directory', '=', directory)
      .where('requests.state', 'in', states);
    return among === undefined ? found : found.where('mine.account_id', 'in', among);
  };
  const rows = [...(await pairs(sql<SqlBool>`other.account_id in (mine.account_id, lower(mine.email))`).execute())];
  if (among === undefined || among.some((account) => account.includes('@'))) {
    // A bare column would lend its affinity to the other side, and SQLite would not use the index on lower(email).
    rows.push(...(await pairs(sql<SqlBool>`lower(other.email) = mine.account_id || ''`).execute()));
  }
  return rows.flatMap(({ account, other, theirs }) =>
    account === null || theirs === null
      ? []
      : [{ account: accountId(account), other: requestId(other), theirs: accountId(theirs) }],
  );
}

const anyOther = builtOnce<Pick<Request, 'id' | 'directory'> & { states: readonly RequestStateKind[] }>('states')(
  (queries, { id, directory, states }) =>
    queries
      .selectFrom('requests')
      .select('id')
      .where('directory', '=', directory)
      .where(states.has('state'))
      .where('id', '!=', id)
      .limit(1),
);
