import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { type Player, readableText } from '../../sandbox/slack/driver.ts';
import { BOT_USER_ID, type Message } from '../../sandbox/slack/records.ts';
import { ALICE, APPROVALS_CHANNEL, BOB, CAROL, DAVE } from '../../sandbox/slack/seed.ts';
import { failItems } from '../../sandbox/wickr/fault-catalogue.ts';
import { waitForCard } from '../support/bot-in-sandbox.ts';
import {
  approved,
  cardSaying,
  expectToldAsItHappened,
  finished,
  ordinaryPeople,
  previewed,
  submitted,
  suspendCommand,
  threadText,
  told,
} from '../support/journey.ts';
import { wellSpoken } from '../support/well-spoken.ts';

/** What those who decide do with a request, and what everybody reads of it. */

const QUINN = 'U0QUINN001';
const TWO_PEOPLE = '/wickr suspend @erin @frank --reason "left the company"';

/** Clicks, and answers what the person is then told privately. */
async function answerToClick({ slack }: Sandbox, player: Player, card: Message, button: string): Promise<string> {
  const before = player.ephemerals().length;
  await player.clickAsShown(card, button);
  return slack.waitFor(`an answer to ${button}`, () => player.ephemerals().slice(before).at(0)?.text);
}

function buttonsOf({ workspace }: Sandbox, { channel, ts }: Message): readonly string[] {
  const actions = workspace.find(channel, ts)?.blocks?.find(({ type }) => type === 'actions');
  return Array.isArray(actions?.['elements']) ? actions['elements'].map(({ text }) => text.text) : [];
}

const modalText = (player: Player): string => readableText(player.modal()?.view['blocks']);

/** Rejects as a person does: click, fill in why, submit. */
async function reject({ slack }: Sandbox, player: Player, card: Message, why: string): Promise<void> {
  await player.clickAsShown(card, 'Reject');
  await slack.waitFor('the question why', () => player.modalInputs().length === 1);
  const [input = ''] = player.modalInputs();
  await player.submit({ [input]: { type: 'plain_text_input', value: why } });
}

function changedPeople({ wickr }: Sandbox): readonly string[] {
  return wickr.oracle.effects.filter(({ changed }) => changed).map(({ userId }) => userId);
}

describe.concurrent.for(['socket', 'http'] as const)('over %s', (delivery) => {
  test('a request is rejected with a reason that the requester reads', () =>
    wellSpoken(
      async (sandbox) => {
        const { slack } = sandbox;
        const [alice, bob] = [slack.as(ALICE), slack.as(BOB)];
        const card = await submitted(sandbox, TWO_PEOPLE);

        await reject(sandbox, bob, card, 'Erin is back in *May* <!channel>');

        const rejected = await cardSaying(sandbox, card, /Rejected by <@U0BOB00001>/);
        const why = 'Rejected by <@U0BOB00001>: Erin is back in *May* &lt;!channel&gt;. Nobody was changed.';
        expect(rejected.text).toContain(why);
        expect(readableText(rejected.blocks)).toContain(why);
        expect(buttonsOf(sandbox, card)).toEqual([]);
        const notice = await slack.waitFor('word to the requester', () => alice.directMessages().at(0));
        expect(notice.text).toMatch(/^Suspend 2 people in acme-prod: Rejected by .*\|See the card>\.$/);
        expect(notice.text).toContain(why);
        await slack.waitFor('the end of the modal', () => modalText(bob).startsWith('The requester is told. Suspend'));
        expect(changedPeople(sandbox)).toEqual([]);
      },
      { delivery },
    ));
});

