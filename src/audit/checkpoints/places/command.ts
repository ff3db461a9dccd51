import { spawn } from 'node:child_process';
import type { CheckpointPlace } from '../place.ts';

/** A command that takes longer has hung. */
const WITHIN_MS = 30_000;

/**
 * Gives each line to a command on its standard input: no shell, and no variable of Muster's but PATH and HOME, since those
 * hold its secrets. Exit code 0 means that the line is kept.
 */
export function commandPlace(
  command: readonly [string, ...string[]],
  env: Readonly<Record<string, string | undefined>>,
): CheckpointPlace {
  const [program, ...args] = command;
  return {
    name: `command:${JSON.stringify(command)}`,
    post: (line) =>
      new Promise((resolve, reject) => {
        const child = spawn(program, args, {
          stdio: ['pipe', 'ignore', 'ignore'],
          env: { PATH: env['PATH'], HOME: env['HOME'] },
          timeout: WITHIN_MS,
          killSignal: 'SIGKILL',
        });
        child.on('error', reject);
        child.on('close', (code, signal) => {
          if (code === 0) resolve();
          else reject(new Error(`${program} ended with ${code ?? signal}, so it has not kept the checkpoint`));
        });
        // A command that does not read to the end says by its exit code whether that matters.
        child.stdin.on('error', () => {});
        child.stdin.end(`${line}\n`);
      }),
  };
}
