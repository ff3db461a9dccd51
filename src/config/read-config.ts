import type { DirectoryKind } from '../directories/directory.ts';
import { createScrubText } from '../telemetry/scrub-text.ts';
import type { Config } from './config.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { type ConfigProblem, inReadingOrder } from './problem.ts';
import { type FromFile, readFileSettings } from './read-file.ts';
import { secretValues } from './secrets.ts';

export interface ReadConfig {
  readonly env: Environment;
  /** Gives a file's text as UTF-8, or throws as `readFileSync` does. */
  readonly readFile: (path: string) => string;
  readonly kinds: readonly DirectoryKind[];
}

export type ReadConfigResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly ConfigProblem[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Why a file could not be read, from https://nodejs.org/api/errors.html#common-system-errors */
function unreadable(file: string, error: unknown): FromFile {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const missing = code === 'ENOENT';
  const problem: ConfigProblem = {
    source: file,
    line: null,
    path: '',
    problem: missing ? 'does not exist' : `cannot be read${typeof code === 'string' ? ` (${code})` : ''}`,
    right: missing
      ? 'a copy of muster.example.yaml with your directories in it, or MUSTER_CONFIG with the path of one'
      : 'a file this process may read',
  };
  return { settings: null, problems: [problem], warnings: [], filledIn: [] };
}

function fromFile(file: string, { env, readFile, kinds }: ReadConfig): FromFile {
  let text: string;
  try {
    text = readFile(file);
  } catch (error) {
    return unreadable(file, error);
  }
  return readFileSettings({ file, text, env, kinds, readFile });
}

/**
 * Reads the environment and muster.yaml. Every mistake in either is found at once and told with its place.
 * No problem or warning contains the value of a variable that may be secret.
 */
export function readConfig(options: ReadConfig): ReadConfigResult {
  const environment = readEnvironment(options.env);
  const file = fromFile(environment.configPath, options);
  const secrets = secretValues(options.env);
  const scrub = createScrubText(secrets);
  // Only a sentence can repeat what a variable stands for: paths and suggestions are made of keys.
  const scrubSentence = createScrubText([...secrets, ...file.filledIn]);
  const tell = (found: readonly ConfigProblem[]): readonly ConfigProblem[] =>
    inReadingOrder(found).map((one) => ({
      ...one,
      path: scrub(one.path),
      problem: scrubSentence(one.problem),
      right: one.right === null ? null : scrub(one.right),
    }));

  const problems = [...environment.problems, ...file.problems];
  if (problems.length > 0 || environment.settings === null || file.settings === null) {
    return { ok: false, problems: tell(problems) };
  }
  return {
    ok: true,
    config: { ...environment.settings, ...file.settings },
    warnings: tell([...environment.warnings, ...file.warnings]),
  };
}
