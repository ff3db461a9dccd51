import { performance } from 'node:perf_hooks';
import { OUTCOME_KINDS } from '../src/requests/request.ts';
import type { Store } from '../src/store/store.ts';
import { hasPostgres, startPostgres } from '../test/support/postgres-cluster.ts';
import { GROUP } from './large-network.ts';
import { bareCalls, botocoreUnsuspends, hasBotocore } from './peers.ts';
import { cpuMsOf } from './process-figures.ts';
import { finished, previewed, type RunningBot, startRunningBot, submitted } from './running-bot.ts';
import { asRatio, atMost, type Bench, counted, inMs, inSeconds, type Measurement, type Size } from './table.ts';

/**
 * Unsuspending many people where every call takes 200 ms, and the same work by others: BatchToggleUserSuspendStatus, as for
 * suspending, but without the reading of each account that comes before a batch that takes something away. The floor is what the calls alone take:
 * 200 ms for each, so many at a time.
 */

const CALL_MS = 200;
const IN_FLIGHT = 4;
const PER_CALL = 50;
/** One call per person takes so long that only some are done; the rest is multiplied. */
const SINGLY = 200;

export interface Run {
  /** From the decision that was enough to the stored end, in milliseconds. */
  readonly ms: number;
  /** From the click to the card that says so. */
  readonly seenMs: number;
  /** Of the bot's process, everything included, per batch. */
  readonly cpuMs: number;
}

/** From the decision that was enough to the stored end, of the newest request: there may be a history. Throws unless all is done. */
export async function timesOf({ db }: Store): Promise<number> {
  const { id, state_json } = await db
    .selectFrom('requests')
    .select(['id', 'state_json'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  const { outcome } = await db
    .selectFrom('targets')
    .select('outcome')
    .where('request_id', '=', id)
    .where((eb) => eb.or([eb('outcome', 'is', null), eb('outcome', '!=', OUTCOME_KINDS[0])]))
    .executeTakeFirst()
    .then((row) => row ?? { outcome: 'none' });
  if (outcome !== 'none') throw new Error(`Somebody was not changed: ${outcome}`);
  const { decided_at } = await db
    .selectFrom('decisions')
    .select('decided_at')
    .where('request_id', '=', id)
    .executeTakeFirstOrThrow();
  return (JSON.parse(state_json) as { readonly at: number }).at - decided_at;
}

async function run(bot: RunningBot, people: number): Promise<Run> {
  const { sandbox } = bot;
  const preview = await previewed(sandbox, `/wickr unsuspend --group "${GROUP}" --reason "they are back"`);
  const card = await submitted(sandbox, preview);
  sandbox.wickr.behaviour.latencyMs = CALL_MS;
  const cpuAt = cpuMsOf(bot.pid);
  const startedAt = performance.now();
  await finished(sandbox, card);
  const seenMs = performance.now() - startedAt;
  const cpuMs = (cpuMsOf(bot.pid) - cpuAt) / (people / PER_CALL);
  return { ms: await bot.ended(timesOf), seenMs, cpuMs };
}

/** The work alone, on a database that is there already. */
export async function unsuspend(people: number, databaseUrl: string): Promise<Run> {
  const bot = await startRunningBot({ people, inGroup: people, suspended: true, inFlight: IN_FLIGHT, databaseUrl });
  try {
    return await run(bot, people);
  } finally {
    await bot.cleanUp();
  }
}

function rowsOf(store: string, people: number, { ms, seenMs, cpuMs }: Run, floorMs: number): readonly Measurement[] {
  const what = `${counted(people)} people unsuspended on ${store}`;
  return [
    {
      ...atMost(
        `${what}: decision to stored end, over the floor of ${inSeconds(floorMs)}`,
        ms / floorMs,
        1.03,
        asRatio,
      ),
      value: `${asRatio(ms / floorMs)} (${inSeconds(ms)})`,
      took: { who: `Muster on ${store}`, seconds: ms / 1_000 },
    },
    { measured: `${what}: click to the card that says so`, value: inSeconds(seenMs), target: '' },
    {
      measured: `${what}: CPU of the whole process per batch, Slack and the client included`,
      value: inMs(cpuMs),
      target: '',
    },
  ];
}

/** The same people again by others; a call for people who are as it would make them takes as long. */
async function peers(
  { sandbox }: RunningBot,
  ids: readonly string[],
  ours: Run,
  floorMs: number,
): Promise<readonly Measurement[]> {
  const row = (who: string, ms: number, more = ''): Measurement => ({
    measured: `the same by ${who}`,
    value: `${inSeconds(ms)}, ${(ms / ours.ms).toFixed(2)} times as long as Muster on SQLite${more}`,
    target: '',
    took: { who, seconds: ms / 1_000 },
  });
  const bare = await bareCalls(sandbox, ids, PER_CALL, IN_FLIGHT);
  const rows: Measurement[] = [
    {
      measured: `the same calls by Muster's client alone, nothing checked or stored, over the floor`,
      value: `${asRatio(bare.ms / floorMs)} (${inSeconds(bare.ms)})`,
      target: '',
    },
  ];
  if (!hasBotocore()) {
    process.stderr.write(
      'Left out: scripts with botocore, which this machine does not have (Debian: python3-botocore)\n',
    );
    return rows;
  }
  const threads = await botocoreUnsuspends(sandbox, ids, PER_CALL, IN_FLIGHT);
  const sequential = await botocoreUnsuspends(sandbox, ids, PER_CALL, 1);
  const some = ids.slice(0, SINGLY);
  const singly = await botocoreUnsuspends(sandbox, some, 1, 1);
  const all = (singly.ms / some.length) * ids.length;
  const sdk = `botocore ${threads.version}`;
  return [
    ...rows,
    row(`a script with ${sdk}, 50 people a call, ${IN_FLIGHT} threads`, threads.ms),
    row(`a script with ${sdk}, 50 people a call`, sequential.ms),
    row(`a script with ${sdk}, one person a call`, all, ` (from ${some.length} of them, multiplied)`),
  ];
}

async function measure(size: Size): Promise<readonly Measurement[]> {
  const people = size === 'whole' ? 10_000 : 1_000;
  const floorMs = (people / PER_CALL / IN_FLIGHT) * CALL_MS;
  const rows: Measurement[] = [];
  const onSqlite = await startRunningBot({ people, inGroup: people, suspended: true, inFlight: IN_FLIGHT });
  try {
    const ours = await run(onSqlite, people);
    rows.push(...rowsOf('SQLite', people, ours, floorMs));
    rows.push(...(await peers(onSqlite, onSqlite.ids, ours, floorMs)));
  } finally {
    await onSqlite.cleanUp();
  }
  if (!hasPostgres()) {
    process.stderr.write('Left out: Postgres, whose server this machine does not have (Debian: postgresql)\n');
    return rows;
  }
  const cluster = await startPostgres();
  try {
    rows.push(...rowsOf('Postgres', people, await unsuspend(people, cluster.newDatabase()), floorMs));
  } finally {
    cluster.stop();
  }
  return rows;
}

export const toggles: Bench = {
  name: 'toggles',
  about: `BatchToggleUserSuspendStatus for people who come back, against a stand-in that takes ${CALL_MS} ms for each call, ${IN_FLIGHT} calls at a time, no account read again before its batch`,
  run: measure,
};
