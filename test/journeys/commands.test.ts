import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { type Player, readableText } from '../../sandbox/slack/driver.ts';
import type { Message } from '../../sandbox/slack/records.ts';
import { ALICE, APPROVALS_CHANNEL, BOB, CAROL, DAVE, GENERAL_CHANNEL } from '../../sandbox/slack/seed.ts';
import { answerTo } from '../support/asking.ts';
import { waitForCard } from '../support/bot-in-sandbox.ts';
import { ordinaryPeople, previewed, submitted, suspendCommand } from '../support/journey.ts';
import { wellSpoken } from '../support/well-spoken.ts';

/** What a person types, and what they read before anybody is asked to approve. */

const typed = (value: string) => ({ type: 'plain_text_input', value });
const chosen = (value: string) => ({ type: 'static_select', selected_option: { value } });
const picked = (...users: readonly string[]) => ({ type: 'multi_users_select', selected_users: users });

const readable = ({ blocks }: Message): string => readableText(blocks);

function modalText(player: Player): string {
  return readableText(player.modal()?.view['blocks']);
}

function modalTitled({ slack }: Sandbox, player: Player, title: string): Promise<string> {
  return slack.waitFor(`a modal titled ${title}`, () =>
    JSON.stringify(player.modal()?.view['title'] ?? '').includes(`"${title}"`) ? modalText(player) : null,
  );
}

/** The form of `/wickr` alone, once it can be filled in. */
async function openForm(sandbox: Sandbox, player: Player): Promise<void> {
  await player.command(GENERAL_CHANNEL, '/wickr');
  await sandbox.slack.waitFor('the form', () => player.modalInputs().length > 0);
}

describe.concurrent('help', () => {
  test('lists what the asker may do, and nothing else', () =>
    wellSpoken(
      async (sandbox) => {
        const help = await answerTo(sandbox, sandbox.slack.as(ALICE), '/wickr help');

        expect(help.text).toBe(
          'With /wickr you can ask for: suspend. A second person approves before anything happens.',
        );
        expect(readable(help)).toContain(
          '`/wickr suspend @alice bob@example.com`\nThey are signed out and cannot sign in',
        );
        expect(readable(help)).not.toContain('unsuspend @alice');
      },
      { yaml: (text) => text.replace('operations: "*"', 'operations: [suspend]') },
    ));

  test('tells whoever may ask for nothing so, and what they can do', () =>
    wellSpoken(async (sandbox) => {
      const help = await answerTo(sandbox, sandbox.slack.as(DAVE), '/wickr help');

      expect(help.text).toBe(
        'You may not ask for changes in any AWS Wickr network through Muster. Whoever runs Muster can add you to its policy. `/wickr status` lists the requests you may decide on, if any.',
      );
    }));

  test.for([
    ['/wickr suspnd @erin', 'There is no “suspnd” here. Did you mean “suspend”?'],
    ['/wickr frobnicate @erin', 'There is no “frobnicate” here.'],
    ['/wickr suspend @erin --reson "left"', 'There is no option --reson. Did you mean --reason?'],
    ['/wickr suspend @erin --reason "left', 'A quotation mark is never closed.'],
    ['/wickr suspend --dry-run', 'Say whom to suspend: put mentions, user groups, e-mails or account ids'],
  ] as const)('comes with what was wrong with “%s”', ([command, problem]) =>
    wellSpoken(async (sandbox) => {
      const answer = await answerTo(sandbox, sandbox.slack.as(ALICE), command);

      expect(answer.text.startsWith(problem)).toBe(true);
      expect(answer.text).toContain(
        'With /wickr you can ask for: suspend, unsuspend, delete, invite, reinvite, reset-devices, move.',
      );
      expect(readable(answer)).toContain(`*${problem}`);
      expect(sandbox.wickr.oracle.calls).toEqual([]);
    }),
  );

  test('a directory that is not there is named beside those that are', () =>
    wellSpoken(async (sandbox) => {
      const answer = await answerTo(sandbox, sandbox.slack.as(ALICE), '/wickr suspend @erin --in acme-test');

      expect(answer.text).toContain('There is no directory “acme-test”');
      expect(answer.text).toContain('acme-prod');
    }));
});

