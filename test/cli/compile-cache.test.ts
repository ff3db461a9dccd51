import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const folders: string[] = [];

/** The program in a folder of its own, with the same parts in `node_modules`. */
function installed(): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-installed-'));
  folders.push(folder);
  cpSync(join(ROOT, 'src'), join(folder, 'src'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    if (!name.startsWith('.')) symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  return folder;
}

async function help(
  folder: string,
  options: readonly string[] = [],
): Promise<{ readonly code: unknown; readonly said: string }> {
  const child = spawn(process.execPath, [...options, join(folder, 'src', 'main.js'), 'help'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(String(chunk)));
  const [code]: unknown[] = await once(child, 'close');
  return { code, said: said.join('') };
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

test('what was compiled is kept beside what npm installed, and nowhere else', async () => {
  const folder = installed();

  const first = await help(folder);
  const second = await help(folder);

  expect(first.code).toBe(0);
  expect(second).toEqual(first);
  expect(readdirSync(join(folder, 'node_modules', '.cache'))).toEqual(['muster']);
});

test('where it cannot be kept, the program runs all the same and says nothing of it', async () => {
  const folder = installed();
  writeFileSync(join(folder, 'node_modules', '.cache'), 'no folder');

  const { code, said } = await help(folder);

  expect(code).toBe(0);
  expect(said).toContain('muster');
  expect(said).not.toContain('cache');
});

test('from the second start on nothing is stripped of its types', async () => {
  const folder = installed();
  /** Node's TypeScript compiler, by the name of the part that holds it. */
  const told = `process.on('exit', () => console.log(process.moduleLoadList.some((name) => name.includes('amaro'))))`;
  const telling = ['--import', `data:text/javascript,${encodeURIComponent(told)}`];

  const first = await help(folder, telling);
  const second = await help(folder, telling);

  expect([first, second].map(({ said }) => said.trim().split('\n').at(-1))).toEqual(['true', 'false']);
});
