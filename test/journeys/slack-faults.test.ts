import { describe, expect, test } from 'vitest';
import { ALICE, APPROVALS_CHANNEL, BOB } from '../../sandbox/slack/seed.ts';
import { type BotInSandbox, startBotInSandbox } from '../support/bot-in-sandbox.ts';
import {
  approved,
  cardSaying,
  carriedOut,
  expectNothingDoubled,
  expectToldAsItHappened,
  finished,
  ordinaryPeople,
  previewed,
  submitted,
  suspendCommand,
} from '../support/journey.ts';

/** Slack goes wrong while a request is under way. Each test has a bot and a workspace of its own. */

const TEST_MS = 60_000;
const RETRY_AFTER_S = 1;

/** Only once the bot has found what it posted without an answer is it settled that it will not post that again. */
const hasFound = (bot: BotInSandbox, posts: number) =>
  expect
    .poll(() => bot.logged().split('A post whose answer was lost had arrived').length - 1, { timeout: 30_000 })
    .toBe(posts);

describe.concurrent('card and thread end right, and nothing stands there twice', { timeout: TEST_MS }, () => {
  test.for([
    ['chat.postMessage', 'rate-limited', 3],
    ['chat.postMessage', 'rate-limited-silent', 1],
    ['chat.postMessage', 'lost-before', 2],
    ['chat.postMessage', 'error-500', 1],
    ['chat.postMessage', 'error-503-html', 1],
    ['chat.postMessage', 'platform-error:internal_error', 1],
    ['chat.update', 'rate-limited', 2],
    ['chat.update', 'lost-before', 1],
    ['chat.update', 'lost-after', 1],
    ['chat.update', 'error-500', 1],
    ['conversations.open', 'error-500', 1],
  ] as const)('when %s meets %s', async ([method, fault, count]) => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const people = ordinaryPeople(sandbox, 3);
    sandbox.slackFaults.set(fault, { method, count, retryAfterS: RETRY_AFTER_S });

    const card = await carriedOut(sandbox, people);

    await expectToldAsItHappened(sandbox, card, people);
    await sandbox.slack.waitFor('word to the requester', () =>
      sandbox.slack
        .as(ALICE)
        .directMessages()
        .find(({ text }) => text.includes('Finished')),
    );
    expectNothingDoubled(sandbox, card);
    expect(sandbox.webApi.calls.filter(({ faults }) => faults.includes(fault))).toHaveLength(count);
  });

  test('when every answer to a post is lost: card, thread, report and direct message', async () => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const people = ordinaryPeople(sandbox, 3);
    sandbox.slackFaults.set('lost-after', { method: 'chat.postMessage', count: Number.POSITIVE_INFINITY });

    const card = await carriedOut(sandbox, people);

    await expectToldAsItHappened(sandbox, card, people);
    await hasFound(bot, 5);
    expectNothingDoubled(sandbox, card);
    expect(sandbox.slack.threadOf(card)).toHaveLength(3);
    expect(sandbox.slack.as(ALICE).directMessages()).toHaveLength(1);
  });

  test.for([
    ['files.getUploadURLExternal', 'error-500'],
    ['files.getUploadURLExternal', 'rate-limited'],
    ['files.completeUploadExternal', 'lost-before'],
    ['files.completeUploadExternal', 'lost-after'],
    ['files.completeUploadExternal', 'error-500'],
  ] as const)('when an upload fails: %s meets %s', async ([method, fault]) => {
    await using bot = await startBotInSandbox({ extraPeople: 60 });
    const { sandbox } = bot;
    const people = ordinaryPeople(sandbox, 60);
    const card = await submitted(sandbox, suspendCommand(people));
    await sandbox.slack.waitFor('who exactly', () =>
      sandbox.slack.threadOf(card).find(({ files }) => files.length > 0),
    );
    sandbox.slackFaults.set(fault, { method, count: 1, retryAfterS: RETRY_AFTER_S });

    await approved(sandbox, card);
    await finished(sandbox, card);

    await expectToldAsItHappened(sandbox, card, people);
    if (fault === 'lost-after') await hasFound(bot, 1);
    expectNothingDoubled(sandbox, card);
    const names = sandbox.slack.threadOf(card).flatMap(({ files }) => files.map(({ name }) => name));
    expect(names).toHaveLength(2);
    expect(sandbox.webApi.calls.filter(({ faults }) => faults.includes(fault))).toHaveLength(1);
  });
});

