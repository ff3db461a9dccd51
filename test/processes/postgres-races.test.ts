import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Batch } from '../../src/dispatch/batch.ts';
import { claimBatch } from '../../src/dispatch/claim.ts';
import { findDueBatch } from '../../src/dispatch/due-batch.ts';
import { Rests } from '../../src/dispatch/rests.ts';
import { applyVerdict } from '../../src/dispatch/settle-batch.ts';
import { openStore } from '../../src/store/open-store.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { hasPostgres, type PostgresCluster, startPostgres } from '../support/postgres-cluster.ts';
import { quietLog } from '../support/quiet-log.ts';

const ROUNDS = 12;
/** As a database whose default is a language's order has it: punctuation comes before letters. */
const sqlText = sql`text collate "en-x-icu"`;

describe.skipIf(!hasPostgres())('on Postgres, where writers interleave', () => {
  let cluster: PostgresCluster;
  beforeAll(async () => {
    cluster = await startPostgres();
  });
  afterAll(() => cluster.stop());

  const open = () => openStore({ url: cluster.newDatabase(), log: quietLog });

  test('the last two approvals a quorum needs, given at once, approve the request', async () => {
    const store = await open();
    const { cast, submitted, useCases, state } = await buildDomain({
      accounts: [account('1')],
      store,
      rules: ({ alice, bob, carol }) => [
        {
          directories: '*',
          operations: '*',
          ask: [{ kind: 'user', id: alice }],
          decide: [
            { kind: 'user', id: bob },
            { kind: 'user', id: carol },
          ],
          quorum: 2,
        },
      ],
    });

    const states: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = await submitted(byId('1'));
      await Promise.all([useCases.approve(id, actor(cast.bob)), useCases.approve(id, actor(cast.carol))]);
      states.push(await state(id));
    }

    expect(states).toEqual(states.map(() => 'approved'));
    await store.close();
  });

  test('a request whose last two batches end at the same moment has finished', async () => {
    const store = await open();
    const people = Array.from({ length: 100 }, (_, index) => account(String(1_000 + index)));
    const { cast, clock, directory, random, submitted, useCases, state } = await buildDomain({
      accounts: people,
      store,
    });
    const claims = { store, random, owner: 'me', leaseMs: 60_000, rests: new Rests(clock) };
    const place = { name: directory.name, pace: { callsPerSecond: 10_000, inFlight: 2 } };
    const endBatch = async (batch: Batch) => {
      const now = clock.now();
      const outcomes = new Map(batch.members.map((one) => [one, { kind: 'succeeded', at: now } as const]));
      const verdict = { outcomes, next: { kind: 'done' }, doubt: 'none', directoryRests: null } as const;
      await store.write((tx) => applyVerdict(tx, claims, batch, verdict, now));
    };

    const states: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = await submitted(byId(...people.map((one) => one.id)));
      await useCases.approve(id, actor(cast.bob));
      const claimed: Batch[] = [];
      while (claimed.length < 2) {
        clock.advance(1_000);
        const due = await findDueBatch(store.db, directory.name, clock.now());
        const claim = due && (await claimBatch(claims, place, due, clock.now()));
        if (claim?.kind === 'claimed') claimed.push(claim.batch);
      }
      await Promise.all(claimed.map(endBatch));
      states.push(await state(id));
    }

    expect(states).toEqual(states.map(() => 'finished'));
    await store.close();
  });

  test('two replicas that claim at once never both hold a person, and keep to one pace', async () => {
    const url = cluster.newDatabase();
    const [store, second] = [await openStore({ url, log: quietLog }), await openStore({ url, log: quietLog })];
    const people = Array.from({ length: 200 }, (_, index) => account(String(1_000 + index)));
    const { cast, clock, directory, random, submitted, useCases } = await buildDomain({ accounts: people, store });
    for (const from of [0, 25, 50]) {
      const id = await submitted(byId(...people.slice(from, from + 150).map((one) => one.id)));
      await useCases.approve(id, actor(cast.bob));
    }
    const place = { name: directory.name, pace: { callsPerSecond: 1, inFlight: 20 } };
    const tryToClaim = async (replica: typeof store, owner: string) => {
      const due = await findDueBatch(replica.db, directory.name, clock.now());
      return (
        due &&
        claimBatch(
          { store: replica, random, owner, leaseMs: 600_000, rests: new Rests(clock) },
          place,
          due,
          clock.now(),
        )
      );
    };

    const claimed: Batch[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      clock.advance(3_000);
      const both = await Promise.all([tryToClaim(store, 'one'), tryToClaim(second, 'two')]);
      const held = both.flatMap((claim) => (claim?.kind === 'claimed' ? [claim.batch] : []));
      expect(held.length).toBeLessThanOrEqual(1);
      claimed.push(...held);
    }

    const members = claimed.flatMap((batch) => batch.members);
    expect(claimed.length).toBeGreaterThanOrEqual(3);
    expect(new Set(members).size).toBe(members.length);
    await store.close();
    await second.close();
  });

  test('a request is found by the start of its id whatever the database sorts by', async () => {
    const store = await open();
    const { cast, submitted, useCases } = await buildDomain({ accounts: [account('1')], store });
    const id = await submitted(byId('1'));
    await store.db.schema
      .alterTable('requests')
      .alterColumn('id', (column) => column.setDataType(sqlText))
      .execute();

    for (const length of [8, 9, 13, 20]) {
      expect((await useCases.status(id.slice(0, length), actor(cast.alice)))?.request.id).toBe(id);
    }
    await store.close();
  });
});
