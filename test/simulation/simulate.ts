import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { quietLog } from '../support/quiet-log.ts';
import { runSeeds } from './command/run-seeds.ts';
import type { SeedReport } from './command/seed-report.ts';
import { WickrSite } from './far-ends/wickr/site.ts';
import { runSeed } from './run-seed.ts';

const HELP = `npm run simulate -- [--seeds N] [--seed S] [--minutes M] [--workers W] [--first] [--trace]

  --seeds N    run N seeds (default 100, or 1 with --seed)
  --seed S     begin with this one (default 1)
  --minutes M  begin no seed after M minutes
  --workers W  processes at once (default: one per core)
  --first      stop at the first seed that breaks a law
  --trace      run one seed here and print all that happened
`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    minutes: { type: 'string' },
    workers: { type: 'string' },
    first: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const say = (line: string) => process.stdout.write(`${line}\n`);

function whole(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name} must be a whole number from 1`);
  return number;
}

/** What the seeds were run on; a run can be repeated with both. */
function commit(): string {
  try {
    const git = (...args: readonly string[]) =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return `${git('rev-parse', '--short=12', 'HEAD')}${git('status', '--porcelain', 'src', 'test') === '' ? '' : ' with changes'}`;
  } catch {
    return 'unknown (no git)';
  }
}

function tellBroken({ seed, broken }: SeedReport): void {
  const [first] = broken;
  if (!first) return;
  say(`\nseed ${seed} at commit ${commit()} broke a law: ${first.law}`);
  say(`  ${first.detail}`);
  if (broken.length > 1) say(`  and ${broken.length - 1} more`);
  say(`  again: npm run simulate -- --seed ${seed} --trace`);
}

async function traceOne(seed: number): Promise<boolean> {
  const run = await runSeed(seed, new WickrSite(), quietLog);
  for (const line of run.trace) say(line);
  say(`hash ${run.hash}`);
  return run.broken.length === 0;
}

async function main(): Promise<boolean> {
  if (values.help) {
    process.stdout.write(HELP);
    return true;
  }
  const first = whole('seed', values.seed, 1);
  if (values.trace) return traceOne(first);
  const count = whole('seeds', values.seeds, values.seed === undefined ? 100 : 1);
  const minutes = values.minutes === undefined ? null : whole('minutes', values.minutes, 1);
  const workers = whole('workers', values.workers, availableParallelism());
  const startedAt = Date.now();
  const total = { seeds: 0, broken: 0, requests: 0, calls: 0, ranMs: 0, livedMs: 0 };
  await runSeeds({
    first,
    count,
    workers,
    untilMs: minutes === null ? null : startedAt + minutes * 60_000,
    onReport: (report) => {
      total.seeds += 1;
      total.requests += report.requests;
      total.calls += report.calls;
      total.ranMs += report.ranMs;
      total.livedMs += report.livedMs;
      if (report.broken.length === 0) return 'go on';
      total.broken += 1;
      tellBroken(report);
      return values.first ? 'enough' : 'go on';
    },
  });
  const seconds = Math.round((Date.now() - startedAt) / 1_000);
  say(
    `\n${total.seeds} seeds from ${first} at commit ${commit()}: ${total.broken} broke a law. ` +
      `${total.requests} requests, ${total.calls} calls that change something, ` +
      `${Math.round(total.livedMs / 3_600_000)} simulated hours in ${seconds} s ` +
      `(${Math.round(total.ranMs / Math.max(1, total.seeds))} ms per seed, ${workers} at once).`,
  );
  return total.broken === 0;
}

process.exitCode = (await main()) ? 0 : 1;
