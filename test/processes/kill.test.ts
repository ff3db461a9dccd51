import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { readableText } from '../../sandbox/slack/driver.ts';
import { ALICE, APPROVALS_CHANNEL, BOB, GENERAL_CHANNEL } from '../../sandbox/slack/seed.ts';
import { waitForCard } from '../support/bot-in-sandbox.ts';
import { type BotProcess, botProcess } from '../support/bot-process.ts';
import { seededRandom } from '../support/seeded-random.ts';

const PEOPLE = 1_000;
const KILLS = 25;
/** A post whose fate is unknown is looked for only when its call can no longer be under way. */
const RECOVERS_WITHIN_MS = 60_000;
/** The moments differ from run to run only with this. */
const SEED = 20_261_121;

let sandbox: Sandbox | null = null;
let bot: BotProcess | null = null;
afterEach(async () => {
  await bot?.cleanUp();
  await sandbox?.close();
});

const connected = (running: Sandbox) => running.slack.waitFor('the bot to connect', () => running.hub.connected());

test(`killed ${KILLS} times during a run of ${PEOPLE} people, it loses nobody, changes nobody twice, and the thread is whole`, async () => {
  sandbox = await startSandbox({ extraPeople: PEOPLE });
  const { slack, wickr } = sandbox;
  wickr.behaviour.latencyMs = 60;
  bot = botProcess(sandbox.env, 10);
  bot.start();
  await connected(sandbox);
  const alice = slack.as(ALICE);
  const people = Array.from(
    { length: PEOPLE },
    (_, index) => `person${String(index + 1).padStart(4, '0')}@acme.example`,
  );
  await alice.command(GENERAL_CHANNEL, `/wickr suspend ${people.join(' ')} --reason "office closed"`);
  const preview = await slack.waitFor('the preview', () =>
    alice.ephemerals().find((message) => alice.hasButton(message, 'Submit for approval')),
  );
  await alice.click(preview, 'Submit for approval');
  const card = await waitForCard(sandbox, /Waiting for approval/);
  await slack.as(BOB).click(card, 'Approve');

  const random = seededRandom(SEED);
  const isOver = () => slack.messagesIn(APPROVALS_CHANNEL).some(({ text }) => /Finished/.test(text));
  let kills = 0;
  let duringTheRun = 0;
  while (kills < KILLS) {
    // Real time on purpose: the moment of death must not be one that the program knows of.
    await pause(150 + random.fraction() * 900);
    if (!isOver()) duringTheRun += 1;
    await bot.kill();
    kills += 1;
    bot.start();
  }
  const eventually = <T>(what: string, look: () => T | null | undefined | false) =>
    slack.waitFor(what, look, RECOVERS_WITHIN_MS);
  await eventually('the end', isOver);
  await eventually('the results as a file', () =>
    slack
      .threadOf(card)
      .flatMap(({ files }) => files)
      .find(({ name }) => /result/.test(name)),
  );
  await eventually('the summary', () =>
    slack.threadOf(card).find(({ text }) => /Of 1,000 people: 1,000 suspended/.test(text)),
  );
  await eventually('word to the requester', () => alice.directMessages().find(({ text }) => /[Ff]inished/.test(text)));

  const ids = [...(wickr.state.network('12345678')?.users.values() ?? [])]
    .filter(({ username }) => people.includes(username))
    .map(({ userId }) => userId);
  const changes = wickr.oracle.effects.filter(({ changed }) => changed).map(({ userId }) => userId);
  expect(changes.toSorted()).toEqual(ids.toSorted());
  expect(wickr.oracle.violations).toEqual([]);
  expect(slack.messagesIn(APPROVALS_CHANNEL).length).toBe(1);
  const thread = slack.threadOf(card);
  const contents = thread.map(
    ({ text, blocks, files }) => `${text} ${readableText(blocks)} ${files.map(({ name }) => name).join()}`,
  );
  expect(new Set(contents).size).toBe(contents.length);
  const results = thread.flatMap(({ files }) => files).filter(({ name }) => /result/.test(name));
  expect(results.length).toBe(1);
  const rows = Buffer.from(results[0]?.bytes ?? [])
    .toString('utf8')
    .trim()
    .split('\n');
  expect(rows.filter((row) => row.includes('succeeded')).length).toBe(PEOPLE);
  expect(alice.directMessages().filter(({ text }) => /[Ff]inished/.test(text)).length).toBe(1);
  expect(duringTheRun).toBeGreaterThanOrEqual(5);
  process.stdout.write(
    `killed ${kills} times, ${duringTheRun} of them before the run was over; ${wickr.oracle.calls.length} calls reached the directory\n`,
  );
});
