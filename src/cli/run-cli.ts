import { parseArgs } from 'node:util';
import { type Command, type Entry, EXIT, type Terminal, WrongUsage } from './command.ts';
import { DEFAULT_COMMAND } from './commands.ts';
import { findCommand } from './find-command.ts';
import { describeCommand, listCommands } from './help.ts';

/** https://nodejs.org/api/errors.html: ERR_PARSE_ARGS_UNKNOWN_OPTION, …_INVALID_OPTION_VALUE, …_UNEXPECTED_POSITIONAL */
function isUnreadable(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('ERR_PARSE_ARGS_')
  );
}

function parsed(command: Command, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: command.options, strict: true, allowPositionals: true });
  } catch (error) {
    if (isUnreadable(error)) throw new WrongUsage(error.message);
    throw error;
  }
}

/**
 * Runs what was typed after `muster` and answers the exit code: 0 fine, 1 found a problem, 2 wrong usage, 78 misconfigured.
 * @throws what the command threw, other than WrongUsage
 */
export async function runCli(typed: readonly string[], entries: readonly Entry[], terminal: Terminal): Promise<number> {
  const words = typed.length === 1 && (typed[0] === '--help' || typed[0] === '-h') ? ['help'] : typed;
  const found = findCommand(words, entries, DEFAULT_COMMAND);
  if (found.kind === 'group') {
    terminal.stderr.write(`muster ${found.name} is several commands:\n\n${listCommands(found.entries)}`);
    return EXIT.wrongUsage;
  }
  if (found.kind === 'unknown') {
    const meant = found.meant === null ? '' : ` Did you mean muster ${found.meant}?`;
    terminal.stderr.write(`There is no command ${found.name}.${meant} muster help lists them all.\n`);
    return EXIT.wrongUsage;
  }
  const command = await found.entry.load();
  const beforeEnd = found.args.slice(0, found.args.includes('--') ? found.args.indexOf('--') : undefined);
  if (beforeEnd.includes('--help')) {
    terminal.stdout.write(describeCommand(found.entry, command));
    return EXIT.fine;
  }
  try {
    return await command.run(parsed(command, found.args), terminal);
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    terminal.stderr.write(`${error.message}\n\n${describeCommand(found.entry, command)}`);
    return EXIT.wrongUsage;
  }
}
