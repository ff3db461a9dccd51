#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { COMMANDS } from './cli/commands.ts';
import { runCli } from './cli/run-cli.ts';
import { secretValues } from './config/secrets.ts';
import { createScrubText } from './telemetry/scrub-text.ts';

// What was compiled is kept beside what npm installed, and the next start is shorter and takes less memory. Where that cannot be
// written, nothing is kept.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'muster'));

try {
  process.exit(await runCli(process.argv.slice(2), COMMANDS, process));
} catch (error) {
  const scrub = createScrubText(secretValues(process.env));
  process.stderr.write(`${scrub(error instanceof Error ? error.message : String(error))}\n`);
  process.exit(1);
}
