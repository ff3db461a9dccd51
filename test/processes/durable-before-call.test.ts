import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { botProcess } from '../support/bot-process.ts';
import { approved, finished, submitted, suspendCommand } from '../support/journey.ts';
import { usersOf } from '../support/network.ts';
import { leftTooEarly, readTrace, type SystemCall } from './system-calls.ts';

const PEOPLE = 400;
const TRACED = 'trace=fdatasync,fsync,pwrite64,write,writev,pwritev,sendto,sendmsg';

/** The tracer is a process of its own (-D), so that signals reach the program; it writes its last line a moment later. */
const hasEnded = (trace: string): boolean => trace.trimEnd().endsWith('+++ exited with 0 +++');

const hasStrace = spawnSync('strace', ['-V']).status === 0;
if (!hasStrace) {
  if (process.env['CI'] === 'true') throw new Error('The order of system calls cannot be checked: there is no strace');
  process.stderr.write('LEFT OUT: the order of system calls, because this machine has no strace (Debian: strace)\n');
}

test.skipIf(!hasStrace)(
  'what a call rests on is on disk before the call leaves: by the order of system calls',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-trace-'));
    const file = join(folder, 'trace');
    const sandbox = await startSandbox({ extraPeople: PEOPLE });
    const under = ['strace', '-D', '-f', '-y', '-s', '700', '--seccomp-bpf', '-e', TRACED, '-o', file] as const;
    const bot = botProcess(sandbox.env, { callsPerSecond: 20, under });
    bot.start();
    try {
      await sandbox.slack.waitFor('the bot to connect', () => sandbox.hub.connected(), 60_000);
      // Not those who decide: nobody may decide about themselves.
      const people = usersOf(sandbox).filter(({ username }) => /^person\d+@/.test(username));
      const card = await submitted(sandbox, suspendCommand(people.slice(0, PEOPLE)));
      await approved(sandbox, card);
      await finished(sandbox, card);
      await bot.terminate();
      while (!hasEnded(readFileSync(file, 'utf8'))) await new Promise((resolve) => setTimeout(resolve, 50));

      const trace = readTrace(readFileSync(file, 'utf8'));
      const left = trace.filter((call) => call.kind === 'call-left').length;
      expect(left).toBeGreaterThanOrEqual(PEOPLE / 50);
      expect(leftTooEarly(trace)).toEqual([]);
      process.stdout.write(`${left} calls left, each after its intent was on disk, by ${trace.length} system calls\n`);
    } finally {
      await bot.cleanUp();
      await sandbox.close();
      rmSync(folder, { recursive: true });
    }
  },
);

test('a call that leaves before the disk has what it rests on would be found', () => {
  const written: SystemCall = { kind: 'log-written' };
  const synced: SystemCall = { kind: 'log-synced' };
  const left = (token: string): SystemCall => ({ kind: 'call-left', token });

  expect(leftTooEarly([written, synced, left('a'), written, synced, left('b')])).toEqual([]);
  expect(leftTooEarly([written, left('a'), synced])).toEqual(['a']);
  expect(leftTooEarly([written, synced, left('a'), left('b')])).toEqual(['b']);
  expect(leftTooEarly([written, synced, written, left('a')])).toEqual(['a']);
});
