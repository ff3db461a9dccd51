import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCommand } from '../../sandbox/start-command.ts';
import { sandboxYaml } from './sandbox-yaml.ts';

/** The same program with leases that a test can wait for. */
const SHORT_LEASES_MAIN = join(import.meta.dirname, 'short-leases-main.ts');

/** The real program in a process of its own, that can be killed and started again on the same database. */
export interface BotProcess {
  start(): ChildProcess;
  /** SIGKILL: no chance to say goodbye. */
  kill(): Promise<void>;
  /** Resolves when this life says that it runs, or is over. */
  running(): Promise<void>;
  /** SIGSTOP, and SIGCONT: it stands still and knows nothing of it. */
  freeze(): void;
  thaw(): void;
  /** Has it ended by itself? */
  hasEnded(): boolean;
  /** SIGTERM, as a supervisor does. Answers the exit code. */
  terminate(): Promise<number | null>;
  /** Everything it wrote, over all its lives. */
  output(): string;
  cleanUp(): Promise<void>;
}

export interface BotProcessOptions {
  readonly callsPerSecond: number;
  /** Instead of a SQLite file of its own. */
  readonly databaseUrl?: string;
  readonly shortLeases?: boolean;
  /** Changes its muster.yaml, for measurements under other settings. */
  readonly yaml?: (text: string) => string;
  /** A command that runs the program, such as a tracer. */
  readonly under?: readonly [string, ...string[]];
}

export function botProcess(
  env: Readonly<Record<string, string>>,
  { callsPerSecond, databaseUrl, shortLeases = false, yaml = (text) => text, under }: BotProcessOptions,
): BotProcess {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bot-'));
  const config = join(folder, 'muster.yaml');
  writeFileSync(config, yaml(sandboxYaml(callsPerSecond)));
  const written: string[] = [];
  let child: ChildProcess | null = null;
  let runs = Promise.resolve();

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
      const asNpmStart = startCommand();
      const program = [process.execPath, ...(shortLeases ? [SHORT_LEASES_MAIN] : asNpmStart.args)];
      const [command = '', ...args] = [...(under ?? []), ...program];
      child = spawn(command, args, {
        env: {
          PATH: process.env['PATH'] ?? '',
          ...asNpmStart.env,
          ...env,
          PORT: '0',
          DATABASE_URL: databaseUrl ?? `sqlite:${join(folder, 'muster.db')}`,
          MUSTER_CONFIG: config,
          LOG_LEVEL: 'info',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => written.push(String(chunk)));
      const { promise, resolve } = Promise.withResolvers<void>();
      runs = promise;
      child.on('exit', () => resolve());
      child.stdout?.on('data', (chunk) => {
        if (String(chunk).includes('Muster is running')) resolve();
      });
      return child;
    },
    running: () => runs,
    kill: async () => {
      await end('SIGKILL');
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    hasEnded: () => child !== null && (child.exitCode !== null || child.signalCode !== null),
    terminate: () => end('SIGTERM'),
    output: () => written.join(''),
    cleanUp: async () => {
      await end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
