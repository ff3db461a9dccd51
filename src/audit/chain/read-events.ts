import type { ExpressionBuilder, Selectable } from 'kysely';
import type { AuditEventsTable, Database } from '../../store/schema.ts';
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
  readonly requestId?: string;
  /** Requests in which somebody was named by this native id or e-mail. */
  readonly person?: string;
  /** Requests about this directory. */
  readonly directory?: string;
}

const requestsAbout = (eb: ExpressionBuilder<Database, 'audit_events'>, person: string) =>
  eb
    .selectFrom('audit_clear')
    .select('audit_clear.request_id')
    .where('audit_clear.request_id', 'is not', null)
    .where((of) =>
      of.or([of('audit_clear.account_id', '=', person), of('audit_clear.email', '=', person.toLowerCase())]),
    );

export function chainedEvent(row: Selectable<AuditEventsTable>): ChainedEvent {
  const { seq, id, at, request_id: requestId, actor, kind, data_json: dataJson, previous, hash } = row;
  return { seq, id, at, requestId, actor, kind, dataJson, previous, hash };
}

/**
 * Events in their order, a page at a time, so that a trail of any length can be read. What is appended meanwhile comes last,
 * unless `to` ends before it.
 */
export async function* readEvents(queries: Queries, range: EventRange = {}): AsyncGenerator<readonly ChainedEvent[]> {
  const { from = 1, to, since, until, requestId, person, directory } = range;
  for (let next = from; ; ) {
    let query = queries.selectFrom('audit_events').selectAll().where('seq', '>=', next);
    if (to !== undefined) query = query.where('seq', '<=', to);
    if (since !== undefined) query = query.where('at', '>=', since);
    if (until !== undefined) query = query.where('at', '<', until);
    if (requestId !== undefined) query = query.where('request_id', '=', requestId);
    if (person !== undefined) query = query.where('request_id', 'in', (eb) => requestsAbout(eb, person));
    if (directory !== undefined) {
      query = query.where('request_id', 'in', (eb) =>
        eb.selectFrom('requests').select('requests.id').where('requests.directory', '=', directory),
      );
    }
    const rows = await query.orderBy('seq').limit(EVENTS_PER_QUERY).execute();
    if (rows.length > 0) yield rows.map(chainedEvent);
    const last = rows.at(-1);
    if (!last || rows.length < EVENTS_PER_QUERY) return;
    next = last.seq + 1;
  }
}
