import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

export interface StartCommand {
  /** What it sets in the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The arguments for Node, the program's path absolute. */
  readonly args: readonly string[];
}

/** The command of `npm start`: what is tried out and measured runs as it is run for real. */
export function startCommand(): StartCommand {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: { readonly start: string };
  };
  const words = scripts.start.split(' ');
  const program = words.indexOf('node');
  const settings = words.slice(0, program).map((word) => word.split('='));
  if (program === -1 || settings.some((setting) => setting.length !== 2))
    throw new Error('npm start starts something else than Node');
  return {
    env: Object.fromEntries(settings),
    args: words.slice(program + 1).map((part) => (part.startsWith('-') ? part : join(ROOT, part))),
  };
}
