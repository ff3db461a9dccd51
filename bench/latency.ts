import { performance } from 'node:perf_hooks';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Message } from '../sandbox/slack/records.ts';
import { ALICE, APPROVALS_CHANNEL, BOB, GENERAL_CHANNEL } from '../sandbox/slack/seed.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { emailOf, NETWORK } from './large-network.ts';
import { previewed, type RunningBot, startRunningBot, submitted } from './running-bot.ts';
import { atMost, type Bench, inMs, type Measurement, quantile, type Size } from './table.ts';

/**
 * How long a person waits while requests of others run: from a slash command to its acknowledgement, and from a click on
 * *Approve* to the decision that is durably stored, as the log of the program tells it.
 */

const CALL_MS = 200;
/** Requests that wait for ten approvals each, by ten people each: a hundred decisions on ten cards. */
const WAITING = 10;
const APPROVALS = 10;
const TARGETS = { acknowledgedMs: 50, storedMs: 150 };

const approverId = (index: number): string => `U0PERS${String(index + 1).padStart(4, '0')}`;
const emailsOf = (from: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => emailOf(from + index));

/** Another rule: taking a suspension back needs ten of those who do nothing else. */
const manyApprovers = (text: string): string =>
  text.replace(
    '  rules:\n',
    `  rules:
    - directories: [acme-prod]
      operations: [unsuspend]
      ask: [U0ALICE001]
      decide: [${Array.from({ length: WAITING * APPROVALS }, (_, index) => approverId(index)).join(', ')}]
      quorum: ${APPROVALS}
`,
  );

const LOOK_EVERY_MS = 10;
const MOST_LOOKS = 1_000;

const STORED = 'A decision was stored';

/** When decisions of each person were stored, in milliseconds UTC, from the log. */
function storedAt(output: string): ReadonlyMap<string, number> {
  const lines = output.split('\n').filter((line) => line.includes(STORED));
  return new Map(
    lines.map((line) => {
      const { actor, time } = JSON.parse(line) as { readonly actor: string; readonly time: string };
      return [actor, Date.parse(time)];
    }),
  );
}

/** Looks into the log every few milliseconds: how long it takes is told by the times in it. */
async function storedBy(bot: RunningBot, approver: string): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    if (storedAt(bot.output()).has(approver)) return;
    await systemClock.sleep(LOOK_EVERY_MS);
  }
  throw new Error('A decision was not stored');
}

export interface Latency {
  readonly acknowledgedMs: readonly number[];
  readonly storedMs: readonly number[];
}

const isRunning = ({ slack }: Sandbox, { channel, ts }: Message): boolean =>
  /Running|Approved/.test(slack.workspace.find(channel, ts)?.text ?? '');

async function underLoad(bot: RunningBot, requests: number, people: number): Promise<Latency> {
  const { sandbox } = bot;
  const { slack, wickr } = sandbox;
  // They see the cards as whoever is in the channel does.
  const members = slack.workspace.channels.get(APPROVALS_CHANNEL)?.members as Set<string>;
  for (let index = 0; index < WAITING * APPROVALS; index += 1) members.add(approverId(index));
  // Before anybody is looked up: what was read lately is remembered for a while.
  const comingBack = emailsOf(requests * people, WAITING);
  for (const user of [...(wickr.state.network(NETWORK)?.users.values() ?? [])])
    if (comingBack.includes(user.username))
      wickr.state.write(NETWORK, user.userId, { ...user, suspended: true }, { nowMs: 0, visibleAt: 0 });
  const cardOf = async (command: string) => submitted(sandbox, await previewed(sandbox, command));
  const cards: Message[] = [];
  for (let request = 0; request < requests; request += 1) {
    const leaving = emailsOf(request * people, people).join(' ');
    cards.push(await cardOf(`/wickr suspend ${leaving} --reason "they left"`));
  }
  const waiting: Message[] = [];
  for (const email of comingBack) waiting.push(await cardOf(`/wickr unsuspend ${email} --reason "they are back"`));
  wickr.behaviour.latencyMs = CALL_MS;
  for (const card of cards) await slack.as(BOB).click(card, 'Approve');

  const acknowledgedMs: number[] = [];
  const clickedAt = new Map<string, number>();
  const spare = requests * people + WAITING;
  for (const [index, card] of waiting.entries()) {
    for (let approval = 0; approval < APPROVALS; approval += 1) {
      const number = index * APPROVALS + approval;
      const commandedAt = performance.now();
      await slack.as(ALICE).command(GENERAL_CHANNEL, `/wickr suspend ${emailOf(spare + number)} --reason "one more"`);
      acknowledgedMs.push(performance.now() - commandedAt);
      const approver = approverId(number);
      clickedAt.set(approver, Date.now());
      await slack.as(approver).click(card, 'Approve');
      await storedBy(bot, approver);
    }
  }
  if (!cards.some((card) => isRunning(sandbox, card))) throw new Error('The load was over before the measurement');
  const stored = storedAt(bot.output());
  const storedMs = [...clickedAt].map(([approver, at]) => (stored.get(approver) ?? Number.NaN) - at);
  return { acknowledgedMs, storedMs };
}

/** With a database of its own on SQLite, unless it is given. */
export async function measureLatency(size: Size, databaseUrl?: string): Promise<Latency> {
  const requests = 20;
  const people = size === 'whole' ? 2_000 : 1_000;
  const bot = await startRunningBot({
    people: requests * people + WAITING + WAITING * APPROVALS,
    inGroup: 0,
    sandbox: { extraPeople: WAITING * APPROVALS },
    yaml: manyApprovers,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  });
  try {
    return await underLoad(bot, requests, people);
  } finally {
    await bot.cleanUp();
  }
}

const rowsOf = (what: string, values: readonly number[], targetMs: number): readonly Measurement[] => [
  { measured: `${what}, p50`, value: inMs(quantile(values, 0.5)), target: '' },
  atMost(`${what}, p99 of ${values.length}`, quantile(values, 0.99), targetMs, inMs),
];

export const latency: Bench = {
  name: 'latency',
  about: 'what a person waits for while 20 requests of others run, 4 calls of 200 ms at a time, on SQLite',
  async run(size) {
    const { acknowledgedMs, storedMs } = await measureLatency(size);
    return [
      ...rowsOf('slash command to its acknowledgement', acknowledgedMs, TARGETS.acknowledgedMs),
      ...rowsOf('click to the stored decision', storedMs, TARGETS.storedMs),
    ];
  },
};
