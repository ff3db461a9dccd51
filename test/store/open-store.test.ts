import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { DatabaseInUse } from '../../src/store/sqlite.ts';
import { quietLog } from '../support/quiet-log.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (url: string) => openStore({ url, log: quietLog });

test('a second process on the same SQLite file is refused with a clear message', async () => {
  const url = `sqlite:${join(folder, 'muster.db')}`;
  const store = await open(url);

  const other = spawnSync(
    process.execPath,
    [
      '--input-type=module-typescript',
      '-e',
      `import { openStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/store/open-store.ts'))};
       await openStore({ url: ${JSON.stringify(url)}, log: console });`,
    ],
    { encoding: 'utf8' },
  );

  expect(other.status).not.toBe(0);
  expect(other.stderr).toContain('in use by another process');
  await store.close();
});

test('the file is free again after closing', async () => {
  const url = `sqlite:${join(folder, 'muster.db')}`;
  await (await open(url)).close();

  const again = await open(url);

  await again.check();
  await again.close();
});

test('two stores in one process do not share a file either', async () => {
  const url = `sqlite:${join(folder, 'muster.db')}`;
  const store = await open(url);

  await expect(open(url)).rejects.toBeInstanceOf(DatabaseInUse);

  await store.close();
});

test('writers never interleave', async () => {
  const store = await open('sqlite::memory:');
  const addOne = (name: string) =>
    store.write(async (tx) => {
      const seen = await tx
        .selectFrom('deliveries')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow();
      await Promise.resolve();
      await tx.insertInto('deliveries').values({ key: name, received_at: seen.n }).execute();
    });

  await Promise.all(['a', 'b', 'c', 'd'].map(addOne));

  const order = await store.db.selectFrom('deliveries').select('received_at').orderBy('received_at').execute();
  expect(order.map((row) => row.received_at)).toEqual([0, 1, 2, 3]);
  await store.close();
});
