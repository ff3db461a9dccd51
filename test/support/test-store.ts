import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { quietLog } from './quiet-log.ts';

/** A database of its own, made as a copy of the run's empty one. */
async function freshDatabase({ server, template }: { readonly server: string; readonly template: string }) {
  const name = `muster_${randomBytes(8).toString('hex')}`;
  const admin = new pg.Client(server);
  await admin.connect();
  await admin.query(`create database ${name} template ${template} strategy file_copy`);
  await admin.end();
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

const opened: Store[] = [];

/** Few tests close a store in memory; one on a server would keep its connections and the worker alive. */
export async function closeTestStores(): Promise<void> {
  await Promise.all(opened.splice(0).map((store) => store.close()));
}

/**
 * An empty store of the kind that this run is about: in memory, or on the Postgres of the vitest project `postgres`. What a
 * suite says of the store then holds for both.
 */
export async function testStore(): Promise<Store> {
  const postgres = inject('postgres');
  if (!postgres) return openStore({ url: 'sqlite::memory:', log: quietLog });
  const store = await openStore({ url: await freshDatabase(postgres), log: quietLog });
  opened.push(store);
  return store;
}
