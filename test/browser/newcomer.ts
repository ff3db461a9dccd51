import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach } from 'vitest';

export const ROOT = join(import.meta.dirname, '../..');

/** `npm run sandbox`, as a newcomer starts it. Call outside of tests; each sandbox ends with its test. */
export function useSandbox(): { start(): Promise<string> } {
  let sandbox: ChildProcess | null = null;
  afterEach(async () => {
    if (!sandbox?.pid) return;
    const ended = once(sandbox, 'exit');
    process.kill(-sandbox.pid, 'SIGTERM');
    await ended;
    sandbox = null;
  });
  return {
    /** Answers the address it prints. */
    async start() {
      const child = spawn('npm', ['run', 'sandbox'], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'inherit'],
        detached: true,
      });
      sandbox = child;
      let printed = '';
      for await (const chunk of child.stdout) {
        printed += String(chunk);
        const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? [];
        if (address) return address;
      }
      throw new Error(`The sandbox ended without an address: ${printed}`);
    },
  };
}
