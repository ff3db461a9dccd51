import { type AccountId, accountId, type RequestId } from '../ids.ts';
import type { Queries } from '../store/store.ts';
import type { Sealed } from './sealed.ts';

/** Ids per query: below the bound-value limits of both stores. */
const IDS_PER_QUERY = 1_000;

/** By which commitments a request's events know these accounts. Who was erased, or never named, is not in the answer. */
export async function sealsOf(
  queries: Queries,
  request: RequestId,
  accounts: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, Sealed>> {
  const seals = new Map<AccountId, Sealed>();
  for (let start = 0; start < accounts.length; start += IDS_PER_QUERY) {
    const rows = await queries
      .selectFrom('audit_clear')
      .select(['account_id', 'commitment'])
      .where('request_id', '=', request)
      .where('account_id', 'in', accounts.slice(start, start + IDS_PER_QUERY))
      .execute();
    for (const { account_id: id, commitment } of rows)
      if (id !== null) seals.set(accountId(id), { sealed: commitment });
  }
  return seals;
}
