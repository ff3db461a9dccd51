import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../src/store/open-store.ts';
import { quietLog } from '../test/support/quiet-log.ts';
import { batchCost } from './cost.ts';
import { fillHistory } from './history.ts';
import { measureLatency } from './latency.ts';
import { suspend } from './suspensions.ts';
import { atMost, type Bench, counted, type Measurement, quantile, type Size } from './table.ts';

/** Do the other figures grow with what was done before? The same measurements on a database with few and with many finished requests. */

const asGrowth = (value: number): string => `${value.toFixed(2)}×`;
const MOST_GROWTH = 1.1;

interface Figures {
  readonly runMs: number;
  readonly batchCpuMs: number;
  readonly acknowledgedMs: number;
  readonly storedMs: number;
}

async function withHistory<T>(requests: number, work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  try {
    const databaseUrl = `sqlite:${join(folder, 'muster.db')}`;
    const store = await openStore({ url: databaseUrl, log: quietLog });
    await fillHistory(store, requests);
    await store.close();
    return await work(databaseUrl);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function figures(size: Size, requests: number): Promise<Figures> {
  const people = size === 'whole' ? 10_000 : 1_000;
  const run = await withHistory(requests, (databaseUrl) => suspend(people, databaseUrl));
  const batch = await withHistory(requests, (databaseUrl) => batchCost(people, databaseUrl));
  const { acknowledgedMs, storedMs } = await withHistory(requests, (databaseUrl) => measureLatency(size, databaseUrl));
  return {
    runMs: run.ms,
    batchCpuMs: batch.cpuMs,
    acknowledgedMs: quantile(acknowledgedMs, 0.99),
    storedMs: quantile(storedMs, 0.99),
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
      row('suspensions, decision to stored end', ({ runMs }) => runMs),
      row('CPU of a batch', ({ batchCpuMs }) => batchCpuMs),
      row('slash command to its acknowledgement, p99', ({ acknowledgedMs }) => acknowledgedMs),
      row('click to the stored decision, p99', ({ storedMs }) => storedMs),
    ];
  },
};