describe.concurrent.for(['socket', 'http'] as const)('the form of /wickr alone, over %s', (delivery) => {
  test('leads through a preview to a card', () =>
    wellSpoken(
      async (sandbox) => {
        const alice = sandbox.slack.as(ALICE);
        await openForm(sandbox, alice);
        expect(modalText(alice)).toContain(
          'suspend: They are signed out and cannot sign in; account and data are kept.',
        );

        await alice.submit({
          operation: chosen('suspend'),
          directory: chosen('acme-prod'),
          people: picked('U0ERIN0001', DAVE),
          list: typed('frank.li@acme.example'),
          reason: typed('left the company'),
        });
        expect(modalText(alice)).toMatch(/^Looking up who you mean\. Nothing is changed yet\.|^Suspend 2 people/);

        const preview = await modalTitled(sandbox, alice, 'Preview');
        expect(preview).toContain('Suspend 2 people in acme-prod?');
        expect(preview).toContain('*Who exactly: 2 people*');
        expect(preview).toContain('Frank Li · frank.li@acme.example');
        expect(preview).toContain('left the company');
        // The picker sends an id only; a person wants to read who that is.
        expect(preview).toContain(`• @dave (${DAVE})`);
        expect(sandbox.slack.messagesIn(APPROVALS_CHANNEL)).toEqual([]);

        await alice.submit({});
        expect(await modalTitled(sandbox, alice, 'Submitted')).toContain(
          'Submitted for approval: Suspend 2 people in acme-prod.',
        );
        const card = await waitForCard(sandbox, /Waiting for approval/);
        expect(readable(card)).toContain('left the company');
        expect(sandbox.wickr.oracle.effects).toEqual([]);
      },
      { delivery },
    ));
});

describe.concurrent('the form', () => {
  test('says at each input what is wrong with it', () =>
    wellSpoken(
      async (sandbox) => {
        const alice = sandbox.slack.as(ALICE);
        await openForm(sandbox, alice);
        const what = { operation: chosen('suspend'), directory: chosen('acme-prod') };

        await alice.submit({ ...what, reason: typed('left') });
        await alice.submit({ ...what, people: picked('U0ERIN0001'), reason: typed('   ') });
        await alice.submit({ ...what, list: typed('frank.li@acme.example\nhello there'), reason: typed('left') });
        await alice.submit({ ...what, people: picked('U0ERIN0001') });

        expect(alice.modalInputs()).not.toEqual([]);
        expect(sandbox.wickr.oracle.calls).toEqual([]);
      },
      {
        notes: [
          { errors: { people: 'Please choose somebody here, name them by e-mail or account id, or attach a file.' } },
          { errors: { reason: 'Please say why: whoever approves reads it.' } },
          { errors: { list: '“hello”: This is no mention, e-mail or account id.' } },
          // Slack itself asks for what is not optional.
          { errors: { reason: 'Please complete this required field.' } },
        ],
      },
    ));

  test('says so when there is nothing to do', () =>
    wellSpoken(async (sandbox) => {
      const alice = sandbox.slack.as(ALICE);
      await openForm(sandbox, alice);

      await alice.submit({
        operation: chosen('suspend'),
        directory: chosen('acme-prod'),
        people: picked('U0IRENE001'),
        reason: typed('left'),
      });

      const text = await modalTitled(sandbox, alice, 'Nothing to do');
      expect(text).toContain('Nobody in acme-prod would be suspended. Nothing was stored and nobody is asked.');
      expect(text).toContain('This account is already suspended. (1 person)\n• Irene Rossi');
    }));

  test('is not offered to whoever may ask for nothing', () =>
    wellSpoken(async (sandbox) => {
      const dave = sandbox.slack.as(DAVE);

      await dave.command(GENERAL_CHANNEL, '/wickr');

      await sandbox.slack.waitFor('the refusal', () => modalText(dave).includes('You may not ask for changes'));
      expect(dave.modalInputs()).toEqual([]);
    }));
});

