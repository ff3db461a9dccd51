import { sql } from 'kysely';
import type { Clock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';
import type { Queries, Store } from '../../store/store.ts';
import { appendEvent } from '../event.ts';
import { findPerson, knownByEmail, type Person } from './find-person.ts';
import { mentions } from './mention.ts';
import { findKeys, scrubFreezes, scrubKeys, scrubNamedIds } from './scrub-keys.ts';
import { scrubRequest } from './scrub-rows.ts';

export interface EraseDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
}

export type Erased =
  | { readonly kind: 'erased'; readonly requests: number; readonly texts: number }
  | { readonly kind: 'refused'; readonly reason: string };

/** Values per DELETE: below the bound-value limits of both stores. */
const PER_DELETE = 1_000;

/** The commitments that must not be openable any more: who they were, and words that speak of them. */
async function textsAbout(tx: Queries, { named, emails, called }: Person): Promise<readonly string[]> {
  const about: string[] = [];
  for (const [request, own] of named) {
    const ids = new Set(own.map((row) => row.account_id));
    const rows = await tx.selectFrom('audit_clear').selectAll().where('request_id', '=', request).execute();
    for (const { commitment, account_id: id, email, clear } of rows) {
      const isTheirs = (id !== null && ids.has(id)) || (email !== null && emails.has(email));
      const isWords = id === null && email === null;
      if (isTheirs || (isWords && mentions(clear, called))) about.push(commitment);
    }
  }
  // Refusals before there was a request: what was said there may repeat what was typed.
  const loose = await tx.selectFrom('audit_clear').selectAll().where('request_id', 'is', null).execute();
  return [...about, ...loose.filter(({ clear }) => mentions(clear, called)).map(({ commitment }) => commitment)];
}

/**
 * Erases one person from the events' clear texts and from the requests that named them, in one transaction with the event
 * that tells of it. The chain stays as it is. Afterwards `wipe` makes sure that the disk has forgotten, too.
 */
export async function erasePerson(
  { store, clock, random }: EraseDeps,
  wanted: string,
  directory: string | null,
): Promise<Erased> {
  return store.write(async (tx): Promise<Erased> => {
    const found = await findPerson(tx, wanted, directory);
    const isMaybeApprover = found.kind === 'refused' && found.isUnknown === true && wanted.includes('@');
    const person = found.kind === 'found' ? found.person : isMaybeApprover ? knownByEmail(wanted) : null;
    const keyed = await findKeys(tx, person?.emails ?? new Set());
    if (found.kind === 'refused' && keyed.requests.length === 0) return { kind: 'refused', reason: found.reason };
    if (person === null) throw new Error('Somebody without an e-mail has a digest of one');
    if (keyed.open !== null) {
      const reason = `${wanted} asked for or decided on the request ${keyed.open}, which is still open. Erase once it has ended.`;
      return { kind: 'refused', reason };
    }
    const texts = await textsAbout(tx, person);
    for (let start = 0; start < texts.length; start += PER_DELETE) {
      await tx
        .deleteFrom('audit_clear')
        .where('commitment', 'in', texts.slice(start, start + PER_DELETE))
        .execute();
    }
    for (const request of person.named.keys()) {
      await scrubRequest(tx, request, person);
      await scrubNamedIds(tx, request);
    }
    await scrubKeys(tx, person.emails);
    await scrubFreezes(tx, (text) => mentions(text, person.called));
    const requests = [...new Set([...person.named.keys(), ...keyed.requests])];
    const data = { texts: texts.length, requests };
    const about = { at: clock.now(), requestId: null, actor: 'operator', kind: 'person.erased', data } as const;
    await appendEvent(tx, about, random);
    return { kind: 'erased', requests: requests.length, texts: texts.length };
  });
}

/**
 * SQLite keeps what was removed in free pages and in its log until they are used again: the file is written anew, with
 * removed content overwritten, and the log is cut to nothing. On Postgres a plain VACUUM lets the space be used again; what
 * its own log and backups hold is for whoever runs it.
 */
export async function wipe({ dialect, db }: Store): Promise<void> {
  if (dialect === 'postgres') {
    await sql`vacuum audit_clear, targets, requests, request_policy, decisions, batches, attempts, freezes`.execute(db);
    return;
  }
  await sql`pragma secure_delete = on`.execute(db);
  await sql`vacuum`.execute(db);
  await sql`pragma wal_checkpoint(truncate)`.execute(db);
}