describe.concurrent('while Slack cannot be asked about rights', { timeout: TEST_MS }, () => {
  test('an approval does not count, and the same click counts later', async () => {
    // So many that nobody looks at each of them at the preview, and Slack's answer about Bob is not known yet.
    const others = Array.from({ length: 40 }, (_, index) => `U0OTHER${index}`).join(', ');
    const yaml = (text: string) => text.replace('decide: [S0ITADMINS]', `decide: [S0ITADMINS, ${others}]`);
    await using bot = await startBotInSandbox({ yaml });
    const { sandbox } = bot;
    const { slack, wickr } = sandbox;
    const people = ordinaryPeople(sandbox, 3);
    const card = await submitted(sandbox, suspendCommand(people));
    sandbox.slackFaults.set('error-500', { count: Number.POSITIVE_INFINITY, method: 'usergroups.users.list' });
    sandbox.slackFaults.set('error-503-html', { count: Number.POSITIVE_INFINITY, method: 'users.info' });

    await approved(sandbox, card);
    await slack.waitFor('word to the approver', () =>
      slack
        .as(BOB)
        .ephemerals()
        .find(({ text }) => /Slack/.test(text)),
    );
    expect(slack.workspace.find(card.channel, card.ts)?.text).toMatch(/Waiting for approval/);
    expect(wickr.oracle.effects).toEqual([]);

    sandbox.slackFaults.clear();
    await approved(sandbox, card);
    await finished(sandbox, card);

    await expectToldAsItHappened(sandbox, card, people);
  });
});

describe.concurrent('the connection to Slack', { timeout: TEST_MS }, () => {
  test.for(['refresh', 'cut'] as const)(
    'ends with a %s amid a run: the run and the next command go on',
    async (how) => {
      await using bot = await startBotInSandbox();
      const { sandbox } = bot;
      const [erin, frank, grace] = ordinaryPeople(sandbox, 3);
      if (!erin || !frank || !grace) throw new Error('too few people');
      const card = await submitted(sandbox, suspendCommand([erin, frank]));
      sandbox.wickr.faults.set('throttle-wait', 1, { operations: 'mutations' });
      await approved(sandbox, card);
      await cardSaying(sandbox, card, /asked for a slower pace/);

      sandbox.hub[how]();
      await finished(sandbox, card);
      await expectToldAsItHappened(sandbox, card, [erin, frank]);
      await sandbox.slack.waitFor('the bot to come back', () => sandbox.hub.connected());

      await previewed(sandbox, suspendCommand([grace]));
    },
  );

  test('is turned away at first after a cut', async () => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const people = ordinaryPeople(sandbox, 2);
    const back = Promise.withResolvers<void>();
    sandbox.workspace.onChange((change) => (change.kind === 'bot' && change.connected ? back.resolve() : undefined));
    sandbox.hub.refuseNext = 2;

    sandbox.hub.cut();
    await back.promise;
    const card = await carriedOut(sandbox, people);

    expect(sandbox.hub.refuseNext).toBe(0);
    await expectToldAsItHappened(sandbox, card, people);
  });
});

describe.concurrent('what Slack delivers', { timeout: TEST_MS }, () => {
  test('twice is done once, from the command to the end', async () => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const { slack, hub } = sandbox;
    const people = ordinaryPeople(sandbox, 3);
    hub.faults.duplicate = Number.POSITIVE_INFINITY;

    const card = await carriedOut(sandbox, people);

    await expectToldAsItHappened(sandbox, card, people);
    expectNothingDoubled(sandbox, card);
    const alice = slack.as(ALICE);
    expect(alice.ephemerals().filter(({ text }) => text.includes('Suspend 3 people'))).toHaveLength(1);
    expect(slack.messagesIn(APPROVALS_CHANNEL)).toHaveLength(1);
  });

  test('late still counts', async () => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const people = ordinaryPeople(sandbox, 3);
    sandbox.hub.faults.delayMs = 1_500;

    const card = await carriedOut(sandbox, people);

    await expectToldAsItHappened(sandbox, card, people);
    expectNothingDoubled(sandbox, card);
    expect(sandbox.slack.notes).toEqual([]);
  });
});
