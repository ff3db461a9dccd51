import type { Insertable } from 'kysely';
import type { Random } from '../../runtime/random.ts';
import type { AuditClearTable, AuditEventsTable } from '../../store/schema.ts';
import type { Queries } from '../../store/store.ts';
import type { AuditEvent } from '../event.ts';
import { KINDS } from '../kinds/kinds.ts';
import { canonicalText, hashOf } from './link.ts';
import { sealTexts } from './seal.ts';

export type NewEvent = AuditEvent & { readonly id: string; readonly random: Random };

/** Rows per INSERT: below the bound-value limits of both stores. */
const ROWS_PER_INSERT = 1_000;

/**
 * Links events to the end of the chain. Writing the head's row first makes writers queue up on Postgres, as all writes do on
 * SQLite; nothing else is locked after it, so nobody can wait for each other.
 * @throws when an event has not the form of its kind
 */
export async function appendToChain(tx: Queries, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const clear: Insertable<AuditClearTable>[] = [];
  const sealed = events.map((event) => {
    const { data, rows } = sealTexts(event.data, event.requestId, event.random);
    clear.push(...rows);
    return canonicalText(KINDS[event.kind].parse(data));
  });

  const head = await tx
    .updateTable('audit_head')
    .set((eb) => ({ seq: eb('seq', '+', events.length) }))
    .where('one', '=', 1)
    .returning(['seq', 'hash'])
    .executeTakeFirstOrThrow();
  let seq = head.seq - events.length;
  let previous = head.hash;
  const rows = events.map(({ id, at, requestId, actor, kind }, index): Insertable<AuditEventsTable> => {
    seq += 1;
    const dataJson = sealed[index] ?? '';
    const hash = hashOf({ seq, id, at, requestId, actor, kind, dataJson, previous });
    const row = { seq, id, at, request_id: requestId, actor, kind, data_json: dataJson, previous, hash };
    previous = hash;
    return row;
  });
  await tx.updateTable('audit_head').set({ hash: previous }).where('one', '=', 1).execute();
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    await tx
      .insertInto('audit_events')
      .values(rows.slice(start, start + ROWS_PER_INSERT))
      .execute();
  }
  for (let start = 0; start < clear.length; start += ROWS_PER_INSERT) {
    await tx
      .insertInto('audit_clear')
      .values(clear.slice(start, start + ROWS_PER_INSERT))
      .execute();
  }
}
