import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/sandbox.ts';
import type { Message } from '../sandbox/slack/records.ts';
import { ALICE, APPROVALS_CHANNEL, BOB, GENERAL_CHANNEL } from '../sandbox/slack/seed.ts';
import { PREVIEW_WITHIN_MS } from '../src/requests/deps.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { openStore } from '../src/store/open-store.ts';
import type { Store } from '../src/store/store.ts';
import { botProcess } from '../test/support/bot-process.ts';
import { quietLog } from '../test/support/quiet-log.ts';
import { fillNetwork } from './large-network.ts';

export interface RunningBotOptions {
  /** Ordinary people of the network, and how many of them are in the group that commands name. */
  readonly people: number;
  readonly inGroup: number;
  /** Are they suspended at first? */
  readonly suspended?: boolean;
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
  /** The longest that its event loop stood still since this was last asked, in milliseconds: as long everybody waited. */
  longestStallMs(): Promise<number>;
  /** Everything it logged. */
  output(): string;
  /** Ends the process as a supervisor does, and lets its database be looked into. */
  ended<T>(look: (store: Store) => Promise<T>): Promise<T>;
  cleanUp(): Promise<void>;
}

/** The longest floor is 500 s: 10,000 suspensions, with everybody read again at 200 ms a read. */
const PATIENCE_MS = 900_000;
/** Longer than a preview may take; after that Alice was told something else. */
const PREVIEW_PATIENCE_MS = PREVIEW_WITHIN_MS + 60_000;
const MOST_CLICKS = 5;
const CLICK_AGAIN_MS = 2_000;

export async function startRunningBot(options: RunningBotOptions): Promise<RunningBot> {
  const { people, inGroup, callsPerSecond = 100, inFlight = 4, drift = false, yaml = (text) => text } = options;
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const databaseUrl = options.databaseUrl ?? `sqlite:${join(folder, 'muster.db')}`;
  const sandbox = await startSandbox(options.sandbox);
  const ids = fillNetwork(sandbox, people, inGroup, options.suspended);
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
    longestStallMs: () => longestStallMs(bot.output()),
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

/** By `perf_hooks.monitorEventLoopDelay`, which prom-client reads and starts anew at every scrape. */
async function longestStallMs(output: string): Promise<number> {
  const port = /"port":(\d+)/.exec(output)?.[1];
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const seconds = /^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(metrics)?.[1];
  if (seconds === undefined) throw new Error('The program does not tell how long its event loop stood still');
  return Number(seconds) * 1_000;
}

/** Alice gives the command; answers the preview that only she sees. */
export async function previewed({ slack }: Sandbox, command: string): Promise<Message> {
  const alice = slack.as(ALICE);
  const before = alice.ephemerals().length;
  await alice.command(GENERAL_CHANNEL, command);
  const told = () => alice.ephemerals().slice(before);
  const isPreview = (message: Message) => alice.hasButton(message, 'Submit for approval');
  try {
    return await slack.waitFor('the preview', () => told().find(isPreview), PREVIEW_PATIENCE_MS);
  } catch (error) {
    const words = told().map(({ text }) => text);
    throw new Error(`No preview; Alice was told: ${JSON.stringify(words)}`, { cause: error });
  }
}

/** Alice submits a preview; answers the card, as soon as it is there with the list of its people: nobody decides without. */
export async function submitted({ slack }: Sandbox, preview: Message): Promise<Message> {
  const known = new Set(slack.messagesIn(APPROVALS_CHANNEL).map(({ ts }) => ts));
  const isNew = ({ ts, text }: Message) => !known.has(ts) && /Waiting for approval/.test(text);
  const card = () => slack.messagesIn(APPROVALS_CHANNEL).find(isNew);
  // While a very large preview keeps the program busy, Slack says that it did not respond; a person then clicks again.
  for (let clicks = 1; ; clicks += 1) {
    const said = slack.notes.length;
    await slack.as(ALICE).click(preview, 'Submit for approval');
    await slack.waitFor('the card', () => card() !== undefined || slack.notes.length > said, PATIENCE_MS);
    const found = card();
    if (found) {
      await slack.waitFor('the list', () => slack.threadOf(found).length > 0, PATIENCE_MS);
      return found;
    }
    if (clicks === MOST_CLICKS) throw new Error('The program did not respond');
    await systemClock.sleep(CLICK_AGAIN_MS);
  }
}

/** Bob approves, and the card says in the end that all is finished. */
export async function finished({ slack }: Sandbox, card: Message): Promise<void> {
  await slack.as(BOB).click(card, 'Approve');
  const end = () => slack.workspace.find(card.channel, card.ts)?.text ?? '';
  await slack.waitFor('the end', () => /Finished/.test(end()), PATIENCE_MS);
}
