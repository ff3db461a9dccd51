import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { copyStore } from '../../src/store/copy/copy-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { allEvents, expectWholeChain } from '../audit/chain-suite.ts';
import { fakeTerminal } from '../cli/terminal.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { hasPostgres, type PostgresCluster, startPostgres } from '../support/postgres-cluster.ts';
import { quietLog } from '../support/quiet-log.ts';
import { startTcpCutter } from '../support/tcp-cutter.ts';

const PEOPLE = Array.from({ length: 130 }, (_, index) => account(String(1_000 + index)));

describe.skipIf(!hasPostgres())('muster migrate-store', () => {
  let cluster: PostgresCluster;
  let folder = '';
  beforeAll(async () => {
    cluster = await startPostgres();
  });
  afterAll(() => cluster.stop());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'muster-copy-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const from = () => `sqlite:${join(folder, 'muster.db')}`;
  const open = (url: string) => openStore({ url, log: quietLog });
  const type = async (...words: string[]) => {
    const terminal = fakeTerminal();
    const code = await runCli(['migrate-store', ...words], COMMANDS, terminal);
    return { code, out: terminal.out(), err: terminal.err() };
  };

  /** One request that has ended, and one that was approved and waits for its calls. */
  const used = async () => {
    const store = await open(from());
    const domain = await buildDomain({ accounts: PEOPLE, store });
    domain.directory.poison.add('1017');
    await domain.runToEnd(await domain.submitted(byId(...PEOPLE.map(({ id }) => id))));
    const id = await domain.submitted(byId('1017'));
    await domain.useCases.approve(id, actor(domain.cast.bob));
    return { store, id };
  };
  const countAll = async (store: Store) => {
    const counts: Record<string, number> = {};
    for (const table of [
      'requests',
      'targets',
      'batches',
      'attempts',
      'decisions',
      'audit_events',
      'audit_clear',
    ] as const) {
      const { n } = await store.db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow();
      counts[table] = n;
    }
    return counts;
  };

  test('everything arrives, the audit chain holds, and what was under way goes on', async () => {
    const { store: source, id } = await used();
    const counts = await countAll(source);
    await source.close();
    const to = cluster.newDatabase();

    const { code, out, err } = await type('--from', from(), '--to', to);

    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Copied and compared');
    expect(out).toContain('Set DATABASE_URL');
    const target = await open(to);
    expect(await countAll(target)).toEqual(counts);
    expectWholeChain(await allEvents(target));
    const domain = await buildDomain({ accounts: PEOPLE, store: target, seed: 2 });
    const view = await domain.runToEnd(id);
    expect(view.outcomes).toMatchObject({ succeeded: 1, waiting: 0 });
    expectWholeChain(await allEvents(target));
    await target.close();
  });

  test('a database that holds something is refused, and keeps what it has', async () => {
    await (await used()).store.close();
    const to = cluster.newDatabase();
    const target = await open(to);
    await target.write((tx) => tx.insertInto('deliveries').values({ key: 'mine', received_at: 1 }).execute());

    const { code, err } = await type('--from', from(), '--to', to);

    expect(code).toBe(1);
    expect(err).toContain('not empty: deliveries (1)');
    expect((await countAll(target))['requests']).toBe(0);
    await target.close();
  });

  test('a file that a bot holds is refused', async () => {
    const { store } = await used();

    const { code, err } = await type('--from', from(), '--to', cluster.newDatabase());

    expect(code).toBe(1);
    expect(err).toContain('in use by another process');
    await store.close();
  });

  test('a copy that is cut off in the middle leaves nothing, and can be made again', async () => {
    const { store: source } = await used();
    const url = cluster.newDatabase();
    const wire = await startTcpCutter(url);
    const target = await open(wire.through(url));
    let tables = 0;

    const cutOff = copyStore(source, target, () => {
      tables += 1;
      if (tables === 6) wire.dropAll();
    });
    await expect(cutOff).rejects.toThrow();
    const afterwards = await countAll(target);
    await copyStore(source, target);

    expect(afterwards).toMatchObject({ requests: 0, targets: 0, batches: 0, audit_events: 1, audit_clear: 0 });
    expect(await countAll(target)).toEqual(await countAll(source));
    await target.close();
    await source.close();
    await wire.close();
  });

  test('a column that counts by itself goes on after the last number that was copied', async () => {
    const { store: source } = await used();
    const before = { id: 'b7', at: 1, actor: 'muster', kind: 'started', data_json: '{}' };
    const old = source.db as unknown as {
      insertInto(table: string): { values(row: object): { execute(): Promise<unknown> } };
    };
    await old
      .insertInto('audit_events_before_chain')
      .values({ seq: 7, ...before })
      .execute();
    const target = await open(cluster.newDatabase());

    await copyStore(source, target);
    const next = target.db as unknown as typeof old;
    await next
      .insertInto('audit_events_before_chain')
      .values({ ...before, id: 'b8' })
      .execute();

    const rows = await (target.db as unknown as import('kysely').Kysely<{ audit_events_before_chain: { seq: number } }>)
      .selectFrom('audit_events_before_chain')
      .select('seq')
      .orderBy('seq')
      .execute();
    expect(rows.map(({ seq }) => seq)).toEqual([7, 8]);
    await target.close();
    await source.close();
  });

  test('what cannot be meant is told before anything is opened', async () => {
    expect(await type('--from', 'postgres://a/b', '--to', 'postgres://a/c')).toMatchObject({ code: 2 });
    expect(await type('--from', 'sqlite:/nowhere/muster.db', '--to', 'postgres://a/c')).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no file /nowhere/muster.db'),
    });
    expect(await type('--from', from())).toMatchObject({ code: 2, err: expect.stringContaining('DATABASE_URL') });
  });
});
