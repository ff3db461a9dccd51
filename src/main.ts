#!/usr/bin/env node
import { COMMANDS } from './cli/commands.ts';
import { runCli } from './cli/run-cli.ts';
import { secretValues } from './config/secrets.ts';
import { createScrubText } from './telemetry/scrub-text.ts';

try {
  process.exit(await runCli(process.argv.slice(2), COMMANDS, process));
} catch (error) {
  const scrub = createScrubText(secretValues(process.env));
  process.stderr.write(`${scrub(error instanceof Error ? error.message : String(error))}\n`);
  process.exit(1);
}
