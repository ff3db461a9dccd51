import { readFileSync } from 'node:fs';
import { DIRECTORY_KINDS } from '../../bot.ts';
import type { Config } from '../../config/config.ts';
import { formatProblems } from '../../config/problem.ts';
import { readConfig } from '../../config/read-config.ts';
import { secretValues } from '../../config/secrets.ts';
import { listed } from '../../report/wording.ts';
import { createScrubText } from '../../telemetry/scrub-text.ts';
import type { Terminal } from '../command.ts';
import { type Finding, fails, fine, warns } from './finding.ts';

const CHECK = 'Configuration';

/** The configuration as far as it is good; null with what is wrong with it. */
export function checkConfig({ env }: Pick<Terminal, 'env'>): {
  readonly config: Config | null;
  readonly findings: readonly Finding[];
} {
  const scrub = createScrubText(secretValues(env));
  const read = readConfig({ env, readFile: (path) => readFileSync(path, 'utf8'), kinds: DIRECTORY_KINDS });
  if (!read.ok) {
    const todo = 'Put that right first: nothing else can be checked without it.';
    return { config: null, findings: [fails(CHECK, scrub(formatProblems(read.problems)), todo)] };
  }
  const { config, warnings } = read;
  const looks = warnings.map(({ source, line, path, problem }) =>
    warns(
      CHECK,
      scrub(`${source}${line === null ? '' : `:${line}`} ${path} ${problem}.`),
      'Look at it; Muster starts all the same.',
    ),
  );
  return { config, findings: [fine(CHECK, summary(config)), ...looks] };
}

function summary({ directories, policy, slack, databaseUrl }: Config): string {
  const places = [...directories.values()].map(({ name, kind }) => `${name} (${kind.title})`);
  const rules = policy.rules.length === 1 ? '1 rule' : `${policy.rules.length} rules`;
  const delivery = slack.delivery.mode === 'socket' ? 'Socket Mode' : 'HTTP';
  const database = databaseUrl.startsWith('sqlite:') ? 'SQLite' : 'PostgreSQL';
  return `${listed(places)}; ${rules}; Slack by ${delivery}; ${database}.`;
}
