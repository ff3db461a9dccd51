import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../src/store/open-store.ts';
import { quietLog } from '../test/support/quiet-log.ts';
import { batchCost } from './cost.ts';
import { fillHistory } from './history.ts';
import { type Latency, measureLatency } from './latency.ts';
import { atMost, type Bench, counted, type Measurement, quantile, type Size } from './table.ts';
import { unsuspend } from './toggles.ts';

/** Do the other figures grow with what was done before? The same measurements on a database with few and with many finished requests. */

const asGrowth = (value: number): string => `${value.toFixed(2)}×`;
const MOST_GROWTH = 1.1;
/** The worst of a hundred clicks differs by half from run to run: p99 is told of all of several runs. */
const LATENCY_RUNS = 3;

interface Figures {
  readonly runMs: number;
  readonly batchCpuMs: number;
  readonly acknowledgedMs: number;
  readonly storedMs: number;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const databaseIn = (folder: string): string => `sqlite:${join(folder, 'muster.db')}`;

const withHistory = <T>(requests: number, work: (folder: string) => Promise<T>): Promise<T> =>
  inFolder(async (folder) => {
    const store = await openStore({ url: databaseIn(folder), log: quietLog });
    await fillHistory(store, requests);
    await store.close();
    return work(folder);
  });

/** Each on a copy: a run leaves requests behind that are under way. */
async function latencyOfSeveral(size: Size, history: string): Promise<Latency> {
  const runs: Latency[] = [];
  for (let run = 0; run < (size === 'whole' ? LATENCY_RUNS : 1); run += 1) {
    const latency = inFolder((folder) => {
      cpSync(history, folder, { recursive: true });
      return measureLatency(size, databaseIn(folder));
    });
    runs.push(await latency);
  }
  return {
    acknowledgedMs: runs.flatMap(({ acknowledgedMs }) => acknowledgedMs),
    storedMs: runs.flatMap(({ storedMs }) => storedMs),
  };
}

async function figures(size: Size, requests: number): Promise<Figures> {
  const people = size === 'whole' ? 10_000 : 1_000;
  const { run, latency, batch } = await withHistory(requests, async (folder) => ({
    run: await unsuspend(people, databaseIn(folder)),
    latency: await latencyOfSeveral(size, folder),
    batch: await batchCost(people, databaseIn(folder)),
  }));
  return {
    runMs: run.ms,
    batchCpuMs: batch.cpuMs,
    acknowledgedMs: quantile(latency.acknowledgedMs, 0.99),
    storedMs: quantile(latency.storedMs, 0.99),
  };
}

export const growth: Bench = {
  name: 'growth',
  about: 'the same on SQLite after many finished requests as after few, as a ratio',
  async run(size) {
    const [few, many] = size === 'whole' ? [1_000, 100_000] : [100, 1_000];
    const before = await figures(size, few);
    const after = await figures(size, many);
    const row = (what: string, read: (of: Figures) => number): Measurement => {
      const measured = `${what}, after ${counted(many)} requests over after ${counted(few)}`;
      const written = atMost(measured, read(after) / read(before), MOST_GROWTH, asGrowth);
      return { ...written, value: `${written.value} (${read(before).toFixed(1)} and ${read(after).toFixed(1)} ms)` };
    };
    return [
      row('people unsuspended, decision to stored end', ({ runMs }) => runMs),
      row('CPU of a batch', ({ batchCpuMs }) => batchCpuMs),
      row('slash command to its acknowledgement, p99', ({ acknowledgedMs }) => acknowledgedMs),
      row('click to the stored decision, p99', ({ storedMs }) => storedMs),
    ];
  },
};