describe.concurrent('status', () => {
  test('lists a person’s requests and those that wait for them, and shows one by the start of its id', () =>
    wellSpoken(async (sandbox) => {
      const [alice, bob, dave] = [ALICE, BOB, DAVE].map((user) => sandbox.slack.as(user));
      if (!alice || !bob || !dave) throw new Error('nobody');
      const none = 'You have no requests yet, and none waits for you.';
      expect((await answerTo(sandbox, alice, '/wickr status')).text).toContain(none);
      const card = await submitted(sandbox, '/wickr suspend @erin --reason "left"');
      const [, id = ''] = /Request `([0-9a-f-]{36})`/.exec(readable(card)) ?? [];

      for (const player of [alice, bob]) {
        const list = await answerTo(sandbox, player, '/wickr status');
        expect(readable(list)).toContain('Suspend 1 person in acme-prod');
        expect(readable(list)).toContain(id);
      }
      expect((await answerTo(sandbox, dave, '/wickr status')).text).toContain(none);

      const one = await answerTo(sandbox, alice, `/wickr status ${id.slice(0, 13)}`);
      expect(one.text).toContain('Waiting for approval: 0 of 1 given.');
      expect(readable(one)).toMatch(/<http[^|]+\|See the card>/);
      for (const [player, text] of [
        [alice, '/wickr status 0000'],
        [dave, `/wickr status ${id}`],
      ] as const) {
        expect((await answerTo(sandbox, player, text)).text).toBe(
          'There is no such request that you may see. `/wickr status` lists your latest ones.',
        );
      }
    }));
});

