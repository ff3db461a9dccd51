import type { AccountState } from '../directories/account.ts';
import { type AccountId, accountId, type RequestId } from '../ids.ts';
import { StoredAccountState } from '../requests/plan.ts';
import { OUTCOME_KINDS, type Outcome, type OutcomeKind } from '../requests/request.ts';
import { builtOnce } from '../store/built-once.ts';
import type { Queries } from '../store/store.ts';
import type { Batch } from './batch.ts';
import { Members } from './batch-records.ts';

interface OfAccounts {
  readonly request: RequestId;
  readonly accounts: readonly AccountId[];
}

/** Ids and e-mails of the members that have no outcome yet, in sending order. */
export async function openAccounts(
  queries: Queries,
  batch: Pick<Batch, 'requestId' | 'members'>,
): Promise<readonly { readonly id: AccountId; readonly email: string | null }[]> {
  const rows = await withoutOutcome(queries, { request: batch.requestId, accounts: batch.members });
  const emails = new Map(rows.map((row) => [row.account_id, row.email]));
  return batch.members.flatMap((id) => {
    const email = emails.get(id);
    return email === undefined ? [] : [{ id, email }];
  });
}

const withoutOutcome = builtOnce<OfAccounts>('accounts')((queries, { request, accounts }) =>
  queries
    .selectFrom('targets')
    .select(['account_id', 'email'])
    .where('request_id', '=', request)
    .where(accounts.has('account_id'))
    .where('outcome', 'is', null),
);

/** Those who have an outcome already, and go along when the batch is sent again under its token. */
export async function settledAccounts(
  queries: Queries,
  batch: Pick<Batch, 'requestId' | 'members'>,
): Promise<readonly { readonly id: string; readonly email: string | null }[]> {
  const rows = await queries
    .selectFrom('targets')
    .select(['account_id as id', 'email'])
    .where('request_id', '=', batch.requestId)
    .where('account_id', 'in', batch.members)
    .where('outcome', 'is not', null)
    .execute();
  return rows.map(({ id, email }) => ({ id: id ?? '', email }));
}

/** The members that have no outcome yet, in sending order. */
export async function openMembers(
  queries: Queries,
  batch: Pick<Batch, 'requestId' | 'members'>,
): Promise<readonly AccountId[]> {
  return (await openAccounts(queries, batch)).map(({ id }) => id);
}

/** These accounts as the approval saw them. */
export async function statesWhenApproved(
  queries: Queries,
  id: RequestId,
  accounts: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, AccountState>> {
  const states = new Map<AccountId, AccountState>();
  /** Most accounts are alike. */
  const read = new Map<string, AccountState>();
  for (const { account_id, state_json } of await storedStates(queries, { request: id, accounts })) {
    if (account_id === null || state_json === null) continue;
    const state = read.get(state_json) ?? StoredAccountState.parse(JSON.parse(state_json));
    read.set(state_json, state);
    states.set(accountId(account_id), state);
  }
  return states;
}

const storedStates = builtOnce<OfAccounts>('accounts')((queries, { request, accounts }) =>
  queries
    .selectFrom('targets')
    .select(['account_id', 'state_json'])
    .where('request_id', '=', request)
    .where(accounts.has('account_id'))
    .where('state_json', 'is not', null),
);

/** What came of everybody in a stage of a request. Whoever took the place of others in an earlier stage belongs to that one. */
export async function outcomesOfStage(
  queries: Queries,
  id: RequestId,
  stage: number,
): Promise<readonly { readonly id: AccountId; readonly outcome: OutcomeKind }[]> {
  const rows = await queries
    .selectFrom('batches')
    .select(['stage', 'members_json'])
    .where('request_id', '=', id)
    .where('stage', '<=', stage)
    .execute();
  const stageOf = new Map<AccountId, number>();
  for (const row of rows)
    for (const member of Members.parse(JSON.parse(row.members_json)))
      stageOf.set(member, Math.min(row.stage, stageOf.get(member) ?? stage));
  const members = [...stageOf].flatMap(([member, lowest]) => (lowest === stage ? [member] : []));
  if (members.length === 0) return [];
  const people = await queries
    .selectFrom('targets')
    .select(['account_id', 'outcome'])
    .where('request_id', '=', id)
    .where('account_id', 'in', members)
    .where('outcome', 'is not', null)
    .execute();
  return people.flatMap(({ account_id, outcome }) => {
    const kind = OUTCOME_KINDS.find((one) => one === outcome) ?? 'unconfirmed';
    return account_id === null ? [] : [{ id: accountId(account_id), outcome: kind }];
  });
}

/** Writes outcomes; an outcome once written never changes. */
export async function writeOutcomes(
  tx: Queries,
  id: RequestId,
  outcomes: ReadonlyMap<AccountId, Outcome>,
): Promise<void> {
  for (const { accounts, outcome } of alike(outcomes)) {
    const { kind, at } = outcome;
    const reason = outcome.kind === 'succeeded' ? null : outcome.reason;
    await writeOutcome(tx, { request: id, accounts, kind, reason, at });
  }
}

interface OutcomeOf extends OfAccounts {
  readonly kind: OutcomeKind;
  readonly reason: string | null;
  readonly at: number;
}

const writeOutcome = builtOnce<OutcomeOf>('accounts')((tx, { request, accounts, kind, reason, at }) =>
  tx
    .updateTable('targets')
    .set({ outcome: kind, outcome_reason: reason, outcome_at: at })
    .where('request_id', '=', request)
    .where(accounts.has('account_id'))
    .where('kind', '=', 'will-change')
    .where('outcome', 'is', null),
);

function alike(
  outcomes: ReadonlyMap<AccountId, Outcome>,
): readonly { readonly accounts: AccountId[]; readonly outcome: Outcome }[] {
  const groups = new Map<string, { accounts: AccountId[]; outcome: Outcome }>();
  for (const [account, outcome] of outcomes) {
    const key = JSON.stringify(outcome);
    const group = groups.get(key);
    if (group) group.accounts.push(account);
    else groups.set(key, { accounts: [account], outcome });
  }
  return [...groups.values()];
}