describe.concurrent('a waiting request', () => {
  test('is withdrawn by whoever asked, and by nobody else', () =>
    wellSpoken(async (sandbox) => {
      const card = await submitted(sandbox, TWO_PEOPLE);
      const alice = sandbox.slack.as(ALICE);

      expect(await answerToClick(sandbox, sandbox.slack.as(BOB), card, 'Withdraw')).toBe(
        'Only the person who asked can withdraw a request. Your click changed nothing.',
      );
      const before = alice.ephemerals().length;
      await alice.click(card, 'Withdraw');

      const withdrawn = await cardSaying(sandbox, card, /Withdrawn by <@U0ALICE001>\. Nobody was changed\./);
      expect(readableText(withdrawn.blocks)).not.toContain('Approve');
      await sandbox.slack.waitFor('the answer', () =>
        alice
          .ephemerals()
          .slice(before)
          .some(
            ({ text }) => text === 'Suspend 2 people in acme-prod: Withdrawn by <@U0ALICE001>. Nobody was changed.',
          ),
      );
      expect(await answerToClick(sandbox, sandbox.slack.as(BOB), card, 'Approve')).toMatch(
        /^This request was withdrawn by its requester\. Your click changed nothing\./,
      );
      expect(changedPeople(sandbox)).toEqual([]);
    }));

  test('is withdrawn from where it was submitted', () =>
    wellSpoken(async (sandbox) => {
      const alice = sandbox.slack.as(ALICE);
      const preview = await previewed(sandbox, TWO_PEOPLE);
      await alice.click(preview, 'Submit for approval');
      const card = await waitForCard(sandbox, /Waiting for approval/);
      await sandbox.slack.waitFor('the button', () => alice.hasButton(preview, 'Withdraw'));

      await alice.click(preview, 'Withdraw');

      await cardSaying(sandbox, card, /Withdrawn by/);
    }));

  test('is not decided by whoever has no right to, who is told so privately', () =>
    wellSpoken(async (sandbox) => {
      const { slack } = sandbox;
      const dave = slack.as(DAVE);
      const card = await submitted(sandbox, TWO_PEOPLE);
      const no = 'The policy does not let you decide on this request. Your click changed nothing.';

      expect(await answerToClick(sandbox, dave, card, 'Approve')).toBe(no);
      await dave.click(card, 'Reject');
      await slack.waitFor('the refusal', () => modalText(dave) === no);

      expect(dave.modalInputs()).toEqual([]);
      expect(slack.messagesIn(APPROVALS_CHANNEL)).toHaveLength(1);
      expect(slack.threadOf(card).map(({ text }) => text)).not.toContain(no);
      expect(sandbox.workspace.find(card.channel, card.ts)?.text).toContain('Waiting for approval: 0 of 1 given.');
    }));

  test('is not decided by a person of another workspace, whatever they may see', () =>
    wellSpoken(async (sandbox) => {
      const { workspace, slack } = sandbox;
      const channel = workspace.channels.get(APPROVALS_CHANNEL);
      if (!channel) throw new Error('There is no approvals channel');
      workspace.channels.set(APPROVALS_CHANNEL, { ...channel, members: new Set([...channel.members, QUINN]) });
      const card = await submitted(sandbox, TWO_PEOPLE);

      const answer = await answerToClick(sandbox, slack.as(QUINN), card, 'Approve');

      expect(answer).toBe('People of other workspaces cannot use Muster here.');
      expect(changedPeople(sandbox)).toEqual([]);
    }));

  test('that two approve at the same moment is decided once, and the slower one is told', () =>
    wellSpoken(async (sandbox) => {
      const { slack } = sandbox;
      const card = await submitted(sandbox, TWO_PEOPLE);

      const answers = await Promise.all(
        [BOB, CAROL].map((user) => answerToClick(sandbox, slack.as(user), card, 'Approve')),
      );

      const ended = await finished(sandbox, card);
      expect(answers.filter((answer) => answer.startsWith('Your approval counts.'))).toHaveLength(1);
      expect(answers.filter((answer) => answer.includes('Your click changed nothing.'))).toHaveLength(1);
      expect(readableText(ended.blocks).match(/Approved by/g)).toHaveLength(1);
      expect(changedPeople(sandbox)).toHaveLength(2);
    }));

  test('that needs two approvals gets them from two people', () =>
    wellSpoken(
      async (sandbox) => {
        const { slack } = sandbox;
        const card = await submitted(sandbox, TWO_PEOPLE);
        expect(card.text).toContain('Waiting for approval: 0 of 2 given.');
        expect(readableText(card.blocks)).toContain('Needs 2 approvals by others.');

        expect(await answerToClick(sandbox, slack.as(BOB), card, 'Approve')).toMatch(
          /^Your approval counts\. Suspend 2 people in acme-prod: Waiting for approval: 1 of 2 given\./,
        );
        await cardSaying(sandbox, card, /1 of 2 given/);
        expect(await answerToClick(sandbox, slack.as(BOB), card, 'Approve')).toMatch(
          /^You have already decided on this request\./,
        );
        expect(changedPeople(sandbox)).toEqual([]);
        await slack.as(CAROL).click(card, 'Approve');

        const ended = await finished(sandbox, card);
        expect(readableText(ended.blocks)).toMatch(/Approved by <@U0BOB00001>(.|\n)*Approved by <@U0CAROL001>/);
        expect(changedPeople(sandbox)).toHaveLength(2);
      },
      { yaml: (text) => text.replace('quorum: 1', 'quorum: 2') },
    ));

  test('that needs two approvals is over with one rejection', () =>
    wellSpoken(
      async (sandbox) => {
        const card = await submitted(sandbox, TWO_PEOPLE);
        await approved(sandbox, card);
        await cardSaying(sandbox, card, /1 of 2 given/);

        await reject(sandbox, sandbox.slack.as(CAROL), card, 'Not these two');

        const ended = await cardSaying(sandbox, card, /Rejected by <@U0CAROL001>: Not these two\./);
        expect(readableText(ended.blocks)).toContain('Approved by <@U0BOB00001>');
        expect(changedPeople(sandbox)).toEqual([]);
      },
      { yaml: (text) => text.replace('quorum: 1', 'quorum: 2') },
    ));

  test(
    'whose card cannot be posted is told to its requester, and its card comes when it can',
    { timeout: 40_000 },
    () =>
      wellSpoken(async (sandbox) => {
        const { workspace, slack } = sandbox;
        const alice = slack.as(ALICE);
        const channel = workspace.channels.get(APPROVALS_CHANNEL);
        if (!channel) throw new Error('There is no approvals channel');
        const without = new Set([...channel.members].filter((id) => id !== BOT_USER_ID));
        workspace.channels.set(APPROVALS_CHANNEL, { ...channel, members: without });
        await alice.click(await previewed(sandbox, TWO_PEOPLE), 'Submit for approval');

        const notice = await slack.waitFor('word to the requester', () => alice.directMessages().at(0));
        expect(notice.text).toContain(
          'the card cannot be posted in <#C0APPROVAL>, so nobody can approve it there yet.',
        );
        expect(slack.messagesIn(APPROVALS_CHANNEL)).toEqual([]);
        workspace.channels.set(APPROVALS_CHANNEL, channel);

        const card = await slack.waitFor('the card', () => slack.messagesIn(APPROVALS_CHANNEL).at(0), 30_000);
        await approved(sandbox, card);
        await finished(sandbox, card);
        expect(changedPeople(sandbox)).toHaveLength(2);
      }),
  );
});

