import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { chart } from './chart.ts';
import { type Bench, type Measurement, table } from './table.ts';

const DOCS = join(import.meta.dirname, '../docs');
const PAGE = join(DOCS, 'performance.md');
const CHART = join(DOCS, 'images/performance.svg');
const BEGIN = '<!-- written by npm run bench -- --record -->';
const END = '<!-- up to here -->';

const machine = (): string => {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const model = cpu?.model.trim() || 'unknown model';
  return `${cpus().length} processors (${model}), ${memory} of memory, ${type()} ${release()} on ${arch()}, Node ${process.version}`;
};

/** Writes tables and machine between the markers of docs/performance.md, and the chart beside it. */
export function record(done: readonly { readonly bench: Bench; readonly rows: readonly Measurement[] }[]): void {
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has lost its markers`);
  const measuredOn = new Date().toISOString().slice(0, 10);
  const parts = done.map(({ bench, rows }) => `### ${bench.name}\n\n${bench.about}.\n\n${table(rows)}`);
  const written = [BEGIN, `Measured on ${measuredOn}: ${machine()}.`, ...parts, END].join('\n\n');
  writeFileSync(PAGE, `${before}${written}${after}`);
  writeFileSync(CHART, chart(done.flatMap(({ rows }) => rows)));
}
