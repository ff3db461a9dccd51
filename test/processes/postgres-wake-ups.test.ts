import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ringAll } from '../../src/requests/deps.ts';
import { openStore } from '../../src/store/open-store.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { hasPostgres, type PostgresCluster, startPostgres } from '../support/postgres-cluster.ts';
import { quietLog } from '../support/quiet-log.ts';
import { startTcpCutter } from '../support/tcp-cutter.ts';

describe.skipIf(!hasPostgres())('replicas on one Postgres wake one another', () => {
  let cluster: PostgresCluster;
  beforeAll(async () => {
    cluster = await startPostgres();
  });
  afterAll(() => cluster.stop());

  const open = (url: string) => openStore({ url, log: quietLog });
  /** Real time, because what is waited for comes over a real wire; it only decides how late a failure is told. */
  const eventually = async (happened: () => boolean) => {
    for (let looks = 0; looks < 1_000 && !happened(); looks += 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(happened()).toBe(true);
  };

  test('a decision on one starts the work on another without any time passing there', async () => {
    const url = cluster.newDatabase();
    const here = await open(url);
    const there = await open(url);
    const asking = await buildDomain({ accounts: [account('1')], store: here });
    const working = await buildDomain({ accounts: [account('1')], store: there, seed: 2 });
    const dispatcher = working.newDispatcher({ alone: false });
    const wakeUps = there.watch(() => ringAll(working.deps.changed));
    await dispatcher.start();
    const id = await asking.submitted(byId('1'));
    const noon = working.clock.now();

    await asking.useCases.approve(id, actor(asking.cast.bob));
    const decidedAt = performance.now();
    await eventually(() => working.directory.calls.length === 1);
    const tookMs = performance.now() - decidedAt;

    expect(working.clock.now()).toBe(noon);
    process.stdout.write(`from the stored decision on one replica to the call on another: ${tookMs.toFixed(0)} ms\n`);
    await working.clock.runUntil(async () => (await working.state(id)) === 'finished');
    await working.stopped(dispatcher);
    await wakeUps.stop();
    await here.close();
    await there.close();
  });

  test('whoever writes is not woken by it: it has rung already', async () => {
    const url = cluster.newDatabase();
    const store = await open(url);
    const other = await open(url);
    const domain = await buildDomain({ accounts: [account('1')], store });
    const woken = { store: 0, other: 0 };
    const wakeUps = [store.watch(() => (woken.store += 1)), other.watch(() => (woken.other += 1))];
    await eventually(() => woken.store === 1 && woken.other === 1);

    await domain.submitted(byId('1'));
    await eventually(() => woken.other > 1);

    expect(woken.store).toBe(1);
    for (const one of wakeUps) await one.stop();
    await store.close();
    await other.close();
  });

  test('a listener that was cut off listens again, and rings for what it may have missed', async () => {
    const url = cluster.newDatabase();
    const wire = await startTcpCutter(url);
    const store = await open(wire.through(url));
    const other = await open(url);
    const domain = await buildDomain({ accounts: [account('1')], store: other });
    let woken = 0;
    const wakeUps = store.watch(() => {
      woken += 1;
    });
    await eventually(() => woken === 1);

    wire.dropAll();
    await eventually(() => woken === 2);
    await domain.submitted(byId('1'));
    await eventually(() => woken > 2);

    await wakeUps.stop();
    await store.close();
    await other.close();
    await wire.close();
  });

  test('nobody is woken by what was rolled back', async () => {
    const url = cluster.newDatabase();
    const store = await open(url);
    const other = await open(url);
    const domain = await buildDomain({ accounts: [account('1')], store: other });
    const id = await domain.submitted(byId('1'));
    let woken = 0;
    const wakeUps = store.watch(() => {
      woken += 1;
    });
    await eventually(() => woken === 1);

    const failed = other.write(async (tx) => {
      await tx.updateTable('requests').set({ updated_at: 1 }).where('id', '=', id).execute();
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    await domain.useCases.approve(id, actor(domain.cast.bob));
    await eventually(() => woken > 1);

    expect(woken).toBe(2);
    await wakeUps.stop();
    await store.close();
    await other.close();
  });
});
