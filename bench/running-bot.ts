import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/sandbox.ts';
import type { Message } from '../sandbox/slack/records.ts';
import { ALICE, APPROVALS_CHANNEL, BOB, GENERAL_CHANNEL } from '../sandbox/slack/seed.ts';
import { openStore } from '../src/store/open-store.ts';
import type { Store } from '../src/store/store.ts';
import { botProcess } from '../test/support/bot-process.ts';
import { quietLog } from '../test/support/quiet-log.ts';
import { fillNetwork } from './large-network.ts';

export interface RunningBotOptions {
  /** Ordinary people of the network, and how many of them are in the group that commands name. */
  readonly people: number;
  readonly inGroup: number;
  /** A database of its own on SQLite, unless it is given. */
  readonly databaseUrl?: string;
  readonly callsPerSecond?: number;
  readonly inFlight?: number;
  /** Are accounts read again right before each batch? Off where calls alone are to be measured. */
  readonly drift?: boolean;
  readonly sandbox?: SandboxOptions;
  /** Changes muster.yaml further. */
  readonly yaml?: (text: string) => string;
}

/** The real program in a process of its own, started as `npm start` starts it, and the stand-ins in this one. */
export interface RunningBot {
  readonly sandbox: Sandbox;
  readonly pid: number;
  /** Accounts of those in the group. */
  readonly ids: readonly string[];
  /** From the start of the process until it was connected to Slack, in milliseconds. */
  readonly startedMs: number;
  /** Everything it logged. */
  output(): string;
  /** Ends the process as a supervisor does, and lets its database be looked into. */
  ended<T>(look: (store: Store) => Promise<T>): Promise<T>;
  cleanUp(): Promise<void>;
}

const PATIENCE_MS = 300_000;

export async function startRunningBot(options: RunningBotOptions): Promise<RunningBot> {
  const { people, inGroup, callsPerSecond = 100, inFlight = 4, drift = false, yaml = (text) => text } = options;
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const databaseUrl = options.databaseUrl ?? `sqlite:${join(folder, 'muster.db')}`;
  const sandbox = await startSandbox(options.sandbox);
  const ids = fillNetwork(sandbox, people, inGroup);
  const bot = botProcess(sandbox.env, {
    callsPerSecond,
    databaseUrl,
    yaml: (text) =>
      yaml(
        text
          .replace(/inFlight: .*/g, `inFlight: ${inFlight}`)
          .replace(/( +)testing: true/g, `$1testing: true\n$1drift: ${drift}`),
      ),
  });
  const startedAt = performance.now();
  const { pid = 0 } = bot.start();
  await bot.running();
  if (bot.hasEnded()) throw new Error(`The bot did not start: ${bot.output()}`);
  const startedMs = performance.now() - startedAt;
  return {
    sandbox,
    pid,
    ids,
    startedMs,
    output: bot.output,
    ended: async (look) => {
      await bot.terminate();
      const store = await openStore({ url: databaseUrl, log: quietLog });
      try {
        return await look(store);
      } finally {
        await store.close();
      }
    },
    cleanUp: async () => {
      await bot.cleanUp();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Alice gives the command; answers the preview that only she sees. */
export async function previewed({ slack }: Sandbox, command: string): Promise<Message> {
  const alice = slack.as(ALICE);
  const before = alice.ephemerals().length;
  await alice.command(GENERAL_CHANNEL, command);
  const isPreview = (message: Message) => alice.hasButton(message, 'Submit for approval');
  return slack.waitFor('the preview', () => alice.ephemerals().slice(before).find(isPreview), PATIENCE_MS);
}

/** Alice submits a preview; answers the card, as soon as it is there. */
export async function submitted({ hub, slack }: Sandbox, preview: Message): Promise<Message> {
  // A very large preview keeps the program so busy that its connection may have to be made again.
  await slack.waitFor('the connection', () => hub.connected(), PATIENCE_MS);
  const known = new Set(slack.messagesIn(APPROVALS_CHANNEL).map(({ ts }) => ts));
  await slack.as(ALICE).click(preview, 'Submit for approval');
  const isNew = ({ ts, text }: Message) => !known.has(ts) && /Waiting for approval/.test(text);
  return slack.waitFor('the card', () => slack.messagesIn(APPROVALS_CHANNEL).find(isNew), PATIENCE_MS);
}

/** Bob approves, and the card says in the end that all is finished. */
export async function finished({ slack }: Sandbox, card: Message): Promise<void> {
  await slack.as(BOB).click(card, 'Approve');
  const end = () => slack.workspace.find(card.channel, card.ts)?.text ?? '';
  await slack.waitFor('the end', () => /Finished/.test(end()), PATIENCE_MS);
}
