import { parseArgs } from 'node:util';
import { hasPostgres } from '../../support/postgres-cluster.ts';
import { describeReport, killLoop } from './loop.ts';

/** `npm run kill -- --cycles 200 --store sqlite`: the real program under fire, and what was found. Ends with 1 for a problem. */

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '25' },
    store: { type: 'string', default: 'sqlite' },
    people: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '20261121' },
  },
});
const wrong = (what: string): never => {
  process.stderr.write(
    `${what}\nUsage: npm run kill -- [--cycles N] [--store sqlite|postgres] [--people N] [--seed N]\n`,
  );
  process.exit(2);
};
const whole = (name: 'cycles' | 'people' | 'seed'): number => {
  const number = Number(values[name]);
  return Number.isInteger(number) && number > 0 ? number : wrong(`--${name} takes a whole number above 0.`);
};
const { store } = values;
if (store !== 'sqlite' && store !== 'postgres') throw wrong('--store is sqlite or postgres.');
if (store === 'postgres' && !hasPostgres()) {
  wrong('This machine has no PostgreSQL server (Debian: apt-get install postgresql).');
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const report = await killLoop({
  store,
  cycles: whole('cycles'),
  people: whole('people'),
  seed: whole('seed'),
  say,
});
say(describeReport(report));
process.exit(report.problems.length === 0 ? 0 : 1);
