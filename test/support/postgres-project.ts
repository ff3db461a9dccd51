import type { TestProject } from 'vitest/node';
import { openStore } from '../../src/store/open-store.ts';
import { FORGETFUL, startPostgres } from './postgres-cluster.ts';
import { quietLog } from './quiet-log.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where suites that take any store find theirs; absent where they run on SQLite. */
    postgres?: { readonly server: string; readonly template: string };
  }
}

/** One server for the whole run, with one database that is brought to the present model once and copied for every test. */
export default async function setup(project: TestProject): Promise<() => void> {
  const cluster = await startPostgres(FORGETFUL);
  const url = new URL(cluster.newDatabase());
  await (await openStore({ url: url.href, log: quietLog })).close();
  const template = url.pathname.slice(1);
  url.pathname = 'postgres';
  project.provide('postgres', { server: url.href, template });
  return () => cluster.stop();
}
