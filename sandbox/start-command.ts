import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** The arguments with which `npm start` starts the program, its path absolute: what is tried out and measured runs as it is run for real. */
export function startArguments(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: { readonly start: string };
  };
  const [program, ...rest] = scripts.start.split(' ');
  if (program !== 'node') throw new Error('npm start starts something else than Node');
  return rest.map((part) => (part.startsWith('-') ? part : join(ROOT, part)));
}
