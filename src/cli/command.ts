import type { Readable, Writable } from 'node:stream';
import type { ParseArgsConfig, parseArgs } from 'node:util';

/** How a command ends. 78 is EX_CONFIG: https://man.freebsd.org/cgi/man.cgi?sysexits */
export const EXIT = { fine: 0, foundProblem: 1, wrongUsage: 2, misconfigured: 78 } as const;

/** What a command knows of the world it was typed in. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  /** What was asked for: a pipe can read it. */
  readonly stdout: Writable;
  /** What is said to the person who typed. */
  readonly stderr: Writable;
}

export type Options = NonNullable<ParseArgsConfig['options']>;

/** What was typed after the command's name, read by its own options. */
type Given<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; strict: true; allowPositionals: true; args: string[] }>
>;

/** What stands after the options does not fit: it is told with the command's usage, and the exit code is 2. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

/** One command of `muster`, in a file of its own. */
export interface Command<O extends Options = Options> {
  /** What stands after the name, such as `[--checkpoints FILE]`. */
  readonly usage: string;
  /** Further lines of `muster help NAME`. */
  readonly details?: string;
  /** As node:util parseArgs takes them. An option that is not here is wrong usage. */
  readonly options: O;
  /**
   * Answers the exit code.
   * @throws WrongUsage for what the options cannot say; whatever else is thrown ends with 1
   */
  run(given: Pick<Given<O>, 'values' | 'positionals'>, terminal: Terminal): Promise<number>;
}

/** Lets the compiler take the options' types from the options. */
export function defineCommand<const O extends Options>(command: Command<O>): Command {
  // The runner parses by `options` and passes on what came of exactly them.
  return command as unknown as Command;
}

/** A command as it is found by its name. */
export interface Entry {
  /** One or two words, as typed after `muster`. */
  readonly name: string;
  /** What it does, in a few words, for `muster help`. */
  readonly summary: string;
  /** Loaded when it is called, so that no command pays for another's parts. */
  readonly load: () => Promise<Command>;
}
