import { requestId, slackUserId } from '../ids.ts';
import type { Queries } from '../store/store.ts';
import { LIVE_STATES, type Request, RequestState, type RequestStateKind } from './request.ts';
import { sharedPeople } from './shared-people.ts';
import type { SharedWith } from './view.ts';

/** Requests that may still change somebody. */
const OPEN_STATES: readonly RequestStateKind[] = ['pending', ...LIVE_STATES];

/** Other open requests about people of this one, as long as that matters: before it is approved, and while it waits for them. */
export async function loadSharedWith(queries: Queries, request: Request): Promise<readonly SharedWith[]> {
  switch (request.state.kind) {
    case 'drafted':
    case 'pending':
      return shared(queries, request, OPEN_STATES, null);
    case 'approved':
    case 'running': {
      const held = await queries
        .selectFrom('batches')
        .select('held_by')
        .distinct()
        .where('request_id', '=', request.id)
        .where('state', '=', 'ready')
        .where('held_by', 'is not', null)
        .execute();
      if (held.length === 0) return [];
      return shared(queries, request, LIVE_STATES, new Set(held.map(({ held_by }) => held_by)));
    }
    default:
      return [];
  }
}

async function shared(
  queries: Queries,
  request: Request,
  states: readonly RequestStateKind[],
  only: ReadonlySet<string | null> | null,
): Promise<readonly SharedWith[]> {
  const people = new Map<string, Set<string>>();
  for (const { account, other } of await sharedPeople(queries, request, states)) {
    if (only !== null && !only.has(other)) continue;
    people.set(other, (people.get(other) ?? new Set()).add(account));
  }
  if (people.size === 0) return [];
  const rows = await queries
    .selectFrom('requests')
    .select(['id', 'requester_id', 'operation', 'people', 'state_json'])
    .where('id', 'in', [...people.keys()])
    .orderBy('id')
    .execute();
  return Promise.all(
    rows.map(async (row): Promise<SharedWith> => {
      const state = RequestState.parse(JSON.parse(row.state_json));
      return {
        id: requestId(row.id),
        requester: slackUserId(row.requester_id),
        operation: row.operation,
        people: row.people,
        state: state.kind,
        shared: people.get(row.id)?.size ?? 0,
        until: state.kind === 'running' ? await mayTakeUntil(queries, row, state.startedAt) : null,
      };
    }),
  );
}

/** From how long a request took so far for those who have an outcome. */
async function mayTakeUntil(
  queries: Queries,
  { id, people }: { readonly id: string; readonly people: number },
  startedAt: number,
): Promise<number | null> {
  const { done, last } = await queries
    .selectFrom('targets')
    .select((eb) => [eb.fn.count<number>('outcome').as('done'), eb.fn.max<number | null>('outcome_at').as('last')])
    .where('request_id', '=', id)
    .where('kind', '=', 'will-change')
    .executeTakeFirstOrThrow();
  if (last === null || done === 0 || last <= startedAt) return null;
  return last + Math.ceil(((last - startedAt) / done) * (people - done));
}
