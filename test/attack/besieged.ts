import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { sign } from '../../sandbox/slack/delivery/http-courier.ts';
import type { Message } from '../../sandbox/slack/records.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type BotInSandbox, startBotInSandbox } from '../support/bot-in-sandbox.ts';
import { ordinaryPeople, submitted, suspendCommand } from '../support/journey.ts';
import { quietLog } from '../support/quiet-log.ts';

export type Headers = Readonly<Record<string, string>>;

/** What a request changed, or that it did not. */
export interface Stored {
  readonly requests: readonly string[];
  readonly decisions: number;
  readonly batches: number;
  readonly freezes: number;
  /** What was acknowledged and not worked off. */
  readonly left: number;
  /** Keys of acts that were let in, without those of signatures. */
  readonly acts: number;
}

/** The whole bot over HTTP, with one request of Alice's that waits for an approval, and somebody at the gate. */
export interface Besieged extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly card: Message;
  /** What the buttons of the card carry. */
  readonly value: string;
  readonly logged: BotInSandbox['logged'];
  /** Headers with which Slack would have sent this. `ageS`: how long ago. */
  signed(body: Uint8Array | string, how?: { readonly ageS?: number; readonly secret?: string }): Headers;
  /** Answers the status; 0 when the connection broke. */
  send(headers: Headers, body: Uint8Array | string): Promise<number>;
  /** Takes what the generator makes, `atOnce` at a time, until it makes nothing more. */
  siege(next: () => Promise<unknown> | null, atOnce?: number): Promise<void>;
  /** Stops the bot and looks into its database. */
  stored(): Promise<Stored>;
}

const CONNECTIONS = 128;

export async function besiege(): Promise<Besieged> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-siege-'));
  const databaseUrl = `sqlite:${join(folder, 'muster.db')}`;
  const running = await startBotInSandbox({ delivery: 'http', databaseUrl, extraPeople: 5 });
  const { sandbox, bot } = running;
  const signingSecret = sandbox.env['SLACK_SIGNING_SECRET'] ?? '';
  const pool = new Pool(`http://127.0.0.1:${bot.port}`, { connections: CONNECTIONS, headersTimeout: 120_000 });
  const card = await submitted(sandbox, suspendCommand(ordinaryPeople(sandbox, 3)));
  await sandbox.slack.waitFor('the names under the card', () => sandbox.slack.threadOf(card).length > 0);
  const value = /"value":"([0-9a-f-]{36}:\d+)"/.exec(JSON.stringify(card.blocks))?.[1] ?? '';

  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    await pool.destroy();
    await running.stop();
  };
  return {
    sandbox,
    card,
    value,
    logged: running.logged,
    signed: (body, { ageS = 0, secret = signingSecret } = {}) => {
      const stamp = Math.floor(Date.now() / 1_000) - ageS;
      return {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': String(stamp),
        'x-slack-signature': sign(secret, stamp, Buffer.from(body).toString()),
      };
    },
    send: async (headers, body) => {
      try {
        const path = '/slack/events';
        const response = await pool.request({ path, method: 'POST', headers: { ...headers }, body });
        await response.body.dump();
        return response.statusCode;
      } catch {
        return 0;
      }
    },
    siege: async (next, atOnce = CONNECTIONS) => {
      const attacker = async () => {
        for (let attack = next(); attack !== null; attack = next()) await attack;
      };
      await Promise.all(Array.from({ length: atOnce }, attacker));
    },
    stored: async () => {
      await stop();
      const store = await openStore({ url: databaseUrl, log: quietLog });
      const { db } = store;
      const rows = async (table: 'decisions' | 'batches' | 'freezes' | 'deliveries') =>
        (await db.selectFrom(table).selectAll().execute()).length;
      const deliveries = await db.selectFrom('deliveries').select(['key', 'lease_until']).execute();
      const found = {
        requests: (await db.selectFrom('requests').select('state').execute()).map(({ state }) => state),
        decisions: await rows('decisions'),
        batches: await rows('batches'),
        freezes: await rows('freezes'),
        left: deliveries.filter(({ lease_until }) => lease_until !== null).length,
        acts: deliveries.filter(({ key }) => !key.startsWith('signed:')).length,
      };
      await store.close();
      return found;
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
