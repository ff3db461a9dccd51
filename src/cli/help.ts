import { type Command, defineCommand, type Entry, EXIT, WrongUsage } from './command.ts';
import { findCommand } from './find-command.ts';

/** The commands and what they do, one line each. */
export function listCommands(entries: readonly Entry[]): string {
  const width = Math.max(...entries.map(({ name }) => name.length));
  return entries.map(({ name, summary }) => `  muster ${name.padEnd(width)}  ${summary}\n`).join('');
}

export function describeCommand({ name, summary }: Entry, { usage, details }: Command): string {
  const line = `Usage: muster ${name}${usage === '' ? '' : ` ${usage}`}\n\n  ${summary}\n`;
  return details === undefined ? line : `${line}\n${details.replace(/^/gm, '  ')}\n`;
}

/** `muster help` for these commands. */
export const helpOn = (commands: readonly Entry[], fallback: string): Command =>
  defineCommand({
    usage: '[COMMAND]',
    options: {},
    run: async ({ positionals }, { stdout }) => {
      if (positionals.length === 0) {
        stdout.write(
          `Usage: muster [COMMAND]\n\n${listCommands(commands)}\nmuster help COMMAND tells more about one.\n`,
        );
        return EXIT.fine;
      }
      const found = findCommand(positionals, commands, fallback);
      if (found.kind === 'unknown') throw new WrongUsage(`There is no command ${found.name}.`);
      stdout.write(
        found.kind === 'group' ? listCommands(found.entries) : describeCommand(found.entry, await found.entry.load()),
      );
      return EXIT.fine;
    },
  });
