import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type PlantedBug, plant, plantedBugs } from '../simulation/command/planted-bugs.ts';

const HELP = `npm run safeguards:planted -- [--only NAME] [--stories N]

Plants each bug of test/safeguards/planted in a copy of src and plays stories (test/safeguards/no-harm) until a call leaves that
a safeguard forbids. Exits 1 when a bug is not found within N stories (default 2000) or a patch does not apply any more.

  --only NAME  only bugs whose name contains this
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    stories: { type: 'string', default: '2000' },
    help: { type: 'boolean', default: false },
  },
});
const FOLDER = new URL('planted/', import.meta.url);
const say = (line: string) => process.stdout.write(`${line}\n`);

interface Played {
  /** After how many stories it was found; null when it was not. */
  readonly found: number | null;
  readonly law: string;
}

function play(place: string): Promise<Played> {
  const vitest = 'node_modules/vitest/vitest.mjs';
  const args = [vitest, 'run', '--root', '.', '--no-color', 'test/safeguards/no-harm'];
  const env = { ...process.env, NO_HARM_RUNS: values.stories, PROPERTY_SEED: '1' };
  return new Promise((resolve, reject) => {
    const playing = spawn(process.execPath, args, { cwd: place, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const hear = (chunk: Buffer) => {
      said += chunk;
    };
    playing.stdout.on('data', hear);
    playing.stderr.on('data', hear);
    playing.on('error', reject);
    playing.on('close', (code) => {
      const stories = /Property failed after (\d+) tests/.exec(said)?.[1];
      const law = /expected '(.*?)' to be null/.exec(said)?.[1] ?? 'something else broke';
      if (stories !== undefined) resolve({ found: Number(stories), law });
      else if (code === 0) resolve({ found: null, law: '' });
      else reject(new Error(`The stories ended with ${code}: ${said.slice(-2_000)}`));
    });
  });
}

/** Answers whether the bug was found. */
async function hunt(bug: PlantedBug): Promise<boolean> {
  const place = await plant(bug);
  try {
    const { found, law } = await play(place);
    if (found === null) say(`MISSED  ${bug.name} within ${values.stories} stories: ${bug.breaks}`);
    else say(`found   ${bug.name} after ${found} stories: ${law}`);
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
  const bugs = (await plantedBugs(FOLDER)).filter(({ name }) => name.includes(values.only));
  let found = 0;
  for (const bug of bugs) if (await hunt(bug)) found += 1;
  say(`\n${found} of ${bugs.length} planted bugs found.`);
  return found === bugs.length;
}

process.exitCode = (await main()) ? 0 : 1;