describe.concurrent('an approved request', () => {
  test('is stopped during its run: calls under way end, the rest is left alone and told', () =>
    wellSpoken(
      async (sandbox) => {
        const { slack, wickr } = sandbox;
        const people = ordinaryPeople(sandbox, 500);
        const card = await submitted(sandbox, suspendCommand(people));
        wickr.behaviour.latencyMs = 400;
        await approved(sandbox, card);
        const running = await cardSaying(sandbox, card, /Running\./);
        expect(readableText(running.blocks)).toMatch(/[█░]{20} \d+ %/);

        expect(await answerToClick(sandbox, slack.as(DAVE), running, 'Stop')).toBe(
          'Only the requester and those who may decide on this request can stop it. Your click changed nothing.',
        );
        await slack.as(BOB).click(card, 'Stop');

        const stopped = await cardSaying(sandbox, card, /Stopped by <@U0BOB00001>/);
        const [, done = '', skipped = ''] =
          /Of 500 people: (\d+) suspended and (\d+) skipped\./.exec(stopped.text) ?? [];
        expect(Number(done) + Number(skipped)).toBe(500);
        expect(changedPeople(sandbox)).toHaveLength(Number(done));
        expect(readableText(stopped.blocks)).not.toContain('100 %');
        expect(buttonsOf(sandbox, card)).toEqual([]);
        const outcomes = await told(sandbox, card, people);
        expect([...outcomes.values()].filter((outcome) => outcome === 'skipped')).toHaveLength(Number(skipped));
        expect(
          [...outcomes]
            .filter(([, outcome]) => outcome === 'succeeded')
            .map(([id]) => id)
            .toSorted(),
        ).toEqual(changedPeople(sandbox).toSorted());
        await slack.waitFor('word to the requester', () =>
          slack
            .as(ALICE)
            .directMessages()
            .find(({ text }) => text.includes(`${done} suspended and ${skipped} skipped`)),
        );
      },
      { extraPeople: 500 },
    ));

  test('whose failures are retried leads to a request for exactly those, decided again', () =>
    wellSpoken(async (sandbox) => {
      const { slack, wickr } = sandbox;
      const people = ordinaryPeople(sandbox, 5);
      const failing = people.slice(1, 3);
      wickr.faults.inject(
        failItems(
          failing.map(({ userId }) => userId),
          'User is locked',
        ),
        Number.POSITIVE_INFINITY,
      );
      const card = await submitted(sandbox, suspendCommand(people));
      await approved(sandbox, card);
      await finished(sandbox, card);
      await expectToldAsItHappened(sandbox, card, people, new Map(failing.map((one) => [one, 'failed'])));
      expect(threadText(sandbox, card)).toContain('User is locked. (2 people)');
      wickr.faults.clear();

      const alice = slack.as(ALICE);
      const before = alice.ephemerals().length;
      await alice.click(card, 'Retry failed');
      const preview = await slack.waitFor('the preview', () => alice.ephemerals().slice(before).at(0));
      expect(preview.text).toContain('Suspend 2 people in acme-prod?');
      await alice.click(preview, 'Submit for approval');
      const again = await slack.waitFor('the second card', () => slack.messagesIn(APPROVALS_CHANNEL).at(1));
      expect(readableText(again.blocks)).toContain('repeats the failures of');
      expect(changedPeople(sandbox)).toHaveLength(3);
      await approved(sandbox, again);

      expect((await finished(sandbox, again)).text).toContain('Of 2 people: 2 suspended.');
      expect(changedPeople(sandbox).slice(3).toSorted()).toEqual(failing.map(({ userId }) => userId).toSorted());
      expect(buttonsOf(sandbox, again)).toEqual([]);
      const shown = sandbox.workspace.find(card.channel, card.ts);
      if (!shown) throw new Error('The first card is gone');
      expect(await answerToClick(sandbox, alice, shown, 'Retry failed')).toBe(
        'Nobody in acme-prod would be suspended. Nothing was stored and nobody is asked.',
      );
    }));

  test('has no buttons left once it has ended well, and old ones do nothing more', () =>
    wellSpoken(async (sandbox) => {
      const { slack } = sandbox;
      const card = await submitted(sandbox, TWO_PEOPLE);
      await approved(sandbox, card);
      await finished(sandbox, card);

      expect(buttonsOf(sandbox, card)).toEqual([]);
      for (const button of ['Approve', 'Withdraw']) {
        const user = button === 'Approve' ? CAROL : ALICE;
        expect(await answerToClick(sandbox, slack.as(user), card, button)).toMatch(
          /^This request has already finished\. Your click changed nothing\. Suspend 2 people in acme-prod: Finished/,
        );
      }
      await reject(sandbox, slack.as(CAROL), card, 'Too late, as it turns out');
      await slack.waitFor('the refusal', () =>
        modalText(slack.as(CAROL)).startsWith('This request has already finished. Your click changed nothing.'),
      );
      expect(changedPeople(sandbox)).toHaveLength(2);
    }));

  test.for(['socket', 'http'] as const)('lets people sign in again who were suspended, over %s', (delivery) =>
    wellSpoken(
      async (sandbox) => {
        const { wickr } = sandbox;
        const suspended = () =>
          [...(wickr.state.network('12345678')?.users.values() ?? [])]
            .filter(({ username }) => /^(irene|sasha)\./.test(username))
            .map((user) => user.suspended);
        expect(suspended()).toEqual([true, true]);

        const card = await submitted(
          sandbox,
          '/wickr unsuspend @irene sasha.suspended@acme.example @erin --reason "back from leave"',
        );
        expect(card.text).toContain('Unsuspend 2 people in acme-prod');
        await approved(sandbox, card);

        expect((await finished(sandbox, card)).text).toContain('Of 2 people: 2 unsuspended.');
        expect(suspended()).toEqual([false, false]);
      },
      { delivery },
    ),
  );
});
