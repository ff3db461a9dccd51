import { type Kysely, sql } from 'kysely';

/**
 * Every change of a request wakes the other processes, in the transaction of the change: nobody is told of what is rolled
 * back, and no place in the code can forget it. Notifications alike within a transaction are folded into one.
 * https://www.postgresql.org/docs/current/sql-notify.html
 */
export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  if (dialect === 'sqlite') return;
  await sql`create function muster_notify_requests() returns trigger language plpgsql as
    $$ begin perform pg_notify('muster_requests', ''); return null; end $$`.execute(db);
  await sql`create trigger requests_notify after insert or update on requests
    for each statement execute function muster_notify_requests()`.execute(db);
}
