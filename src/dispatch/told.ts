import { sealsOf } from '../audit/clear-records.ts';
import type { Told } from '../audit/kinds/kinds.ts';
import type { PersonOutcome } from '../audit/kinds/parts.ts';
import { personal } from '../audit/sealed.ts';
import { type Account, accountState } from '../directories/account.ts';
import type { AccountId } from '../ids.ts';
import type { Outcome, Request } from '../requests/request.ts';
import { personOf } from '../requests/told.ts';
import type { Queries } from '../store/store.ts';
import { statesWhenApproved } from './member-records.ts';

/** Accounts as they were read to settle a doubt; null where an answer did, or nothing was asked. */
export type Seen = ReadonlyMap<AccountId, Account | null> | null;

/** Each person's outcome as the audit trail tells it, with the account before and, where it was read, after. */
export async function outcomeFacts(
  tx: Queries,
  request: Request,
  outcomes: ReadonlyMap<AccountId, Outcome>,
  seen: Seen,
): Promise<readonly Told<PersonOutcome>[]> {
  if (outcomes.size === 0) return [];
  const seals = await sealsOf(tx, request.id, [...outcomes.keys()]);
  const before = await statesWhenApproved(tx, request.id, [...outcomes.keys()]);
  return [...outcomes].map(([id, outcome]) => {
    const after = seen?.get(id) ?? null;
    const settled = outcome.kind === 'succeeded' || outcome.kind === 'failed';
    return {
      // Requests from before there was a chain named nobody in it.
      person: seals.get(id) ?? personOf({ accountId: id, email: null, label: '', typed: [] }),
      outcome: outcome.kind,
      reason: outcome.kind === 'succeeded' ? null : personal(outcome.reason),
      before: before.get(id) ?? null,
      after: after === null ? null : accountState(after),
      evidence: after !== null ? 'read-back' : settled ? 'answer' : 'none',
    };
  });
}
