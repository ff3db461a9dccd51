import { describe, expect, test } from 'vitest';
import { defineCommand, type Entry, WrongUsage } from '../../src/cli/command.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { fakeTerminal } from './terminal.ts';

/** A command that writes down how it was called. */
const entry = (name: string): Entry => ({
  name,
  summary: `does ${name}`,
  load: async () =>
    defineCommand({
      usage: '[--loud]',
      options: { loud: { type: 'boolean' }, as: { type: 'string' } },
      run: async ({ values, positionals }, { stdout }) => {
        if (positionals[0] === 'nonsense') throw new WrongUsage('That is nonsense.');
        if (positionals[0] === 'broken') throw new Error('broken');
        stdout.write(JSON.stringify([name, values, positionals]));
        return values.loud ? 1 : 0;
      },
    }),
});
const ENTRIES = [entry('serve'), entry('doctor'), entry('audit verify'), entry('audit export')];

const run = async (...typed: string[]) => {
  const terminal = fakeTerminal();
  const code = await runCli(typed, ENTRIES, terminal);
  return { code, out: terminal.out(), err: terminal.err() };
};

describe('muster', () => {
  test.each([
    [[], ['serve', {}, []]],
    [
      ['--as', 'U1'],
      ['serve', { as: 'U1' }, []],
    ],
    [
      ['doctor', 'one', 'two'],
      ['doctor', {}, ['one', 'two']],
    ],
    [
      ['audit', 'verify', 'three'],
      ['audit verify', {}, ['three']],
    ],
    [
      ['doctor', '--as', 'U1', '--', '/wickr', 'delete', '--help'],
      ['doctor', { as: 'U1' }, ['/wickr', 'delete', '--help']],
    ],
  ])('runs what %j means', async (typed, called) => {
    const { code, out } = await run(...typed);

    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(called);
  });

  test('hands on the exit code of the command', async () => {
    expect((await run('doctor', '--loud')).code).toBe(1);
  });

  test.each([
    [['doktor'], /no command doktor. Did you mean muster doctor\?/],
    [['audit', 'verfy'], /no command audit verfy. Did you mean muster audit verify\?/],
    [['toString'], /no command toString/],
    [['audit'], /muster audit verify[\s\S]*muster audit export/],
    [['doctor', '--lound'], /Unknown option '--lound'[\s\S]*Usage: muster doctor \[--loud\]/],
    [['doctor', '--as'], /argument missing[\s\S]*Usage: muster doctor/],
    [['doctor', 'nonsense'], /That is nonsense.[\s\S]*Usage: muster doctor/],
  ])('says what is wrong with %j and what would be right, and ends with 2', async (typed, said) => {
    const { code, out, err } = await run(...typed);

    expect(code).toBe(2);
    expect(err).toMatch(said);
    expect(out).toBe('');
  });

  test('tells about a command instead of running it when asked with --help', async () => {
    const { code, out } = await run('audit', 'verify', '--help');

    expect(code).toBe(0);
    expect(out).toBe('Usage: muster audit verify [--loud]\n\n  does audit verify\n');
  });

  test('does not swallow what breaks', async () => {
    await expect(run('doctor', 'broken')).rejects.toThrow('broken');
  });
});

describe('the table of commands', () => {
  test('loads every command, each once', async () => {
    const names = COMMANDS.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    for (const { name, load } of COMMANDS) {
      expect(name).toMatch(/^[a-z-]+( [a-z-]+)?$/);
      expect(await load()).toHaveProperty('run');
    }
  });

  test.each([[['help']], [['--help']], [['-h']]])('%j lists them all', async (typed) => {
    const terminal = fakeTerminal();

    expect(await runCli(typed, COMMANDS, terminal)).toBe(0);
    for (const { name, summary } of COMMANDS) {
      expect(terminal.out()).toContain(`muster ${name}`);
      expect(terminal.out()).toContain(summary);
    }
  });
});
