import { Writable } from 'node:stream';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts';
import type { Message } from '../../sandbox/slack/records.ts';
import { APPROVALS_CHANNEL } from '../../sandbox/slack/seed.ts';
import { type Bot, DIRECTORY_KINDS, startBot } from '../../src/bot.ts';
import { formatProblems } from '../../src/config/problem.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { secretValues } from '../../src/config/secrets.ts';
import { type SteadyClock, systemClock } from '../../src/runtime/clock.ts';
import { systemRandom } from '../../src/runtime/random.ts';
import { createLog } from '../../src/telemetry/create-log.ts';
import { SANDBOX_CONFIG, sandboxYaml } from './sandbox-yaml.ts';

export interface BotInSandbox extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly bot: Bot;
  /** Everything the bot logged, as it was written. */
  readonly logged: () => string;
  readonly stop: () => Promise<void>;
}

export interface BotInSandboxOptions {
  readonly delivery?: 'socket' | 'http';
  readonly extraPeople?: number;
  readonly networks?: SandboxOptions['networks'];
  /** Of the bot and of its far ends. */
  readonly clock?: SteadyClock;
  readonly pool?: SandboxOptions['pool'];
  readonly poolBehaviour?: SandboxOptions['poolBehaviour'];
  /** Calls a second; fast unless a test is about pace. */
  readonly callsPerSecond?: number;
  /** Changes the sandbox's muster.yaml, for tests about another policy or impatience. */
  readonly yaml?: (text: string) => string;
  /** A database that can be looked into once the bot has stopped; in memory by default. */
  readonly databaseUrl?: string;
  readonly onFatal?: (reason: string) => void;
}

/** The bot as it is, in this process, against the sandbox over real HTTP and WebSocket: only addresses differ. */
export async function startBotInSandbox(options: BotInSandboxOptions = {}): Promise<BotInSandbox> {
  let bot: Bot | null = null;
  const { clock = systemClock } = options;
  const sandbox = await startSandbox({
    clock,
    extraPeople: options.extraPeople ?? 0,
    ...(options.networks ? { networks: options.networks } : {}),
    ...(options.pool ? { pool: options.pool } : {}),
    ...(options.poolBehaviour ? { poolBehaviour: options.poolBehaviour } : {}),
    ...(options.delivery === 'http' ? { requestUrl: () => `http://127.0.0.1:${bot?.port ?? 0}/slack/events` } : {}),
  });
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const env = {
    ...sandbox.env,
    PORT: '0',
    DATABASE_URL: options.databaseUrl ?? 'sqlite::memory:',
    MUSTER_CONFIG: SANDBOX_CONFIG,
  };
  const paced = sandboxYaml(options.callsPerSecond ?? 100);
  const yaml = options.yaml?.(paced) ?? paced;
  const read = readConfig({ env, readFile: () => yaml, kinds: DIRECTORY_KINDS });
  if (!read.ok) throw new Error(formatProblems(read.problems));
  bot = await startBot({
    config: read.config,
    env,
    clock,
    random: systemRandom,
    log: createLog({ level: 'info', clock, secrets: secretValues(env), destination }),
    onFatal: options.onFatal ?? ((reason) => lines.push(`FATAL ${reason}\n`)),
  });
  const stop = async () => {
    await bot?.stop();
    await sandbox.close();
  };
  return { sandbox, bot, logged: () => lines.join(''), stop, [Symbol.asyncDispose]: stop };
}

/** The newest card in the approvals channel, as soon as its text is as expected. */
export function waitForCard({ slack }: Sandbox, what: RegExp): Promise<Message> {
  return slack.waitFor(`a card that says ${what}`, () => {
    const card = slack.messagesIn(APPROVALS_CHANNEL).at(-1);
    return card && what.test(card.text) ? card : null;
  });
}
