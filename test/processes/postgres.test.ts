import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
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
