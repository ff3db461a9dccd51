import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startArguments } from '../../sandbox/start-command.ts';
import { sandboxYaml } from './sandbox-yaml.ts';

/** The real program in a process of its own, that can be killed and started again on the same database. */
export interface BotProcess {
  start(): ChildProcess;
  /** SIGKILL: no chance to say goodbye. */
  kill(): Promise<void>;
  /** SIGTERM, as a supervisor does. Answers the exit code. */
  terminate(): Promise<number | null>;
  /** Everything it wrote, over all its lives. */
  output(): string;
  cleanUp(): Promise<void>;
}

export function botProcess(env: Readonly<Record<string, string>>, callsPerSecond: number): BotProcess {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bot-'));
  const config = join(folder, 'muster.yaml');
  writeFileSync(config, sandboxYaml(callsPerSecond));
  const written: string[] = [];
  let child: ChildProcess | null = null;

  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const running = child;
    child = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return running?.exitCode ?? null;
    const exit = once(running, 'exit');
    running.kill(signal);
    await exit;
    return running.exitCode;
  };

  return {
    start: () => {
      child = spawn(process.execPath, startArguments(), {
        env: {
          PATH: process.env['PATH'] ?? '',
          ...env,
          PORT: '0',
          DATABASE_URL: `sqlite:${join(folder, 'muster.db')}`,
          MUSTER_CONFIG: config,
          LOG_LEVEL: 'info',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => written.push(String(chunk)));
      return child;
    },
    kill: async () => {
      await end('SIGKILL');
    },
    terminate: () => end('SIGTERM'),
    output: () => written.join(''),
    cleanUp: async () => {
      await end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
