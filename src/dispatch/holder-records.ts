import { type AccountId, type BatchId, type RequestId, requestId } from '../ids.ts';
import { LIVE_STATES, type Request, RequestState } from '../requests/request.ts';
import { touchRequest } from '../requests/request-records.ts';
import { sharedPeople } from '../requests/shared-people.ts';
import type { Queries } from '../store/store.ts';
import { loadOpenBatches } from './batch-records.ts';
import { type Contender, mustWait } from './holders.ts';

/** How soon it is looked again whether a batch must still wait for another request. */
const LOOK_AGAIN_MS = 2_000;
/** Ids per UPDATE: below the bound-value limits of both stores. */
const BATCHES_PER_UPDATE = 500;

/**
 * Who must wait for whom is found out from the batches and outcomes that are stored: there is no lock that could be left
 * behind. Right only while the directory's row is held, since no other batch can be claimed meanwhile.
 * @returns the request that each batch waits for; `among` narrows it to batches with some accounts
 */
export async function findHolders(
  tx: Queries,
  request: Pick<Request, 'id' | 'directory'>,
  among?: readonly AccountId[],
): Promise<ReadonlyMap<BatchId, RequestId>> {
  const shared = await sharedPeople(tx, request, LIVE_STATES, among);
  if (shared.length === 0) return new Map();
  const contenders = await loadContenders(tx, [request.id, ...new Set(shared.map(({ other }) => other))]);
  const holders = new Map<BatchId, RequestId>();
  for (const { account, other, theirs } of shared) {
    const mine = contenders.get(keyOf(request.id, account));
    const its = contenders.get(keyOf(other, theirs));
    if (mine && its && mustWait(mine, its) && !holders.has(mine.batch.id)) holders.set(mine.batch.id, other);
  }
  return holders;
}

const keyOf = (request: RequestId, account: AccountId): string => `${request} ${account}`;

/** The open batch of each person, by request and account. */
async function loadContenders(tx: Queries, ids: readonly RequestId[]): Promise<ReadonlyMap<string, Contender>> {
  const rows = await tx
    .selectFrom('requests')
    .innerJoin('batches', 'batches.request_id', 'requests.id')
    .select((eb) => ['requests.id', 'requests.state_json', eb.fn.min('batches.created_at').as('approvedAt')])
    .where('requests.id', 'in', ids)
    .groupBy(['requests.id', 'requests.state_json'])
    .execute();
  const byPerson = new Map<string, Contender>();
  for (const { id, state_json, approvedAt } of rows) {
    const state = RequestState.parse(JSON.parse(state_json)).kind;
    const request = { id: requestId(id), state, approvedAt };
    for (const batch of await loadOpenBatches(tx, request.id)) {
      for (const account of batch.members) byPerson.set(keyOf(request.id, account), { batch, request });
    }
  }
  return byPerson;
}

/** Every batch of a request that must wait for another request is set aside for a moment, all at once. */
export async function setHeldAside(tx: Queries, request: Request, now: number): Promise<void> {
  const byHolder = new Map<RequestId, BatchId[]>();
  for (const [batch, holder] of await findHolders(tx, request)) {
    byHolder.set(holder, [...(byHolder.get(holder) ?? []), batch]);
  }
  let isNews = false;
  for (const [holder, batches] of byHolder) {
    for (let start = 0; start < batches.length; start += BATCHES_PER_UPDATE) {
      const some = () =>
        tx
          .updateTable('batches')
          .where('id', 'in', batches.slice(start, start + BATCHES_PER_UPDATE))
          .where('state', '=', 'ready');
      await some()
        .set({ not_before: now + LOOK_AGAIN_MS })
        .execute();
      const { numUpdatedRows } = await some()
        .set({ held_by: holder })
        .where((eb) => eb.or([eb('held_by', 'is', null), eb('held_by', '!=', holder)]))
        .executeTakeFirstOrThrow();
      isNews ||= numUpdatedRows > 0n;
    }
  }
  if (isNews) await touchRequest(tx, request.id, now);
}
