import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { botProcess } from '../support/bot-process.ts';
import {
  approved,
  expectToldAsItHappened,
  finished,
  ordinaryPeople,
  submitted,
  suspendCommand,
} from '../support/journey.ts';
import { usersOf } from '../support/network.ts';
import { leftTooEarly, readTrace, type SystemCall } from './system-calls.ts';

const PEOPLE = 400;
const TRACED = 'trace=fdatasync,fsync,pwrite64,write,writev,pwritev,sendto,sendmsg';

/** So slow that nothing which does not wait for it is there in time by luck. */
const SLOW_DISK = 'inject=fdatasync:delay_enter=50000';

const BROKEN_DISK = 'inject=fdatasync:error=EIO';

/** The tracer is a process of its own (-D), so that signals reach the program; it writes its last line a moment later. */
const hasEnded = (trace: string): boolean => trace.trimEnd().endsWith('+++ exited with 0 +++');

const hasStrace = spawnSync('strace', ['-V']).status === 0;
/** Tracing a program that runs already is for root. */
const mayAttach = process.getuid?.() === 0;
if (!mayAttach) process.stderr.write('LEFT OUT: a disk that fails, because only root may trace a running program\n');
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
    const under = [
      'strace',
      '-D',
      '-f',
      '-y',
      '-s',
      '5000',
      '--seccomp-bpf',
      '-e',
      TRACED,
      '-e',
      SLOW_DISK,
      '-o',
      file,
    ] as const;
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

test.skipIf(!hasStrace)(
  'a disk that does not keep what it is given: nothing is called, and nobody is told yes',
  async () => {
    const sandbox = await startSandbox();
    const bot = botProcess(sandbox.env, { callsPerSecond: 20 });
    const connected = () => sandbox.slack.waitFor('the bot to connect', () => sandbox.hub.connected(), 60_000);
    const { pid } = bot.start();
    try {
      await connected();
      const people = ordinaryPeople(sandbox, 3);
      const card = await submitted(sandbox, suspendCommand(people));
      const broken = spawn('strace', [
        '-f',
        '-p',
        `${pid}`,
        '-e',
        'trace=fdatasync',
        '-e',
        BROKEN_DISK,
        '-o',
        '/dev/null',
      ]);
      await once(broken.stderr, 'data');

      await approved(sandbox, card).catch(() => {});
      await sandbox.slack.waitFor(
        'the failure to be known',
        () => /takes no writes \(disk-fails\)/.test(bot.output()),
        60_000,
      );
      broken.kill('SIGINT');
      await once(broken, 'exit');
      expect(bot.output()).toMatch(/The disk did not take what was committed/);
      expect(sandbox.wickr.oracle.effects).toEqual([]);

      await bot.terminate();
      bot.start();
      await connected();
      await approved(sandbox, card).catch(() => {});
      await finished(sandbox, card);
      await expectToldAsItHappened(sandbox, card, people);
    } finally {
      await bot.cleanUp();
      await sandbox.close();
    }
  },
);

test('a call that leaves before the disk has what it rests on would be found', () => {
  const intent = (token: string, attempt = 1) =>
    `… {"attempt":${attempt},"batch":"b","people":50,"token":"${token}"} …`;
  const page = (text: string): SystemCall => ({ kind: 'page-written', text, commits: false });
  const commit = (text: string): SystemCall => ({ kind: 'page-written', text, commits: true });
  const began: SystemCall = { kind: 'sync-began', thread: '7' };
  const ended: SystemCall = { kind: 'sync-ended', thread: '7', took: true };
  const failed: SystemCall = { kind: 'sync-ended', thread: '7', took: false };
  const left: SystemCall = { kind: 'call-left', token: 'a' };

  expect(leftTooEarly([page(intent('a')), commit('…'), began, ended, left])).toEqual([]);
  expect(leftTooEarly([commit(intent('b')), began, ended, left])).toEqual(['a']);
  expect(leftTooEarly([commit(intent('a')), left, began, ended])).toEqual(['a']);
  expect(leftTooEarly([commit(intent('a')), began, left, ended])).toEqual(['a']);
  expect(leftTooEarly([commit(intent('a')), began, failed, left])).toEqual(['a']);
  expect(leftTooEarly([began, commit(intent('a')), ended, left])).toEqual(['a']);
  expect(leftTooEarly([page(intent('a')), began, commit('…'), ended, left])).toEqual(['a']);
  expect(leftTooEarly([commit(intent('a')), began, ended, left, commit(intent('a')), began, ended, left])).toEqual([
    'a',
  ]);
  expect(leftTooEarly([commit(intent('a')), began, ended, left, commit(intent('a', 2)), began, ended, left])).toEqual(
    [],
  );
});

test('calls of several threads that cut into each other are told apart', () => {
  const header = String.raw`"\0\0\0\7\0\0\0\3saltsaltsumssums"`;
  const trace = [
    `41 pwrite64(9</data/muster.db-wal>, ${header}, 24, 32) = 24`,
    String.raw`41 pwrite64(9</data/muster.db-wal>, "token \"x\"\n", 4096, 56 <unfinished ...>`,
    '42 fdatasync(10</data/muster.db-wal> <unfinished ...>',
    '41 <... pwrite64 resumed>) = 4096',
    '42 <... fdatasync resumed>) = 0',
    '43 fdatasync(10</data/muster.db-wal>) = -1 EIO (Input/output error)',
    String.raw`41 write(20<TCP:[127.0.0.1:4->127.0.0.1:5]>, "POST / HTTP/1.1\r\nx-client-token: abc\r\n", 90) = 90`,
  ];

  expect(readTrace(trace.join('\n'))).toEqual([
    { kind: 'sync-began', thread: '42' },
    { kind: 'page-written', text: 'token "x"\n', commits: true },
    { kind: 'sync-ended', thread: '42', took: true },
    { kind: 'sync-began', thread: '43' },
    { kind: 'sync-ended', thread: '43', took: false },
    { kind: 'call-left', token: 'abc' },
  ]);
});
