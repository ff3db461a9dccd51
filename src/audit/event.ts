import type { Insertable } from 'kysely';
import type { RequestId, SlackUserId } from '../ids.ts';
import { type Random, uuidV7 } from '../runtime/random.ts';
import type { AuditEventsTable } from '../store/schema.ts';
import type { Queries } from '../store/store.ts';

/** Who brought something about: a person, or Muster itself. */
export type EventActor = SlackUserId | 'muster';

/** One fact of the story. `data` holds ids, counts and states, never names or e-mails. */
export interface AuditEvent {
  readonly at: number;
  readonly requestId: RequestId | null;
  readonly actor: EventActor;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Writes an event in the transaction of the change it tells of: both are there, or neither. */
export async function appendEvent(tx: Queries, event: AuditEvent, random: Random): Promise<void> {
  const row: Insertable<AuditEventsTable> = {
    id: uuidV7(event.at, random),
    at: event.at,
    request_id: event.requestId,
    actor: event.actor,
    kind: event.kind,
    data_json: JSON.stringify(event.data),
  };
  await tx.insertInto('audit_events').values(row).execute();
}
