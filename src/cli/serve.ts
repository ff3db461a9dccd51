import { readFileSync } from 'node:fs';
import { type Bot, DIRECTORY_KINDS, type Leases, startBot } from '../bot.ts';
import { formatProblems } from '../config/problem.ts';
import { readConfig } from '../config/read-config.ts';
import { secretValues } from '../config/secrets.ts';
import { systemClock } from '../runtime/clock.ts';
import { systemRandom } from '../runtime/random.ts';
import { createLog } from '../telemetry/create-log.ts';
import { defineCommand, EXIT, type Terminal, WrongUsage } from './command.ts';

/** A start that takes longer than this has hung somewhere; the process ends, so that a supervisor can try again. */
const START_WITHIN_MS = 60_000;
/** From the first signal to the end of the process. */
const STOP_WITHIN_MS = 10_000;

/** Starts the bot. It ends by a signal, or when it can be of no more use; both end the process. */
export async function startServing({ env, stderr }: Terminal, leases?: Leases): Promise<number> {
  const read = readConfig({ env, readFile: (path) => readFileSync(path, 'utf8'), kinds: DIRECTORY_KINDS });
  if (!read.ok) {
    stderr.write(`Muster does not start: its configuration has mistakes.\n\n${formatProblems(read.problems)}\n`);
    return EXIT.misconfigured;
  }
  const { config, warnings } = read;
  const log = createLog({ level: config.logLevel, clock: systemClock, secrets: secretValues(env) });
  for (const { source, line, path, problem } of warnings)
    log.warn({ source, line, path, problem }, 'The configuration allows this, but look at it');

  const { promise: ended, resolve: end } = Promise.withResolvers<number>();
  const fatal = (error: unknown, what: string) => {
    log.fatal({ err: error }, what);
    end(1);
  };
  // A reconnect that failed for good reaches us only as one of these; living on would mean being deaf.
  process.on('unhandledRejection', (error) => fatal(error, 'Something failed that nobody was waiting for'));
  process.on('uncaughtException', (error) => fatal(error, 'Something failed that nobody was waiting for'));

  let bot: Bot | null = null;
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'Muster is stopping');
    setTimeout(() => {
      log.warn({}, 'Stopping took too long; what was in flight is read back at the next start');
      end(0);
    }, STOP_WITHIN_MS - 500).unref();
    await bot?.stop();
    log.info({}, 'Muster has stopped');
    end(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  const startDeadline = setTimeout(
    () => fatal(new Error(`Not ready after ${START_WITHIN_MS} ms`), 'Muster could not start in time'),
    START_WITHIN_MS,
  );
  const starting = async () => {
    try {
      bot = await startBot({
        config,
        env,
        clock: systemClock,
        random: systemRandom,
        log,
        onFatal: (reason) => fatal(new Error(reason), 'Muster cannot go on'),
        ...(leases ? { leases } : {}),
      });
    } catch (error) {
      throw new Error(`Muster does not start: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
    clearTimeout(startDeadline);
    return ended;
  };
  // A signal, or the deadline, ends a start that hangs.
  return Promise.race([ended, starting()]);
}

export const serve = defineCommand({
  usage: '',
  details: 'Reads the environment and muster.yaml, connects to Slack and works until SIGTERM or SIGINT.',
  options: {},
  run: async ({ positionals }, terminal) => {
    if (positionals.length > 0) throw new WrongUsage('muster serve takes nothing further.');
    return startServing(terminal);
  },
});
