import { afterEach, describe, expect, test } from 'vitest';
import { readableText } from '../../sandbox/slack/driver.ts';
import { ALICE, APPROVALS_CHANNEL, DAVE, GENERAL_CHANNEL } from '../../sandbox/slack/seed.ts';
import { failItems } from '../../sandbox/wickr/fault-catalogue.ts';
import { type BotInSandbox, startBotInSandbox, waitForCard } from '../support/bot-in-sandbox.ts';
import { approved, finished, ordinaryPeople, previewed, submitted, threadText } from '../support/journey.ts';

let running: BotInSandbox | null = null;
afterEach(async () => {
  await running?.stop();
  running = null;
});

const start = async (options: Parameters<typeof startBotInSandbox>[0]) => {
  running = await startBotInSandbox(options);
  return running.sandbox;
};

describe.each(['socket', 'http'] as const)('over %s', (delivery) => {
  test('two people are suspended after a second person approved, and the thread says who', async () => {
    const sandbox = await start({ delivery });
    const { slack, wickr } = sandbox;
    const alice = slack.as(ALICE);

    const preview = await previewed(sandbox, '/wickr suspend @erin @frank --reason "left the company"');
    expect(readableText(preview.blocks)).toContain('Erin Schmidt');
    expect(wickr.oracle.effects).toEqual([]);

    await alice.click(preview, 'Submit for approval');
    const card = await waitForCard(sandbox, /Waiting for approval/);
    await approved(sandbox, card);
    await finished(sandbox, card);

    await slack.waitFor('the report', () => slack.threadOf(card).find(({ text }) => /Succeeded/.test(text)));
    const thread = threadText(sandbox, card);
    expect(thread).toContain('Erin Schmidt');
    expect(thread).toContain('Frank Li');
    expect(wickr.oracle.effects.filter(({ changed }) => changed).length).toBe(2);
    expect(wickr.oracle.violations).toEqual([]);
    await slack.waitFor('word to the requester', () =>
      alice.directMessages().find(({ text }) => /[Ff]inished/.test(text)),
    );
    expect(slack.notes).toEqual([]);
  });

  test.each([51, 1_000])(
    '%i people, with all that can be wrong with some of them, end as the network shows them',
    async (count) => {
      const sandbox = await start({ delivery, extraPeople: count });
      const { slack, wickr } = sandbox;
      const alice = slack.as(ALICE);
      const people = ordinaryPeople(sandbox, count);
      const failing = people[7];
      if (!failing) throw new Error('too few people');
      wickr.faults.inject(failItems([failing.userId], 'User is locked'), Number.POSITIVE_INFINITY);
      const odd = [
        'irene.rossi@acme.example',
        'nobody@acme.example',
        'avery.admin@acme.example',
        'retention.bot',
        'carol.diaz@acme.example',
      ];

      const preview = await previewed(
        sandbox,
        `/wickr suspend ${[...people.map(({ username }) => username), ...odd].join(' ')} --reason "office closed"`,
      );
      expect(preview.text).toContain(count.toLocaleString('en'));
      await alice.click(preview, 'Submit for approval');
      const card = await waitForCard(sandbox, /Waiting for approval/);
      await approved(sandbox, card);
      const ended = await finished(sandbox, card);
      expect(ended.text).toContain('1 failed');

      const changed = wickr.oracle.effects.filter((effect) => effect.changed).map(({ userId }) => userId);
      expect(changed.toSorted()).toEqual(
        people
          .filter((person) => person !== failing)
          .map(({ userId }) => userId)
          .toSorted(),
      );
      expect(wickr.oracle.violations).toEqual([]);
      const csv = await slack.waitFor('the results as a file', () =>
        slack
          .threadOf(card)
          .flatMap(({ files }) => files)
          .find(({ name }) => /result/.test(name)),
      );
      const rows = Buffer.from(csv.bytes).toString('utf8').trim().split('\n');
      expect(rows.filter((row) => row.includes('succeeded')).length).toBe(count - 1);
      expect(rows.filter((row) => row.includes('User is locked')).length).toBe(1);
      await slack.waitFor('the failure in the thread', () =>
        slack.threadOf(card).find(({ text, blocks }) => `${text}${readableText(blocks)}`.includes('User is locked')),
      );
    },
  );
});

test('whoever asked cannot approve, and is told so privately', async () => {
  const sandbox = await start({});
  const { slack, wickr } = sandbox;
  const alice = slack.as(ALICE);
  const card = await submitted(sandbox, '/wickr suspend @erin --reason "left"');

  await alice.click(card, 'Approve');

  await slack.waitFor('the refusal', () =>
    alice.ephemerals().find(({ text }) => text.includes('somebody else has to decide')),
  );
  expect(slack.messagesIn(APPROVALS_CHANNEL).at(-1)?.text).toMatch(/Waiting for approval/);
  expect(wickr.oracle.effects).toEqual([]);
});

test('somebody without rights is refused before anything is looked up for them', async () => {
  const sandbox = await start({});
  const { slack } = sandbox;
  const dave = slack.as(DAVE);

  await dave.command(GENERAL_CHANNEL, '/wickr suspend @erin --reason "because"');

  await slack.waitFor('the refusal', () =>
    dave.ephemerals().find(({ text }) => text.includes('policy does not let you ask')),
  );
  expect(sandbox.wickr.oracle.calls).toEqual([]);
});

test('a request without a reason asks for one in a modal', async () => {
  const sandbox = await start({});
  const { slack } = sandbox;
  const alice = slack.as(ALICE);
  const preview = await previewed(sandbox, '/wickr suspend @erin');

  await alice.click(preview, 'Submit for approval');
  await slack.waitFor('the modal', () => alice.modal());
  const [reasonInput = ''] = alice.modalInputs();
  await alice.submit({ [reasonInput]: { type: 'plain_text_input', value: 'left the company' } });

  const card = await waitForCard(sandbox, /Waiting for approval/);
  expect(readableText(card.blocks)).toContain('left the company');
});

test('the same click delivered twice is one decision', async () => {
  const sandbox = await start({});
  const { slack, wickr, hub } = sandbox;
  const alice = slack.as(ALICE);
  const preview = await previewed(sandbox, '/wickr suspend @erin @frank --reason "left"');
  hub.faults.duplicate = 1;
  await alice.click(preview, 'Submit for approval');
  const card = await waitForCard(sandbox, /Waiting for approval/);
  hub.faults.duplicate = 1;
  await approved(sandbox, card);
  await finished(sandbox, card);

  expect(slack.messagesIn(APPROVALS_CHANNEL).length).toBe(1);
  expect(wickr.oracle.effects.filter(({ changed }) => changed).length).toBe(2);
});

test('no e-mail, name or token reaches the log', async () => {
  const sandbox = await start({});
  const card = await submitted(sandbox, '/wickr suspend @erin frank.li@acme.example --reason "left"');
  await approved(sandbox, card);
  await finished(sandbox, card);

  const log = running?.logged() ?? '';
  expect(log).toContain('A batch was called');
  for (const secret of [
    '@acme.example',
    'Schmidt',
    'Frank',
    ...Object.values(sandbox.env).filter((value) => /xox|xapp|wJalr/.test(value)),
  ]) {
    expect(log).not.toContain(secret);
  }
});
