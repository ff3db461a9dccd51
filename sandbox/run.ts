import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { realCredentials } from './real-credentials.ts';
import { startSandbox } from './sandbox.ts';
import { ALICE, BOB } from './slack/seed.ts';
import { startCommand } from './start-command.ts';

/** `npm run sandbox`: Muster as it is, against stand-ins of Slack, AWS Wickr and GenAuth. Nothing leaves this machine. */

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    people: { type: 'string', default: '0' },
    log: { type: 'boolean', default: false },
  },
});

const say = (text: string) => process.stdout.write(`${text}\n`);

const real = realCredentials(process.env);
if (real.length > 0) {
  process.stderr.write(
    `The sandbox does not start while ${real.join(', ')} ${real.length === 1 ? 'is' : 'are'} set: it is for trying things out, and real keys have no place in it.\n` +
      `Start it without: env ${real.map((name) => `-u ${name}`).join(' ')} npm run sandbox\n`,
  );
  process.exit(78);
}

const sandbox = await startSandbox({ port: Number(values.port), extraPeople: Number(values.people) });
const folder = mkdtempSync(join(tmpdir(), 'muster-sandbox-'));
const start = startCommand();
const bot = spawn(process.execPath, start.args, {
  env: {
    PATH: process.env['PATH'],
    ...start.env,
    ...sandbox.env,
    PORT: '0',
    DATABASE_URL: `sqlite:${join(folder, 'muster.db')}`,
    MUSTER_CONFIG: join(import.meta.dirname, 'muster.yaml'),
    LOG_LEVEL: values.log ? 'info' : 'warn',
  },
  stdio: ['ignore', values.log ? 'inherit' : 'pipe', 'inherit'],
});
bot.stdout?.on('data', (lines) => process.stderr.write(lines));

let stopping = false;
const stop = async (code: number) => {
  if (stopping) return;
  stopping = true;
  if (bot.exitCode === null && bot.signalCode === null) {
    const ended = once(bot, 'exit');
    bot.kill('SIGTERM');
    await ended;
  }
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
};
process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));
bot.on('exit', (code) => {
  if (stopping) return;
  process.stderr.write(`The bot ended by itself (${code ?? 'by a signal'}).\n`);
  void stop(1);
});

if (!sandbox.hub.connected()) {
  await new Promise<void>((resolve) => {
    const end = sandbox.workspace.onChange((change) => {
      if (change.kind !== 'bot' || !change.connected) return;
      end();
      resolve();
    });
  });
}

say(`
Muster is running in its sandbox. Nothing leaves this machine.

  Open    ${sandbox.url}/?as=${ALICE}    as Alice, who asks
  and     ${sandbox.url}/?as=${BOB}    as Bob, who approves

  Then type, as Alice:   /wickr suspend @erin @frank --reason "left the company"
  or, in the user pool:  /genauth suspend @erin @frank --kick yes --reason "left the company"

Stop it with Ctrl+C.
`);
