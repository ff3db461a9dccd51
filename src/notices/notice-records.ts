import { type Random, uuidV7 } from '../runtime/random.ts';
import type { NoticeRow } from '../store/schema.ts';
import type { Queries, Store } from '../store/store.ts';
import { Notice, SAME_NEWS_MS, subjectOf } from './notice.ts';

const KEPT_MS = 7 * 24 * 3_600_000;
/** No rest is longer: one that is was written before the clock went back. */
const LONGEST_WAIT_MS = 60 * 60_000;

export interface StoredNotice {
  readonly id: string;
  readonly at: number;
  readonly notice: Notice;
  /** It may have been posted already. */
  readonly mayBeTold: boolean;
  readonly fence: number;
  readonly attempts: number;
  readonly updatedAt: number;
}

/** In the transaction of what it tells of. The same news is not told again within an hour. */
export async function insertNotice(tx: Queries, notice: Notice, now: number, random: Random): Promise<void> {
  const subject = subjectOf(notice);
  const known = await tx
    .selectFrom('notices')
    .select('id')
    .where('subject', '=', subject)
    .where('at', '>', now - SAME_NEWS_MS)
    .executeTakeFirst();
  if (known) return;
  await tx
    .insertInto('notices')
    .values({
      id: uuidV7(now, random),
      at: now,
      subject,
      data_json: JSON.stringify(notice),
      state: 'waiting',
      updated_at: now,
    })
    .execute();
}

const stored = (row: NoticeRow): StoredNotice => ({
  id: row.id,
  at: row.at,
  notice: Notice.parse(JSON.parse(row.data_json)),
  mayBeTold: row.state === 'sending',
  fence: row.fence,
  attempts: row.attempts,
  updatedAt: row.updated_at,
});

/** What is certainly not told and whose time has come, the oldest first. */
export async function dueNotices(queries: Queries, now: number, limit: number): Promise<readonly StoredNotice[]> {
  const rows = await queries
    .selectFrom('notices')
    .selectAll()
    .where('state', '=', 'waiting')
    .where((eb) => eb.or([eb('not_before', '<=', now), eb('not_before', '>', now + LONGEST_WAIT_MS)]))
    .orderBy('at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(stored);
}

/** What somebody is telling, or was: the oldest first. */
export async function noticesUnderWay(queries: Queries): Promise<readonly StoredNotice[]> {
  const rows = await queries
    .selectFrom('notices')
    .selectAll()
    .where('state', '=', 'sending')
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(stored);
}

/** When the next one is due that is certainly not told, or null. */
export async function nextNoticeAt(queries: Queries): Promise<number | null> {
  const row = await queries
    .selectFrom('notices')
    .select('not_before')
    .where('state', '=', 'waiting')
    .orderBy('not_before')
    .limit(1)
    .executeTakeFirst();
  return row?.not_before ?? null;
}

export interface NoticeChange {
  readonly state: 'waiting' | 'sending' | 'told' | 'dropped';
  readonly notBefore: number;
  readonly attempts: number;
}

/** Answers false when somebody else has taken it over meanwhile; nothing is written then. Every change takes it over. */
export async function changeNotice(
  store: Store,
  { id, fence }: Pick<StoredNotice, 'id' | 'fence'>,
  { state, notBefore, attempts }: NoticeChange,
  now: number,
): Promise<boolean> {
  return store.write(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('notices')
      .set({ state, not_before: notBefore, attempts, fence: fence + 1, updated_at: now })
      .where('id', '=', id)
      .where('fence', '=', fence)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  });
}

export async function forgetNotices(store: Store, now: number): Promise<void> {
  const old = store.db
    .selectFrom('notices')
    .select('id')
    .where('at', '<', now - KEPT_MS)
    .limit(1);
  if (!(await old.executeTakeFirst())) return;
  await store.write((tx) =>
    tx
      .deleteFrom('notices')
      .where('at', '<', now - KEPT_MS)
      .execute(),
  );
}
