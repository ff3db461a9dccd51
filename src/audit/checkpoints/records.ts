import type { Store } from '../../store/store.ts';
import { lineHash, signCheckpoint } from './checkpoint.ts';
import type { AuditKey } from './keys.ts';

/** Kinds of event that end a request, and with it a stretch of the trail. */
const ENDS = ['request.emptied', 'request.rejected', 'request.withdrawn', 'request.due'] as const;

export interface Wanted {
  readonly now: number;
  /** A checkpoint is due this long after the one before, if anything was written since. */
  readonly everyMs: number;
}

async function isDue({ db }: Store, { now, everyMs }: Wanted): Promise<boolean> {
  const last = await db
    .selectFrom('checkpoints')
    .select(['seq', 'at'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const head = await db.selectFrom('audit_head').select('seq').executeTakeFirstOrThrow();
  if (!last) return true;
  if (head.seq === last.seq) return false;
  // A clock that went back must not hold the next one up.
  if (now >= last.at + everyMs || now < last.at) return true;
  const ended = await db
    .selectFrom('audit_events')
    .select('seq')
    .where('kind', 'in', ENDS)
    .where('seq', '>', last.seq)
    .limit(1)
    .executeTakeFirst();
  return ended !== undefined;
}

/** Signs the chain's end when it is time to. Answers whether it did. */
export async function makeCheckpoint(store: Store, key: AuditKey, wanted: Wanted): Promise<boolean> {
  if (!(await isDue(store, wanted))) return false;
  return store.write(async (tx) => {
    // Writing the head's row keeps it from moving, and other processes from signing at the same time, until the commit.
    const head = await tx
      .updateTable('audit_head')
      .set((eb) => ({ seq: eb.ref('seq') }))
      .where('one', '=', 1)
      .returning(['seq', 'hash'])
      .executeTakeFirstOrThrow();
    const last = await tx.selectFrom('checkpoints').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst();
    if (last?.seq === head.seq) return false;
    const previous = last ? lineHash(last.line) : null;
    const line = signCheckpoint({ seq: head.seq, hash: head.hash, at: wanted.now, previous }, key);
    await tx.insertInto('checkpoints').values({ seq: head.seq, at: wanted.now, line }).execute();
    return true;
  });
}

/** The checkpoints a place does not have yet, oldest first. */
export async function unposted({ db }: Store, place: string, limit: number) {
  const posted = await db.selectFrom('checkpoint_posts').select('seq').where('place', '=', place).executeTakeFirst();
  return db
    .selectFrom('checkpoints')
    .select(['seq', 'line'])
    .where('seq', '>', posted?.seq ?? 0)
    .orderBy('seq')
    .limit(limit)
    .execute();
}

export async function notePosted({ db }: Store, place: string, seq: number): Promise<void> {
  await db
    .insertInto('checkpoint_posts')
    .values({ place, seq })
    .onConflict((conflict) => conflict.column('place').doUpdateSet({ seq }))
    .execute();
}
