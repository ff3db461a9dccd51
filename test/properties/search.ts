import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const HELP = `npm run properties -- [--times N] [--seconds N] [--seed S] [--only TEXT]

Runs every property of the suite with other examples than the suite's own. Exits 1 when one fails; the seed is printed.

  --times N    so many times as many examples as the suite draws (default 20)
  --seconds N  for so long at most, each property (default 60)
  --seed S     these examples and no others (default: drawn)
  --only TEXT  only test files whose path contains this
`;

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const FOLDER = new URL('../', import.meta.url);
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && file.includes(values.only))
  .filter((file) => readFileSync(new URL(file, FOLDER), 'utf8').includes('fc.assert('))
  .map((file) => `test/${file}`);
if (files.length === 0) throw new Error(`No test with a property has “${values.only}” in its path`);

process.stdout.write(`Seed ${values.seed}: ${files.length} files with properties\n`);
const searching = spawn(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    'fast',
    '--project',
    'contract',
    '--testTimeout=3600000',
    ...files,
  ],
  {
    cwd: new URL('../', FOLDER),
    env: {
      ...process.env,
      PROPERTY_SEED: values.seed,
      PROPERTY_TIMES: values.times,
      PROPERTY_SECONDS: values.seconds,
    },
    stdio: 'inherit',
  },
);
searching.on('exit', (code) => {
  process.stdout.write(`To play it again: npm run properties -- --seed ${values.seed} --times ${values.times}\n`);
  process.exitCode = code ?? 1;
});
