import { type AccountId, accountId, type RequestId } from '../ids.ts';
import { builtOnce } from '../store/built-once.ts';
import type { Queries } from '../store/store.ts';
import type { Sealed } from './sealed.ts';

/** By which commitments a request's events know these accounts. Who was erased, or never named, is not in the answer. */
export async function sealsOf(
  queries: Queries,
  request: RequestId,
  accounts: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, Sealed>> {
  const seals = new Map<AccountId, Sealed>();
  for (const { account_id: id, commitment } of await commitmentsTo(queries, { request, accounts }))
    if (id !== null) seals.set(accountId(id), { sealed: commitment });
  return seals;
}

interface ToAccounts {
  readonly request: RequestId;
  readonly accounts: readonly AccountId[];
}

const commitmentsTo = builtOnce<ToAccounts>('accounts')((queries, { request, accounts }) =>
  queries
    .selectFrom('audit_clear')
    .select(['account_id', 'commitment'])
    .where('request_id', '=', request)
    .where(accounts.has('account_id')),
);
