import type { Selectable } from 'kysely';
import type { AuditEventsTable } from '../../store/schema.ts';
import type { Queries } from '../../store/store.ts';
import type { ChainedEvent } from './link.ts';

/** Events per query: small enough to hold with batches of 50 people in each, large enough that the query does not matter. */
const EVENTS_PER_QUERY = 2_000;

export interface EventRange {
  /** Sequence numbers, both included. */
  readonly from?: number;
  readonly to?: number;
  /** Milliseconds UTC; `since` included, `until` not. */
  readonly since?: number;
  readonly until?: number;
  /** Any of these. */
  readonly requestIds?: readonly string[];
}

export function chainedEvent(row: Selectable<AuditEventsTable>): ChainedEvent {
  const { seq, id, at, request_id: requestId, actor, kind, data_json: dataJson, previous, hash } = row;
  return { seq, id, at, requestId, actor, kind, dataJson, previous, hash };
}

/**
 * Events in their order, a page at a time, so that a trail of any length can be read. What is appended meanwhile comes last,
 * unless `to` ends before it.
 */
export async function* readEvents(queries: Queries, range: EventRange = {}): AsyncGenerator<readonly ChainedEvent[]> {
  const { from = 1, to, since, until, requestIds } = range;
  for (let next = from; ; ) {
    let query = queries.selectFrom('audit_events').selectAll().where('seq', '>=', next);
    if (to !== undefined) query = query.where('seq', '<=', to);
    if (since !== undefined) query = query.where('at', '>=', since);
    if (until !== undefined) query = query.where('at', '<', until);
    if (requestIds !== undefined) query = query.where('request_id', 'in', requestIds);
    const rows = await query.orderBy('seq').limit(EVENTS_PER_QUERY).execute();
    if (rows.length > 0) yield rows.map(chainedEvent);
    const last = rows.at(-1);
    if (!last || rows.length < EVENTS_PER_QUERY) return;
    next = last.seq + 1;
  }
}
