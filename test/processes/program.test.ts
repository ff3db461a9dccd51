import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { type BotProcess, botProcess } from '../support/bot-process.ts';

let sandbox: Sandbox | null = null;
let bot: BotProcess | null = null;
afterEach(async () => {
  await bot?.cleanUp();
  await sandbox?.close();
});

const start = async (env: Readonly<Record<string, string>> = {}) => {
  sandbox = await startSandbox();
  bot = botProcess({ ...sandbox.env, ...env }, { callsPerSecond: 10 });
  return { sandbox, bot, child: bot.start() };
};

test('SIGTERM ends it cleanly', async () => {
  const running = await start();
  await running.sandbox.slack.waitFor('the bot to connect', () => running.sandbox.hub.connected());

  expect(await running.bot.terminate()).toBe(0);
  expect(running.bot.output()).toContain('Muster has stopped');
});

test('with a token that Slack refuses it says so and does not stay', async () => {
  const running = await start({ SLACK_BOT_TOKEN: 'xoxb-sandbox-wrong' });

  const [code] = await once(running.child, 'exit');

  expect(code).toBe(1);
  expect(running.bot.output()).toContain('invalid_auth');
  expect(running.bot.output()).not.toContain('xoxb-sandbox-wrong');
});

test('half-configured it does not start, and names every mistake at once', async () => {
  const running = await start({ SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '' });

  const [code] = await once(running.child, 'exit');

  expect(code).toBe(78);
  expect(running.bot.output()).toContain('SLACK_BOT_TOKEN');
  expect(running.bot.output()).toContain('SLACK_APP_TOKEN');
});

test('when Slack ends the connection for good, the process ends with the reason', async () => {
  const running = await start();
  await running.sandbox.slack.waitFor('the bot to connect', () => running.sandbox.hub.connected());
  const exit = once(running.child, 'exit');

  running.sandbox.slackFaults.set('invalid-auth', { count: 1_000 });
  running.sandbox.hub.refresh('link_disabled');

  const [code] = await exit;
  expect(code).toBe(1);
  expect(running.bot.output()).toContain('invalid_auth');
});
