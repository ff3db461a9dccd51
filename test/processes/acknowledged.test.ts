import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { ALICE, BOB, GENERAL_CHANNEL } from '../../sandbox/slack/seed.ts';
import { waitForCard } from '../support/bot-in-sandbox.ts';
import { type BotProcess, botProcess } from '../support/bot-process.ts';
import {
  expectNothingDoubled,
  expectToldAsItHappened,
  finished,
  ordinaryPeople,
  suspendCommand,
} from '../support/journey.ts';

let sandbox: Sandbox;
let bot: BotProcess;
afterEach(async () => {
  await bot.cleanUp();
  await sandbox.close();
});

const connected = () => sandbox.slack.waitFor('the bot to connect', () => sandbox.hub.connected(), 30_000);

/** Lives on from here as a process that knows nothing but its database. */
async function restarted(): Promise<void> {
  await bot.kill();
  await sandbox.slack.waitFor('the connection to end', () => !sandbox.hub.connected());
  bot.start();
  await connected();
}

/**
 * Does something in Slack, and kills the process once it has said yes to it and before it can have done it: whoever acts
 * has to be looked up first, and Slack does not answer that.
 */
async function cutAfterYes(act: () => Promise<void>): Promise<void> {
  sandbox.slackFaults.set('slow', { count: 100, method: 'users.info', delayMs: 600_000 });
  await act();
  await bot.kill();
  sandbox.slackFaults.clear();
  await sandbox.slack.waitFor('the connection to end', () => !sandbox.hub.connected());
}

test('what Muster said yes to is done by its next life, each time it is killed right after', async () => {
  sandbox = await startSandbox();
  bot = botProcess(sandbox.env, { callsPerSecond: 50 });
  const { slack } = sandbox;
  const [alice, bob] = [slack.as(ALICE), slack.as(BOB)];
  const people = ordinaryPeople(sandbox, 3);
  bot.start();
  await connected();

  await cutAfterYes(() => alice.command(GENERAL_CHANNEL, suspendCommand(people)));
  bot.start();
  const preview = await slack.waitFor(
    'the preview',
    () => alice.ephemerals().find((message) => alice.hasButton(message, 'Submit for approval')),
    30_000,
  );

  await restarted();
  await cutAfterYes(() => alice.click(preview, 'Submit for approval'));
  bot.start();
  const card = await waitForCard(sandbox, /Waiting for approval/);

  await restarted();
  await cutAfterYes(() => bob.click(card, 'Approve'));
  expect(sandbox.wickr.oracle.effects).toEqual([]);
  bot.start();
  await finished(sandbox, card);

  await expectToldAsItHappened(sandbox, card, people);
  expectNothingDoubled(sandbox, card);
  expect(slack.notes).toEqual([]);
});
