import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type SteadyClock, systemClock } from '../../src/runtime/clock.ts';
import { CommitUnknown } from '../../src/store/failure.ts';
import { openStore } from '../../src/store/open-store.ts';
import { USUAL_PATIENCE } from '../../src/store/postgres.ts';
import type { Store } from '../../src/store/store.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { hasPostgres, type PostgresCluster, startPostgres } from '../support/postgres-cluster.ts';
import { quietLog } from '../support/quiet-log.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { startTcpCutter, type TcpCutter } from '../support/tcp-cutter.ts';

const RUNS = 3;
/** Waits for nothing: for what would otherwise go on for half a minute. */
const hurriedClock: SteadyClock = { ...systemClock, sleep: () => new Promise((resolve) => setImmediate(resolve)) };

describe.skipIf(!hasPostgres())('when the way to Postgres breaks', () => {
  let cluster: PostgresCluster;
  beforeAll(async () => {
    cluster = await startPostgres();
  });
  afterAll(() => cluster.stop());

  let open: { readonly store: Store; readonly wire: TcpCutter }[] = [];
  afterEach(async () => {
    for (const { store, wire } of open) {
      await wire.close();
      await store.close();
    }
    open = [];
  });

  const throughWire = async (patience = USUAL_PATIENCE, clock = systemClock) => {
    const url = cluster.newDatabase();
    const wire = await startTcpCutter(url);
    const store = await openStore({ url: wire.through(url), log: quietLog, patience, clock });
    open.push({ store, wire });
    const add = (key: string) =>
      store.write(async (tx) => {
        await tx.insertInto('deliveries').values({ key, received_at: 1 }).execute();
        return `added ${key}`;
      });
    const keys = async () =>
      (await store.db.selectFrom('deliveries').select('key').orderBy('key').execute()).map(({ key }) => key);
    return { store, wire, add, keys };
  };

  test('a write whose COMMIT never arrived is written again', async () => {
    const { add, keys, wire } = await throughWire();

    wire.cutNext('before-commit');
    const answer = await add('a');

    expect(answer).toBe('added a');
    expect(await keys()).toEqual(['a']);
    expect(wire.cuts).toEqual(['before-commit']);
  });

  test('a write whose COMMIT took without our hearing of it is not written again', async () => {
    const { add, keys, wire } = await throughWire();

    wire.cutNext('after-commit');
    const answer = await add('a');

    expect(answer).toBe('added a');
    expect(await keys()).toEqual(['a']);
    expect(wire.cuts).toEqual(['after-commit']);
  });

  test('a COMMIT nobody can be asked about is told as unknown, and never taken for either', async () => {
    const { add, keys, wire } = await throughWire(USUAL_PATIENCE, hurriedClock);

    wire.cutNext('after-commit');
    const lost = add('a').catch((error: unknown) => error);
    while (wire.cuts.length === 0) await new Promise((resolve) => setImmediate(resolve));
    wire.refusing = true;
    wire.dropAll();
    const answer = await lost;
    wire.refusing = false;

    expect(answer).toBeInstanceOf(CommitUnknown);
    expect(await keys()).toEqual(['a']);
  });

  test('a server that falls silent is given up, and the next connection works', async () => {
    const { add, keys, wire } = await throughWire({ ...USUAL_PATIENCE, connectMs: 200, silenceMs: 300 });

    wire.freeze();
    await expect(keys()).rejects.toThrow();
    wire.thaw();

    expect(await add('a')).toBe('added a');
  });

  test('a server that is killed and comes back is used again, and nothing acknowledged is lost', async () => {
    const back = Promise.withResolvers<void>();
    /** However long a server takes to come back on this machine, the writer's pauses last until then. */
    const patientClock: SteadyClock = { ...systemClock, sleep: () => back.promise };
    const { add, keys, store } = await throughWire(USUAL_PATIENCE, patientClock);
    await add('before');

    cluster.crash();
    await expect(store.check()).rejects.toThrow();
    const during = add('during');
    await cluster.restart();
    back.resolve();
    await during;

    await store.check();
    expect(await keys()).toEqual(['before', 'during']);
  });

  test(`whichever commits of a run are cut on either side, everyone is changed once and told of once`, async () => {
    let cutAll = 0;
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const { store, wire } = await throughWire();
      const random = seededRandom(seed);
      const accounts = Array.from({ length: 200 }, (_, index) => account(String(1_000 + index)));
      const domain = await buildDomain({ accounts, store });
      domain.directory.poison.add('1017');
      const id = await domain.submitted(byId(...accounts.map((one) => one.id)));

      wire.decide = () => {
        const drawn = random.fraction();
        if (drawn < 0.15) return 'before-commit';
        return drawn < 0.3 ? 'after-commit' : null;
      };
      await domain.useCases.approve(id, actor(domain.cast.bob));
      const view = await domain.runToEnd(id);
      wire.decide = () => null;

      // Refused in doubt: nobody can tell by the directory's no alone.
      const { failed, unconfirmed } = view.outcomes;
      expect([failed, unconfirmed]).toContainEqual(1);
      expect(view.outcomes).toMatchObject({ succeeded: 199, skipped: 0, waiting: 0 });
      expect(domain.directory.effects.length).toBe(199);
      expect(new Set(domain.directory.effects.map((effect) => effect.id)).size).toBe(199);
      const events = await store.db.selectFrom('audit_events').select(['kind', 'data_json']).execute();
      const intents = events.filter(({ kind }) => kind === 'call.intended').map(({ data_json }) => data_json);
      expect(new Set(intents).size).toBe(intents.length);
      // What was claimed ahead and did not leave has an intent and no call.
      expect(intents.length).toBeGreaterThanOrEqual(domain.directory.calls.length);
      expect(events.filter(({ kind }) => kind === 'request.approved').length).toBe(1);
      cutAll += wire.cuts.length;
    }
    expect(cutAll).toBeGreaterThan(RUNS * 3);
    process.stdout.write(`${cutAll} connections were cut around a COMMIT in ${RUNS} runs of 200 people\n`);
  });
});
