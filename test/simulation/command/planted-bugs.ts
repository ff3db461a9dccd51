import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FOLDER = new URL('../planted/', import.meta.url);

/** A bug kept as a patch against src; its first line says what it breaks. */
export interface PlantedBug {
  readonly name: string;
  readonly breaks: string;
  readonly path: string;
}

/** @param folder of the patches: the simulation's own, where nothing else is said */
export async function plantedBugs(folder: URL = FOLDER): Promise<readonly PlantedBug[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.patch')).sort();
  return Promise.all(
    names.map(async (file) => {
      const path = fileURLToPath(new URL(file, folder));
      const [first = ''] = (await readFile(path, 'utf8')).split('\n');
      if (!first.startsWith('Breaks: ')) throw new Error(`${file} does not begin with “Breaks: …”`);
      return { name: file.replace(/\.patch$/, ''), breaks: first.slice('Breaks: '.length), path };
    }),
  );
}

/** Null when the patch still fits src, else why not. */
export async function whyItDoesNotApply({ path }: PlantedBug): Promise<string | null> {
  return run('git', ['apply', '--check', '-C1', path], { cwd: ROOT }).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/**
 * A copy of the project with the bug in it. Whoever asked for it removes it.
 * @throws when the patch does not apply any more
 */
export async function plant({ name, path }: PlantedBug): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), 'muster-planted-'));
  try {
    for (const part of ['src', 'sandbox', 'test', 'package.json']) {
      await cp(join(ROOT, part), join(place, part), { recursive: true });
    }
    await symlink(join(ROOT, 'node_modules'), join(place, 'node_modules'));
    await run('git', ['apply', '-C1', path], { cwd: place });
    return place;
  } catch (error) {
    await rm(place, { recursive: true, force: true });
    throw new Error(`${name}.patch does not apply to src any more: write it anew or remove it`, { cause: error });
  }
}
