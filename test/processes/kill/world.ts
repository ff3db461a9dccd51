import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { type BotProcess, botProcess } from '../../support/bot-process.ts';
import { type PostgresCluster, startPostgres } from '../../support/postgres-cluster.ts';

export type StoreKind = 'sqlite' | 'postgres';

/** The real program, once or twice, against stand-ins that live on whatever becomes of it. */
export interface World extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly bots: readonly BotProcess[];
  /** Null on SQLite. */
  readonly cluster: PostgresCluster | null;
}

const CALLS_PER_SECOND = 10;
const CALL_TAKES_MS = 60;
const REPLICAS = 2;

export async function startWorld(store: StoreKind, people: number): Promise<World> {
  const sandbox = await startSandbox({ extraPeople: people });
  sandbox.wickr.behaviour.latencyMs = CALL_TAKES_MS;
  const cluster = store === 'postgres' ? await startPostgres() : null;
  const databaseUrl = cluster?.newDatabase();
  const bots = Array.from({ length: cluster ? REPLICAS : 1 }, () =>
    botProcess(sandbox.env, {
      callsPerSecond: CALLS_PER_SECOND,
      ...(databaseUrl === undefined ? {} : { databaseUrl, shortLeases: true }),
    }),
  );
  for (const bot of bots) bot.start();
  await sandbox.slack.waitFor('the bot to connect', () => sandbox.hub.connected(), 60_000);
  return {
    sandbox,
    bots,
    cluster,
    [Symbol.asyncDispose]: async () => {
      for (const bot of bots) await bot.cleanUp();
      await sandbox.close();
      cluster?.stop();
    },
  };
}
