import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { requestId } from '../../src/ids.ts';
import { migrations } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/open-store.ts';
import { openSqliteFile } from '../../src/store/sqlite.ts';
import { allEvents, expectWholeChain } from '../audit/chain-suite.ts';
import { actor, buildDomain } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { quietLog } from '../support/quiet-log.ts';

const FIRST_RELEASE = readFileSync(new URL('../fixtures/store/first-release.sql', import.meta.url), 'utf8');
/** What stands in it. */
const IDS = {
  finished: requestId('019bc186-de00-7cb8-adfe-747d23673f27'),
  pending: requestId('019bc186-df2c-79a1-ba00-a208c9f82da5'),
  rejected: requestId('019bc186-df2c-74a4-8ba9-781a68ea76e8'),
  drafted: requestId('019bc186-df2c-7ccc-be05-42ed0c58d6dc'),
  running: requestId('019bc186-df2c-7cd3-90d9-38e46abf224b'),
};
const STEPS = Object.keys(migrations('sqlite'));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-upgrade-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function firstRelease(): string {
  const path = join(folder, 'muster.db');
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  database.exec(FIRST_RELEASE);
  database.close();
  return path;
}

/** An upgrade that ended there, as by a power cut between two steps. */
async function upgradeTo(path: string, step: string): Promise<void> {
  const db = new Kysely<unknown>({ dialect: openSqliteFile(path).dialect });
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations('sqlite') } });
  const { error } = await migrator.migrateTo(step);
  await db.destroy();
  if (error) throw error;
}

for (const step of STEPS) {
  test(`a database of the first release, whose upgrade stopped after ${step}, is whole and goes on where it stood`, async () => {
    const path = firstRelease();
    await upgradeTo(path, step);

    const store = await openStore({ url: `sqlite:${path}`, log: quietLog });

    const accounts = Array.from({ length: 130 }, (_, index) => account(String(1_000 + index)));
    const domain = await buildDomain({ accounts, store, seed: 2 });
    expect((await domain.view(IDS.finished)).outcomes).toMatchObject({ succeeded: 2, failed: 1, waiting: 0 });
    expect(await domain.state(IDS.rejected)).toBe('rejected');
    expect(await domain.state(IDS.drafted)).toBe('drafted');
    await domain.useCases.approve(IDS.pending, actor(domain.cast.bob));
    const dispatcher = domain.newDispatcher();
    await dispatcher.start();
    await domain.clock.runUntil(
      async () => (await domain.state(IDS.running)) === 'finished' && (await domain.state(IDS.pending)) === 'finished',
    );
    await domain.stopped(dispatcher);

    expect((await domain.view(IDS.running)).outcomes).toMatchObject({ succeeded: 120, waiting: 0 });
    expect((await domain.view(IDS.pending)).outcomes).toMatchObject({ succeeded: 2, waiting: 0 });
    expect(new Set(domain.directory.effects.map(({ id }) => id)).size).toBe(domain.directory.effects.length);
    expectWholeChain(await allEvents(store));
    await store.close();
  });
}

test('a database of a later release is refused, and not touched', async () => {
  const path = firstRelease();
  await (await openStore({ url: `sqlite:${path}`, log: quietLog })).close();
  const database = new DatabaseSync(path);
  database.exec(
    "insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '2030-01-01T00:00:00.000Z')",
  );
  database.close();

  await expect(openStore({ url: `sqlite:${path}`, log: quietLog })).rejects.toThrow(/present model/);
});
