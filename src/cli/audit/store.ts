import { existsSync } from 'node:fs';
import { readDatabase } from '../../config/environment.ts';
import { formatProblems } from '../../config/problem.ts';
import { secretValues } from '../../config/secrets.ts';
import { systemClock } from '../../runtime/clock.ts';
import { openStore } from '../../store/open-store.ts';
import { DatabaseInUse } from '../../store/sqlite.ts';
import type { Store } from '../../store/store.ts';
import { createLog } from '../../telemetry/create-log.ts';
import { EXIT, type Terminal } from '../command.ts';

/** Opens the database that Muster works on, and closes it after `work`. Answers the exit code. */
export async function withStore({ env, stderr }: Terminal, work: (store: Store) => Promise<number>): Promise<number> {
  const { databaseUrl, problems } = readDatabase(env);
  if (databaseUrl === null) {
    stderr.write(`${formatProblems(problems)}\n`);
    return EXIT.misconfigured;
  }
  const path = databaseUrl.startsWith('sqlite:') ? databaseUrl.slice('sqlite:'.length) : null;
  if (path !== null && path !== ':memory:' && !existsSync(path)) {
    stderr.write(`There is no database ${path}. DATABASE_URL says which one is meant.\n`);
    return EXIT.misconfigured;
  }
  const destination = { write: (line: string) => void stderr.write(line) };
  const log = createLog({ level: 'warn', clock: systemClock, secrets: secretValues(env), destination });
  let store: Store;
  try {
    store = await openStore({ url: databaseUrl, log });
  } catch (error) {
    if (!(error instanceof DatabaseInUse)) throw error;
    stderr.write(`${error.message}\nStop Muster for as long as this takes, or give DATABASE_URL a copy of the file.\n`);
    return EXIT.misconfigured;
  }
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
