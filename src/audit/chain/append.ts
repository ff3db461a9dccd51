import type { Insertable } from 'kysely';
import type { Random } from '../../runtime/random.ts';
import { builtOnce } from '../../store/built-once.ts';
import type { AuditClearTable, AuditEventsTable, AuditHeadTable } from '../../store/schema.ts';
import type { Queries } from '../../store/store.ts';
import type { AuditEvent } from '../audit-event.ts';
import { KINDS } from '../kinds/kinds.ts';
import { canonicalText, hashOf } from './link.ts';
import { sealTexts } from './seal.ts';

export type NewEvent = AuditEvent & { readonly id: string; readonly random: Random };

/** Rows per INSERT: below the bound-value limits of both stores. */
const ROWS_PER_INSERT = 1_000;
/** Events that are in memory as rows at a time, each with up to some hundred people. */
const EVENTS_AT_ONCE = 10;

/**
 * Links events to the end of the chain. Writing the head's row first makes writers queue up on Postgres, as all writes do on
 * SQLite; nothing else is locked after it, so nobody can wait for each other.
 * @throws when an event has not the form of its kind
 */
export async function appendToChain(tx: Queries, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const [head] = await lengthened(tx, { by: events.length });
  if (!head) throw new Error('The audit chain has no head');
  let end: Link = { seq: head.seq - events.length, hash: head.hash };
  for (let start = 0; start < events.length; start += EVENTS_AT_ONCE) {
    end = await appendSome(tx, events.slice(start, start + EVENTS_AT_ONCE), end);
  }
  await endAt(tx, { hash: end.hash });
}

const lengthened = builtOnce<{ by: number }>()((tx, { by }) =>
  tx
    .updateTable('audit_head')
    .set((eb) => ({ seq: eb('seq', '+', by) }))
    .where('one', '=', 1)
    .returning(['seq', 'hash']),
);

const endAt = builtOnce<{ hash: string }>()((tx, { hash }) =>
  tx.updateTable('audit_head').set({ hash }).where('one', '=', 1),
);

/** The last event so far. */
type Link = Pick<AuditHeadTable, 'seq' | 'hash'>;

async function appendSome(tx: Queries, events: readonly NewEvent[], { seq: before, hash: last }: Link): Promise<Link> {
  let seq = before;
  let previous = last;
  const clear: Insertable<AuditClearTable>[] = [];
  const rows = events.map((event): Insertable<AuditEventsTable> => {
    const { id, at, requestId, actor, kind } = event;
    const sealed = sealTexts(event.data, requestId, event.random);
    clear.push(...sealed.rows);
    const dataJson = canonicalText(KINDS[kind].parse(sealed.data));
    seq += 1;
    const hash = hashOf({ seq, id, at, requestId, actor, kind, dataJson, previous });
    const row = { seq, id, at, request_id: requestId, actor, kind, data_json: dataJson, previous, hash };
    previous = hash;
    return row;
  });
  await tx.insertInto('audit_events').values(rows).execute();
  for (let start = 0; start < clear.length; start += ROWS_PER_INSERT) {
    await tx
      .insertInto('audit_clear')
      .values(clear.slice(start, start + ROWS_PER_INSERT))
      .execute();
  }
  return { seq, hash: previous };
}
