import { readFileSync } from 'node:fs';
import { type Bot, DIRECTORY_KINDS, startBot } from './bot.ts';
import { formatProblems } from './config/problem.ts';
import { readConfig } from './config/read-config.ts';
import { secretValues } from './config/secrets.ts';
import { systemClock } from './runtime/clock.ts';
import { systemRandom } from './runtime/random.ts';
import { createLog } from './telemetry/create-log.ts';
import { createScrubText } from './telemetry/scrub-text.ts';

/** A start that takes longer than this has hung somewhere; the process ends, so that a supervisor can try again. */
const START_WITHIN_MS = 60_000;
/** From the first signal to the end of the process. */
const STOP_WITHIN_MS = 10_000;

/** https://man.freebsd.org/cgi/man.cgi?sysexits: EX_CONFIG */
const EXIT_MISCONFIGURED = 78;

async function serve(): Promise<void> {
  const { env } = process;
  const read = readConfig({ env, readFile: (path) => readFileSync(path, 'utf8'), kinds: DIRECTORY_KINDS });
  if (!read.ok) {
    process.stderr.write(
      `Muster does not start: its configuration has mistakes.\n\n${formatProblems(read.problems)}\n`,
    );
    process.exit(EXIT_MISCONFIGURED);
  }
  const { config, warnings } = read;
  const log = createLog({ level: config.logLevel, clock: systemClock, secrets: secretValues(env) });
  for (const { source, line, path, problem } of warnings)
    log.warn({ source, line, path, problem }, 'The configuration allows this, but look at it');

  const end = (code: number): never => process.exit(code);
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
  bot = await startBot({
    config,
    env,
    clock: systemClock,
    random: systemRandom,
    log,
    onFatal: (reason) => fatal(new Error(reason), 'Muster cannot go on'),
  });
  clearTimeout(startDeadline);
}

try {
  await serve();
} catch (error) {
  const scrub = createScrubText(secretValues(process.env));
  process.stderr.write(`Muster does not start: ${scrub(error instanceof Error ? error.message : String(error))}\n`);
  process.exit(1);
}
