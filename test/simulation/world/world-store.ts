import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { migrate } from '../../../src/store/migrate.ts';
import type { Database } from '../../../src/store/schema.ts';
import { sqliteInMemory } from '../../../src/store/sqlite.ts';
import type { Store } from '../../../src/store/store.ts';
import { createWrite } from '../../../src/store/write.ts';
import type { WorldClock } from './world-clock.ts';

let empty: Promise<Uint8Array> | null = null;

/** An empty store in memory, as `openStore` makes it. Migrating takes longer than many a run, so it is done once a process. */
export async function openWorldStore(world: WorldClock): Promise<Store> {
  empty ??= migrated();
  const database = new DatabaseSync(':memory:');
  database.deserialize(await empty);
  const db = new Kysely<Database>({ dialect: sqliteInMemory(database) });
  const { write, proveWritable } = createWrite(db, world, { ask: null, durable: null });
  const watch = () => ({ stop: async () => {} });
  return { dialect: 'sqlite', db, write, check: proveWritable, watch, close: () => db.destroy() };
}

async function migrated(): Promise<Uint8Array> {
  const database = new DatabaseSync(':memory:');
  const db = new Kysely<Database>({ dialect: sqliteInMemory(database) });
  await migrate(db, 'sqlite');
  const bytes = database.serialize();
  await db.destroy();
  return bytes;
}
