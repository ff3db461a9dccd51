import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { createCheckpointer } from '../../src/audit/checkpoints/checkpointer.ts';
import { generateKeys, readPrivateKey, readPublicKeys } from '../../src/audit/checkpoints/keys.ts';
import { verifyStore } from '../../src/audit/verify/verify.ts';
import type { Store } from '../../src/store/store.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { quietLog } from '../support/quiet-log.ts';

const pair = generateKeys();
const keys = readPublicKeys(pair.publicKey);

/** One request that ran through a lost call, one that was rejected, one that waits. */
async function lived() {
  const accounts = Array.from({ length: 60 }, (_, index) => account(String(1_000 + index)));
  const domain = await buildDomain({ accounts });
  const { cast, clock, directory, store, submitted, runToEnd, useCases } = domain;
  const outside: string[] = [];
  const place = { name: 'memory', post: async (line: string) => void outside.push(line) };
  const key = readPrivateKey(pair.privateKey) ?? expect.fail();
  const checkpointer = createCheckpointer({ store, clock, log: quietLog, key, everyMs: 300_000, places: [place] });
  directory.faults.push({ kind: 'lost-before-effect' });
  directory.failing.set('1007', 'not this one');
  const ids = accounts.map(({ id }) => id);
  const finished = await submitted(byId(...ids.slice(0, 55)));
  await runToEnd(finished);
  await checkpointer.step();
  const rejected = await submitted(byId(...ids.slice(55)));
  await useCases.reject(rejected, actor(cast.bob), 'Not these');
  await submitted(byId(...ids.slice(57)));
  await checkpointer.stop();
  const verify = async (places = [outside]) =>
    (
      await verifyStore(
        store,
        places.map((lines) => ({ name: 'outside', lines })),
        keys,
      )
    ).problem?.what ?? null;
  return { store, finished, rejected, outside, verify };
}

/** What an insider with the database in hand can do: triggers hold nobody who may drop them. */
async function withoutTriggers(store: Store): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'trigger'`.execute(store.db);
  for (const { name } of rows) await sql`drop trigger ${sql.raw(name)}`.execute(store.db);
}

describe('the store against the trail', () => {
  test('agree after a life with a lost call, a failure and a rejection', async () => {
    const { store, verify } = await lived();

    expect(await verify()).toBe(null);
    const { chain, store: checked } = await verifyStore(store, [], keys);
    expect(chain.checkpoints).toBeGreaterThan(1);
    expect(checked).toMatchObject({ requests: 3, people: 55 + 5 + 3 });
  });

  const tamperings: readonly (readonly [
    name: string,
    (db: Store['db'], ids: Awaited<ReturnType<typeof lived>>) => unknown,
    said: RegExp,
  ])[] = [
    [
      'a state',
      (db) => db.updateTable('requests').set({ state: 'approved' }).where('state', '=', 'rejected').execute(),
      /the store says it is approved, the trail says rejected/,
    ],
    [
      'a requester',
      (db, { finished }) =>
        db.updateTable('requests').set({ requester_id: 'U0MALLORY' }).where('id', '=', finished).execute(),
      /names another requester/,
    ],
    [
      'a plan',
      (db, { finished }) =>
        db
          .updateTable('requests')
          .set({ digest: 'f'.repeat(64) })
          .where('id', '=', finished)
          .execute(),
      /holds another plan/,
    ],
    [
      'a verdict',
      (db) => db.updateTable('decisions').set({ verdict: 'approve' }).execute(),
      /its decisions are not those/,
    ],
    [
      'who decided',
      (db) => db.updateTable('decisions').set({ approver_id: 'U0MALLORY' }).execute(),
      /its decisions are not those/,
    ],
    [
      'an outcome',
      (db) => db.updateTable('targets').set({ outcome: 'succeeded' }).where('outcome', '=', 'failed').execute(),
      /the store has 55 people succeeded, the trail 54/,
    ],
    [
      'who has which outcome',
      async (db) => {
        await db.updateTable('targets').set({ outcome: 'succeeded' }).where('account_id', '=', '1007').execute();
        await db.updateTable('targets').set({ outcome: 'failed' }).where('account_id', '=', '1008').execute();
      },
      /somebody has another outcome/,
    ],
    [
      'a call',
      (db) => db.updateTable('attempts').set({ result: 'answered' }).where('result', '=', 'lost').execute(),
      /its calls are not those/,
    ],
    [
      'that there was a call',
      (db) => db.deleteFrom('attempts').where('result', '=', 'lost').execute(),
      /its calls are not those/,
    ],
    [
      'a person',
      (db, { finished }) =>
        db.deleteFrom('targets').where('request_id', '=', finished).where('account_id', '=', '1001').execute(),
      /names 54 people, the trail 55/,
    ],
    [
      'a whole request',
      (db, { rejected }) => db.deleteFrom('requests').where('id', '=', rejected).execute(),
      /is in the trail and not in the store/,
    ],
    [
      'one that never was',
      async (db) => {
        const one = await db.selectFrom('requests').selectAll().limit(1).executeTakeFirstOrThrow();
        await db
          .insertInto('requests')
          .values({ ...one, id: 'ffffffff-0000', created_at: 9_999_999_999_999 })
          .execute();
      },
      /is in the store and not in the trail/,
    ],
    [
      'a clear text',
      (db) => db.updateTable('audit_clear').set({ clear: 'Somebody else' }).where('account_id', 'is', null).execute(),
      /a clear text .* is not the one that was committed to/i,
    ],
    [
      'a name, without an erasure',
      (db) => db.deleteFrom('audit_clear').where('account_id', '=', '1001').execute(),
      /1 of its people are without a name, and no event tells/,
    ],
    [
      'an event',
      (db) =>
        db.updateTable('audit_events').set({ actor: 'U0MALLORY' }).where('kind', '=', 'decision.reject').execute(),
      /was changed after it was written/,
    ],
    [
      'the last event, and the head',
      async (db) => {
        const last = await db
          .selectFrom('audit_events')
          .selectAll()
          .orderBy('seq', 'desc')
          .limit(1)
          .executeTakeFirstOrThrow();
        await db.deleteFrom('audit_events').where('seq', '=', last.seq).execute();
        await db
          .updateTable('audit_head')
          .set({ seq: last.seq - 1, hash: last.previous })
          .execute();
      },
      /a checkpoint vouches for event \d+: its end was cut off/,
    ],
    [
      'the last event alone',
      (db) => db.deleteFrom('audit_events').where('kind', '=', 'request.submitted').where('seq', '>', 20).execute(),
      /missing|cut off/,
    ],
    [
      'a stored checkpoint',
      (db) => db.deleteFrom('checkpoints').where('seq', '>', 20).execute(),
      /is in outside and not in the store: it was removed there/,
    ],
  ];

  test.each(tamperings)('changing %s is found', async (_, tamper, said) => {
    const life = await lived();
    await withoutTriggers(life.store);
    await sql`pragma foreign_keys = off`.execute(life.store.db);

    await tamper(life.store.db, life);

    expect(await life.verify()).toMatch(said);
  });
});
