import { parseArgs } from 'node:util';
import { claims } from './claims.ts';
import { cost } from './cost.ts';
import { growth } from './growth.ts';
import { largePreview } from './large-preview.ts';
import { latency } from './latency.ts';
import { memory } from './memory.ts';
import { preview } from './preview.ts';
import { record } from './record.ts';
import { suspensions } from './suspensions.ts';
import { type Bench, type Measurement, table } from './table.ts';
import { throttling } from './throttling.ts';

/**
 * `npm run bench` runs all, `npm run bench -- throttling claims` those named; `--small` a tenth of each. With `--record` the
 * tables and the chart are written into docs/. Each bench is one file and one line here.
 */
const BENCHES: readonly Bench[] = [
  suspensions,
  cost,
  throttling,
  latency,
  largePreview,
  memory,
  growth,
  preview,
  claims,
];

const { values, positionals: named } = parseArgs({
  allowPositionals: true,
  options: { small: { type: 'boolean', default: false }, record: { type: 'boolean', default: false } },
});
const unknown = named.filter((name) => !BENCHES.some((bench) => bench.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `No such bench: ${unknown.join(', ')}. There are: ${BENCHES.map(({ name }) => name).join(', ')}.\n`,
  );
  process.exit(2);
}
const done: { readonly bench: Bench; readonly rows: readonly Measurement[] }[] = [];
for (const bench of BENCHES.filter(({ name }) => named.length === 0 || named.includes(name))) {
  process.stdout.write(`\n${bench.name}: ${bench.about}\n\n`);
  const rows = await bench.run(values.small ? 'small' : 'whole');
  process.stdout.write(`${table(rows)}\n`);
  done.push({ bench, rows });
}
if (values.record) record(done);
