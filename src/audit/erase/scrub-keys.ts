import { sql } from 'kysely';
import { personKey } from '../../people/person-key.ts';
import { isOver, type RequestState } from '../../requests/request.ts';
import type { Queries } from '../../store/store.ts';
import { GONE } from './scrub-value.ts';

/** Where a person is known by a digest of an e-mail: as somebody who asked or decided. */
export interface KeyedRows {
  readonly requests: readonly string[];
  /** One of them that is still open, or null: it needs the digest. */
  readonly open: string | null;
}

const keysOf = (emails: ReadonlySet<string>): readonly string[] =>
  [...emails].flatMap((email) => personKey(email) ?? []);

export async function findKeys(queries: Queries, emails: ReadonlySet<string>): Promise<KeyedRows> {
  const keys = keysOf(emails);
  if (keys.length === 0) return { requests: [], open: null };
  const decided = queries.selectFrom('decisions').select('request_id').where('person_key', 'in', keys);
  const asked = queries
    .selectFrom('request_policy')
    .select('request_id')
    .where((eb) => eb.or(keys.map((key) => eb('pins_json', 'like', `%"requesterKey":"${key}"%`))));
  const rows = await queries
    .selectFrom('requests')
    .select(['id', 'state'])
    .where((eb) => eb.or([eb('id', 'in', decided), eb('id', 'in', asked)]))
    .execute();
  const open = rows.find(({ state }) => !isOver(state as RequestState['kind']));
  return { requests: rows.map(({ id }) => id), open: open?.id ?? null };
}

/** Removes those digests. They are not salted, since they tell accounts of one person from those of two. */
export async function scrubKeys(tx: Queries, emails: ReadonlySet<string>): Promise<void> {
  for (const key of keysOf(emails)) {
    await tx.updateTable('decisions').set({ person_key: null }).where('person_key', '=', key).execute();
    await tx
      .updateTable('request_policy')
      .set({ pins_json: sql<string>`replace(pins_json, ${`"requesterKey":"${key}"`}, '"requesterKey":null')` })
      .where('pins_json', 'like', `%"requesterKey":"${key}"%`)
      .execute();
  }
}

/** Slack ids of those who were named: of no use once a request has ended, and nobody knows whose is whose. */
export async function scrubNamedIds(tx: Queries, request: string): Promise<void> {
  await tx.updateTable('request_policy').set({ targets_json: '[]' }).where('request_id', '=', request).execute();
}

/** Why Muster was frozen may speak of somebody. */
export async function scrubFreezes(tx: Queries, speaksOf: (text: string) => boolean): Promise<void> {
  const rows = await tx.selectFrom('freezes').select(['id', 'reason']).where('reason', 'is not', null).execute();
  for (const { id, reason } of rows)
    if (reason !== null && speaksOf(reason))
      await tx.updateTable('freezes').set({ reason: GONE }).where('id', '=', id).execute();
}
