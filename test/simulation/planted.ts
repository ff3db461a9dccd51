import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type PlantedBug, plant, plantedBugs } from './command/planted-bugs.ts';

const HELP = `npm run simulate:planted -- [--only NAME] [--seeds N] [--workers W]

Plants each bug of test/simulation/planted in a copy of src and runs seeds until one breaks a law.
Exits 1 when a bug is not found within N seeds (default 2000) or a patch does not apply any more.

  --only NAME  only bugs whose name contains this
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seeds: { type: 'string', default: '2000' },
    workers: { type: 'string', default: String(availableParallelism()) },
    help: { type: 'boolean', default: false },
  },
});

const say = (line: string) => process.stdout.write(`${line}\n`);

interface Found {
  readonly seed: number;
  readonly law: string;
}

/** Runs seeds over a planted copy until one breaks a law; null when none does. */
function seek(place: string): Promise<Found | null> {
  const args = ['test/simulation/simulate.ts', '--seeds', values.seeds, '--first', '--workers', '1'];
  return new Promise((resolve, reject) => {
    const simulating = spawn(process.execPath, args, { cwd: place, stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    simulating.stdout.on('data', (chunk) => {
      said += chunk;
    });
    simulating.on('error', reject);
    simulating.on('close', (code) => {
      const [, seed, law] = /^seed (\d+) at .* broke a law: (.*)$/m.exec(said) ?? [];
      if (seed !== undefined && law !== undefined) resolve({ seed: Number(seed), law });
      else if (code === 0) resolve(null);
      else reject(new Error(`The simulation ended with ${code}: ${said}`));
    });
  });
}

/** Answers whether the bug was found. */
async function hunt(bug: PlantedBug): Promise<boolean> {
  const startedAt = Date.now();
  const place = await plant(bug).catch((error: unknown) => String(error));
  if (place.startsWith('Error')) {
    say(`MISFIT  ${bug.name}: ${place}`);
    return false;
  }
  try {
    const found = await seek(place);
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    if (found) say(`found   ${bug.name} after ${found.seed} seeds (${seconds} s): ${found.law}`);
    else say(`MISSED  ${bug.name} within ${values.seeds} seeds (${seconds} s): ${bug.breaks}`);
    return found !== null;
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function main(): Promise<boolean> {
  if (values.help) {
    process.stdout.write(HELP);
    return true;
  }
  const bugs = (await plantedBugs()).filter(({ name }) => name.includes(values.only));
  const queue = bugs.values();
  let found = 0;
  const lane = async () => {
    for (const bug of queue) if (await hunt(bug)) found += 1;
  };
  await Promise.all(Array.from({ length: Number(values.workers) }, lane));
  say(`\n${found} of ${bugs.length} planted bugs found.`);
  return found === bugs.length;
}

process.exitCode = (await main()) ? 0 : 1;
