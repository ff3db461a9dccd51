import { claims } from './claims.ts';
import { cost } from './cost.ts';
import { preview } from './preview.ts';
import { type Bench, table } from './table.ts';
import { throttling } from './throttling.ts';

/** `npm run bench` runs all, `npm run bench -- throttling claims` those named. Each is one file and one line here. */
const BENCHES: readonly Bench[] = [cost, preview, claims, throttling];

const named = process.argv.slice(2);
const unknown = named.filter((name) => !BENCHES.some((bench) => bench.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `No such bench: ${unknown.join(', ')}. There are: ${BENCHES.map(({ name }) => name).join(', ')}.\n`,
  );
  process.exit(2);
}
for (const bench of BENCHES.filter(({ name }) => named.length === 0 || named.includes(name))) {
  process.stdout.write(`\n${bench.name}: ${bench.about}\n\n`);
  process.stdout.write(`${table(await bench.run())}\n`);
}
