import { parseArgs } from 'node:util';
import { claims } from './claims.ts';
import { cost } from './cost.ts';
import { growth } from './growth.ts';
import { largePreview } from './large-preview.ts';
import { latency } from './latency.ts';
import { memory } from './memory.ts';
import { preview } from './preview.ts';
import { record } from './record.ts';
import { suspends } from './suspends.ts';
import { type Bench, type Measurement, table } from './table.ts';
import { throttling } from './throttling.ts';
import { toggles } from './toggles.ts';

/**
 * `npm run bench` runs all, `npm run bench -- throttling claims` those named; `--small` a tenth of each. With `--record` the
 * tables and the chart are written into docs/. Each bench is one file and one line here.
 */
const BENCHES: readonly Bench[] = [
  toggles,
  suspends,
  cost,
  latency,
  largePreview,
  memory,
  preview,
  claims,
  throttling,
  growth,
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
  try {
    const rows = await bench.run(values.small ? 'small' : 'whole');
    process.stdout.write(`${table(rows)}\n`);
    done.push({ bench, rows });
  } catch (error) {
    // The others are worth having all the same.
    process.stderr.write(`${bench.name} failed: ${String(error)}\n`);
    process.exitCode = 1;
  }
  if (values.record) record(done);
}
