import type { Config, ConfiguredDirectory } from '../../config/config.ts';
import { secretValues } from '../../config/secrets.ts';
import type { Directory } from '../../directories/directory.ts';
import { systemClock } from '../../runtime/clock.ts';
import { createLog } from '../../telemetry/create-log.ts';
import { defineCommand, EXIT, type Terminal, WrongUsage } from '../command.ts';
import { checkClock } from './check-clock.ts';
import { checkConfig } from './check-config.ts';
import { checkDatabase } from './check-database.ts';
import { checkDirectory, openDirectory } from './check-directories.ts';
import { checkSlack } from './check-slack.ts';
import { type Finding, findingLines } from './finding.ts';
import { probe } from './probe.ts';

const SURE = 'create-and-delete-test-users';

export const doctor = defineCommand({
  usage: `[--json] [--probe NAME --${SURE}]`,
  details:
    'Checks the configuration, the database, Slack with its scopes and the approvals channel, every directory, and the\n' +
    'clock, and says what to do. Changes nothing, and ends with 1 if a check failed.\n\n' +
    '--probe finds out what a GenAuth user pool does where the vendor says nothing. It makes some twenty users whose\n' +
    'names begin with muster-probe-delete-me and deletes them again: use it on a pool in which nothing may be lost.',
  options: { json: { type: 'boolean' }, probe: { type: 'string' }, [SURE]: { type: 'boolean' } },
  run: async ({ values, positionals }, terminal) => {
    if (positionals.length > 0) throw new WrongUsage('muster doctor takes nothing further.');
    if (values.probe !== undefined && values[SURE] !== true) {
      throw new WrongUsage(`--probe makes users in ${values.probe} and deletes them: say --${SURE} as well.`);
    }
    if (values.probe === undefined && values[SURE] === true) throw new WrongUsage(`--${SURE} belongs to --probe NAME.`);
    return examine(values.probe ?? null, values.json === true, terminal);
  },
});

async function examine(probed: string | null, asJson: boolean, terminal: Terminal): Promise<number> {
  const { env, stdout } = terminal;
  const destination = { write: () => {} };
  const log = createLog({ level: 'error', clock: systemClock, secrets: secretValues(env), destination });
  const told: Finding[] = [];
  const tell = (...findings: readonly Finding[]) => {
    told.push(...findings);
    if (!asJson) for (const finding of findings) stdout.write(`${findingLines(finding)}\n`);
  };
  const { config, findings } = checkConfig(terminal);
  const opened: Directory[] = [];
  const open = (configured: ConfiguredDirectory): Directory | null => {
    const directory = openDirectory(configured, { clock: systemClock, log, env });
    if ('level' in directory) tell(directory);
    else opened.push(directory);
    return 'level' in directory ? null : directory;
  };
  try {
    if (config === null || probed === null) tell(...findings);
    if (config !== null && probed !== null) {
      const directory = open(named(probed, config));
      if (directory !== null) return await probe(directory, asJson, terminal);
    }
    if (config !== null && probed === null) {
      tell(await checkDatabase(config.databaseUrl, log));
      tell(...(await checkSlack(config, log)));
      tell(await checkClock('Slack', new URL(config.slack.apiUrl), systemClock));
      for (const configured of config.directories.values()) {
        const directory = open(configured);
        if (directory !== null) tell(await checkDirectory(directory));
        if (directory?.endpoint) tell(await checkClock(directory.name, directory.endpoint, systemClock));
      }
    }
  } finally {
    await Promise.all(opened.map((directory) => directory.close()));
  }
  if (asJson) stdout.write(`${JSON.stringify({ findings: told })}\n`);
  return told.some(({ level }) => level === 'failed') ? EXIT.foundProblem : EXIT.fine;
}

function named(name: string, { directories }: Config): ConfiguredDirectory {
  const wanted = [...directories.values()].find((directory) => directory.name === name);
  if (wanted) return wanted;
  throw new WrongUsage(`There is no directory ${name}. There are: ${[...directories.keys()].join(', ')}.`);
}
