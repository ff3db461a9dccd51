import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { USUAL_PATIENCE } from '../../src/store/postgres.ts';
import type { Store } from '../../src/store/store.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { hasPostgres, type PostgresCluster, startPostgres } from '../support/postgres-cluster.ts';
import { quietLog } from '../support/quiet-log.ts';

describe.skipIf(!hasPostgres())('on Postgres', () => {
  let cluster: PostgresCluster;
  beforeAll(async () => {
    cluster = await startPostgres();
  });
  afterAll(() => cluster.stop());

  const open = (url = cluster.newDatabase()) => openStore({ url, log: quietLog });

  test('migrations are safe when several processes start at once', async () => {
    const url = cluster.newDatabase();

    const stores = await Promise.all([open(url), open(url), open(url)]);

    await Promise.all(stores.map((store) => store.check()));
    await Promise.all(stores.map((store) => store.close()));
  });

  for (const [setting, value, told] of [
    ['synchronous_commit', 'off', /before they are on disk.*ALTER ROLE/],
    ['default_transaction_read_only', 'on', /takes no writes.*primary/],
  ] as const) {
    test(`a database with ${setting}=${value} is refused with what to do`, async () => {
      const url = cluster.newDatabase();
      const admin = new pg.Client(url);
      await admin.connect();
      await admin.query(`alter database ${new URL(url).pathname.slice(1)} set ${setting} = ${value}`);
      await admin.end();

      await expect(open(url)).rejects.toThrow(told);
    });
  }

  test('a primary that takes no writes any more is not ready, though it answers', async () => {
    const url = cluster.newDatabase();
    const store = await open(url);
    await store.check();
    const admin = new pg.Client(url);
    await admin.connect();
    await admin.query(`alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = on`);
    await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
    );
    await admin.end();

    await expect(store.check()).rejects.toThrow();
    await store.close();
  });

  test('a replica that froze within a transaction gives its locks back, and others go on', async () => {
    const url = cluster.newDatabase();
    const patience = { ...USUAL_PATIENCE, idleInTransactionMs: 300 };
    const sleepy = await openStore({ url, log: quietLog, patience });
    const awake = await open(url);
    await awake.write((tx) => tx.insertInto('deliveries').values({ key: 'a', received_at: 1 }).execute());
    const { promise: frozen, resolve: thaw } = Promise.withResolvers<void>();
    const { promise: locked, resolve: hasLocked } = Promise.withResolvers<void>();
    let runs = 0;
    const change = (store: Store, to: number, meanwhile: () => Promise<void>) =>
      store.write(async (tx) => {
        await tx.updateTable('deliveries').set({ received_at: to }).where('key', '=', 'a').execute();
        await meanwhile();
      });

    const late = change(sleepy, 2, async () => {
      runs += 1;
      hasLocked();
      if (runs === 1) await frozen;
    });
    await locked;
    await change(awake, 3, async () => {});
    thaw();
    await late;

    // What was lost with the transaction was run again, from fresh reads, after the other one.
    expect(runs).toBe(2);
    expect(await awake.db.selectFrom('deliveries').select('received_at').execute()).toEqual([{ received_at: 2 }]);
    await sleepy.close();
    await awake.close();
  });

  test('a request runs from preview to an outcome for everyone', async () => {
    const accounts = Array.from({ length: 120 }, (_, index) => account(String(1_000 + index)));
    const store = await open();
    const { directory, submitted, runToEnd } = await buildDomain({ accounts, store });
    directory.poison.add('1017');
    directory.faults.push({ kind: 'lost-after-effect' });

    const view = await runToEnd(await submitted(byId(...accounts.map(({ id }) => id))));

    expect(view.outcomes).toEqual({ succeeded: 119, failed: 1, unconfirmed: 0, skipped: 0, waiting: 0 });
    expect(new Set(directory.effects.map(({ id }) => id)).size).toBe(119);
    expect(directory.effects.length).toBe(119);
    await store.close();
  });

  test('of two clicks at once on two connections one decides', async () => {
    const store = await open();
    const { cast, submitted, useCases } = await buildDomain({ accounts: [account('1')], store });
    const id = await submitted(byId('1'));

    const answers = await Promise.all([useCases.approve(id, actor(cast.bob)), useCases.approve(id, actor(cast.carol))]);

    expect(answers.map((answer) => answer.kind).sort()).toEqual(['done', 'too-late']);
    expect((await store.db.selectFrom('batches').selectAll().execute()).length).toBe(1);
    await store.close();
  });

  test('two workers on one store make each call once', async () => {
    const accounts = Array.from({ length: 300 }, (_, index) => account(String(1_000 + index)));
    const store = await open();
    const domain = await buildDomain({ accounts, store, pace: { callsPerSecond: 1_000, inFlight: 4 } });
    const id = await domain.submitted(byId(...accounts.map((one) => one.id)));
    await domain.useCases.approve(id, actor(domain.cast.bob));
    const workers = [domain.newDispatcher({ alone: false }), domain.newDispatcher({ alone: false })];

    for (const worker of workers) await worker.start();
    await domain.clock.runUntil(async () => (await domain.state(id)) === 'finished');
    for (const worker of workers) await domain.stopped(worker);

    expect(domain.directory.calls.length).toBe(6);
    expect(domain.directory.effects.length).toBe(300);
    await store.close();
  });

  test('an audit event can be neither changed nor removed', async () => {
    const store = await open();

    await expect(store.db.updateTable('audit_events').set({ actor: 'nobody' }).execute()).rejects.toThrow(
      'append-only',
    );
    await expect(store.db.deleteFrom('audit_events').execute()).rejects.toThrow('append-only');
    await store.close();
  });
});
