import { readFileSync } from 'node:fs';
import { DIRECTORY_KINDS } from '../bot.ts';
import type { Config } from '../config/config.ts';
import { readEnvironment } from '../config/environment.ts';
import { type ConfigProblem, formatProblems } from '../config/problem.ts';
import { readFileSettings } from '../config/read-file.ts';
import { secretValues } from '../config/secrets.ts';
import { readSource } from '../config/source.ts';
import type { Directory } from '../directories/directory.ts';
import { systemClock } from '../runtime/clock.ts';
import { createLog } from '../telemetry/create-log.ts';
import { createScrubText } from '../telemetry/scrub-text.ts';
import { type Terminal, WrongUsage } from './command.ts';

/** muster.yaml as far as the policy goes. Nothing of it needs Slack, a token or a network. */
export interface PolicyFile {
  readonly file: string;
  readonly config: Pick<Config, 'directories' | 'defaults' | 'people' | 'policy'>;
  readonly warnings: readonly ConfigProblem[];
  /** Opened to know their operations, and never called. */
  readonly directories: readonly Directory[];
  readonly isReversible: (scope: { readonly directory: string; readonly operation: string }) => boolean;
  /** Where in the file a rule stands: "muster.yaml:61". */
  placeOf(rule: number): string;
  close(): Promise<void>;
}

export type ReadPolicyFile =
  | { readonly kind: 'read'; readonly policy: PolicyFile }
  /** What is wrong with it, for the terminal. */
  | { readonly kind: 'unusable'; readonly problems: string };

const silent = { write: () => {} };

/** `named`: what `--config` said; without it MUSTER_CONFIG, and without that ./muster.yaml. */
export function readPolicyFile(named: string | undefined, { env }: Pick<Terminal, 'env'>): ReadPolicyFile {
  const file = named ?? readEnvironment(env).configPath;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new WrongUsage(`${file} cannot be read. --config names another file.`);
  }
  const { settings, problems, warnings, filledIn } = readFileSettings({
    file,
    text,
    env,
    kinds: DIRECTORY_KINDS,
    readFile: (path) => readFileSync(path, 'utf8'),
  });
  const scrub = createScrubText([...secretValues(env), ...filledIn]);
  if (settings === null) return { kind: 'unusable', problems: scrub(formatProblems(problems)) };

  const log = createLog({ level: 'error', clock: systemClock, secrets: [], destination: silent });
  const directories = [...settings.directories.values()].map(({ name, kind, settings: own, pace }) =>
    kind.open(name, own, { clock: systemClock, log, env, pace }),
  );
  const source = readSource(text, env);
  return {
    kind: 'read',
    policy: {
      file,
      config: settings,
      warnings: warnings.map((one) => ({ ...one, problem: scrub(one.problem) })),
      directories,
      isReversible: ({ directory, operation }) =>
        directories.find(({ name }) => name === directory)?.operations.get(operation)?.traits.reversible ?? false,
      placeOf: (rule) => `${file}:${source.lineOf(['policy', 'rules', rule]) ?? '?'}`,
      close: async () => {
        await Promise.all(directories.map((directory) => directory.close()));
      },
    },
  };
}