describe.concurrent('a preview', () => {
  test('of a dry run has nothing to submit and leaves nothing behind', () =>
    wellSpoken(async (sandbox) => {
      const alice = sandbox.slack.as(ALICE);

      const preview = await answerTo(sandbox, alice, '/wickr suspend @erin @frank --dry-run');

      expect(preview.text).toContain('Suspend 2 people in acme-prod? 2 people will be suspended.');
      expect(preview.text).toContain('Erin Schmidt and Frank Li');
      expect(readable(preview)).toContain('A dry run: it cannot be submitted.');
      expect(readable(preview)).toContain('*Reason*\nnone given');
      expect(JSON.stringify(preview.blocks)).not.toContain('"button"');
      expect((await answerTo(sandbox, alice, '/wickr status')).text).toContain('You have no requests yet');
    }));

  test('takes a user group for its people, and never everyone in a channel', () =>
    wellSpoken(async (sandbox) => {
      const preview = await previewed(sandbox, '/wickr suspend @leavers @channel @here @nobody #general');

      expect(preview.text).toContain('3 people will be suspended');
      const text = readable(preview);
      for (const name of ['Erin Schmidt', 'Frank Li', 'Grace Novak']) expect(text).toContain(`• ${name}`);
      expect(text).toContain('This would mean everyone in a channel. Name the people or a user group. (2)');
      expect(text).toContain('• @channel\n• @here');
      expect(text).toContain('This user group has no members. (1)\n• @nobody');
    }));

  test('tells of everybody who cannot be changed why, and keeps namesakes apart', () =>
    wellSpoken(async (sandbox) => {
      const text = readable(
        await previewed(
          sandbox,
          '/wickr suspend @paul @nina @reminder @quinn @mia @karen @lars @irene @alice @jonas @ghost retention.bot carol.diaz@acme.example pip.pending@acme.example mika.mystery@acme.example robin.twin@acme.example --reason "left"',
        ),
      );

      expect(text).toContain('• Karen Singh · karen.singh@acme.example');
      expect(text).toContain('• Lars Holm · lars.holm@acme.example');
      for (const told of [
        'This Slack account is deactivated. Use the e-mail or the account id. (1)\n• @paul',
        'This is a guest in Slack. Use the e-mail or the account id. (1)\n• @nina',
        'This is an app or a bot in Slack, not a person. (1)\n• @reminder',
        'This person belongs to another Slack workspace. Use the e-mail or the account id. (1)\n• @quinn',
        'Slack shows no usable e-mail for this person. Use the e-mail or the account id. (1)\n• @mia',
        'This account is already suspended. (1 person)\n• Irene Rossi',
        'This is an administrator of the network. (1 person)\n• Alice Moreau',
        'The directory has no such account. (1)\n• @jonas',
        'Slack did not recognise this name. Pick the person from the list while typing, or use the e-mail. (1)\n• @ghost',
        'This account is protected: nobody may change it through Muster. (1 person)\n• Carol Diaz',
        'The invitation was not accepted yet, so there is no sign-in to suspend. (1)\n• pip.pending@acme.example',
        'Wickr does not say whether this member is active or still invited. (1)\n• mika.mystery@acme.example',
      ]) {
        expect(text).toContain(told);
      }
      expect(text).toMatch(/2 accounts have this e-mail: \d+, \d+\. Name the one you mean by its id\. \(1\)/);
    }));

  test('takes e-mail, account id and mention of one person for one person', () =>
    wellSpoken(async (sandbox) => {
      const [erin] = [...(sandbox.wickr.state.network('12345678')?.users.values() ?? [])].filter(
        ({ username }) => username === 'erin.schmidt@acme.example',
      );

      const preview = await previewed(
        sandbox,
        `/wickr suspend @erin ERIN.Schmidt@acme.example ${erin?.userId} @leavers erin.schmidt@acme.example`,
      );

      expect(preview.text).toContain('Suspend 3 people in acme-prod? 3 people will be suspended.');
      expect(readable(preview).match(/Erin Schmidt/g)).toHaveLength(1);
    }));

  test('of people who are all suspended already asks nobody', () =>
    wellSpoken(async (sandbox) => {
      const answer = await answerTo(
        sandbox,
        sandbox.slack.as(ALICE),
        '/wickr suspend @irene sasha.suspended@acme.example --reason "left"',
      );

      expect(answer.text).toBe('Nobody in acme-prod would be suspended. Nothing was stored and nobody is asked.');
      expect(readable(answer)).toContain('This account is already suspended. (2 people)');
      expect(sandbox.slack.messagesIn(APPROVALS_CHANNEL)).toEqual([]);
    }));

  test('of a pasted spreadsheet of 3,000 people names every one of them', () =>
    wellSpoken(
      async (sandbox) => {
        const rows = Array.from({ length: 3_000 }, (_, index) => {
          const number = String(index + 1).padStart(4, '0');
          return `"Doe, Jane (IT)"\tperson${number}@acme.example\tSales`;
        });

        const preview = await previewed(sandbox, `/wickr suspend --reason "office closed"\n${rows.join('\n')}`);

        expect(preview.text).toContain('Suspend 3,000 people in acme-prod? 3,000 people will be suspended.');
        expect(readable(preview)).toContain('*Who exactly: 1 to 20 of 3,000 people*');
        expect(readable(preview)).not.toContain('Left out');
      },
      { extraPeople: 3_000 },
    ));

  test('never lets one reason hide behind the people of another', () =>
    wellSpoken(async (sandbox) => {
      const strangers = Array.from({ length: 200 }, (_, index) => `stranger${index}@acme.example`);

      const preview = await previewed(sandbox, `/wickr suspend @erin ${strangers.join(' ')} carol.diaz@acme.example`);

      const text = readable(preview);
      expect(text).toContain('The directory has no such account. (200)\n• stranger0@acme.example');
      expect(text).toMatch(/… and 1\d\d more/);
      expect(text).toContain(
        'This account is protected: nobody may change it through Muster. (1 person)\n• Carol Diaz',
      );
    }));

  test.for(['socket', 'http'] as const)('of 60 people is turned page by page, over %s', (delivery) =>
    wellSpoken(
      async (sandbox) => {
        const alice = sandbox.slack.as(ALICE);
        const people = ordinaryPeople(sandbox, 60);
        const preview = await previewed(sandbox, suspendCommand(people));
        const shows = (span: string) =>
          sandbox.slack.waitFor(`the page ${span}`, () => {
            const now = sandbox.workspace.find(preview.channel, preview.ts);
            return now && readable(now).includes(`*Who exactly: ${span} of 60 people*`) ? now : null;
          });
        const named = (page: Message) => [...readable(page).matchAll(/^• .* · (\d+)$/gm)].map(([, id]) => id);

        const pages = [await shows('1 to 20')];
        expect(alice.hasButton(preview, 'Previous')).toBe(false);
        await alice.click(preview, 'Next');
        pages.push(await shows('21 to 40'));
        await alice.click(preview, 'Next');
        pages.push(await shows('41 to 60'));
        expect(alice.hasButton(preview, 'Next')).toBe(false);

        expect(pages.flatMap(named)).toEqual(people.map(({ userId }) => userId));
        await alice.click(preview, 'Previous');
        await shows('21 to 40');
        await alice.click(preview, 'Submit for approval');
        expect((await waitForCard(sandbox, /Waiting/)).text).toContain('Suspend 60 people');
      },
      { delivery, extraPeople: 60 },
    ),
  );

  test('that is cancelled is gone for good', () =>
    wellSpoken(async (sandbox) => {
      const alice = sandbox.slack.as(ALICE);
      const preview = await previewed(sandbox, '/wickr suspend @erin --reason "left"');

      await alice.click(preview, 'Cancel');
      await sandbox.slack.waitFor('the end', () =>
        sandbox.workspace
          .find(preview.channel, preview.ts)
          ?.text.startsWith('Suspend 1 person in acme-prod: Cancelled before it was submitted. Nobody was changed.'),
      );
      await alice.clickAsShown(preview, 'Submit for approval');

      await sandbox.slack.waitFor('the refusal', () =>
        sandbox.workspace
          .find(preview.channel, preview.ts)
          ?.text.startsWith('This preview was cancelled. Your click changed nothing.'),
      );
      expect(sandbox.slack.messagesIn(APPROVALS_CHANNEL)).toEqual([]);
    }));

  test('that is submitted twice is one request, and says twice that it was submitted', () =>
    wellSpoken(async (sandbox) => {
      const alice = sandbox.slack.as(ALICE);
      const preview = await previewed(sandbox, '/wickr suspend @erin --reason "left"');
      const answers: string[] = [];
      sandbox.workspace.onChange((change) => {
        if (change.kind === 'message' && change.message.ts === preview.ts) answers.push(change.message.text);
      });

      await Promise.all([
        alice.clickAsShown(preview, 'Submit for approval'),
        alice.clickAsShown(preview, 'Submit for approval'),
      ]);
      await sandbox.slack.waitFor('both answers', () => answers.length === 2);

      for (const answer of answers)
        expect(answer).toMatch(/^Submitted for approval: Suspend 1 person in acme-prod\. <http/);
      expect(alice.hasButton(preview, 'Withdraw')).toBe(true);
      expect(sandbox.slack.messagesIn(APPROVALS_CHANNEL)).toHaveLength(1);
    }));

  test('is nobody else’s to submit', () =>
    wellSpoken(async (sandbox) => {
      const preview = await previewed(sandbox, '/wickr suspend @erin --reason "left"');
      const carol = sandbox.slack.as(CAROL);

      await carol.clickAsShown(preview, 'Submit for approval');

      await sandbox.slack.waitFor('the refusal', () =>
        sandbox.workspace
          .find(preview.channel, preview.ts)
          ?.text.includes('This request does not exist here, or you may not see it.'),
      );
      expect(sandbox.slack.messagesIn(APPROVALS_CHANNEL)).toEqual([]);
    }));
});
