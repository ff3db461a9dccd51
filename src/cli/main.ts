import { secretValues } from '../config/secrets.ts';
import { createScrubText } from '../telemetry/scrub-text.ts';
import { COMMANDS } from './commands.ts';
import { runCli } from './run-cli.ts';

/** Does what was typed after `muster`, and ends the process with its exit code. */
export async function main(): Promise<never> {
  try {
    return process.exit(await runCli(process.argv.slice(2), COMMANDS, process));
  } catch (error) {
    const scrub = createScrubText(secretValues(process.env));
    process.stderr.write(`${scrub(error instanceof Error ? error.message : String(error))}\n`);
    return process.exit(1);
  }
}
