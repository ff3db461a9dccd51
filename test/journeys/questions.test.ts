import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { type Player, readableText } from '../../sandbox/slack/driver.ts';
import { BOT_USER_ID, type Message } from '../../sandbox/slack/records.ts';
import { ALICE, APPROVALS_CHANNEL, BOB, CAROL, DAVE, GENERAL_CHANNEL } from '../../sandbox/slack/seed.ts';
import { unameOf } from '../../sandbox/wickr/operations/user.ts';
import type { WickrUser } from '../../sandbox/wickr/state.ts';
import { COMPOSE } from '../../src/slack/blocks/compose-modal.ts';
import { answerTo, readable } from '../support/asking.ts';
import { startBotInSandbox, waitForCard } from '../support/bot-in-sandbox.ts';
import { approved, finished, ordinaryPeople, previewed, submitted } from '../support/journey.ts';
import { readCsv } from '../support/read-csv.ts';
import { wellSpoken } from '../support/well-spoken.ts';

/** What changes nothing and needs nobody's approval, and is for that reason told to nobody but the asker. */

const NETWORK = '12345678';
const HENRY = 'U0HENRY001';

function userNamed({ wickr }: Sandbox, username: string): WickrUser {
  const found = [...(wickr.state.network(NETWORK)?.users.values() ?? [])].find((user) => user.username === username);
  if (!found) throw new Error(`There is no ${username}`);
  return found;
}

const idsOf = (people: readonly WickrUser[]): readonly string[] => people.map(({ userId }) => userId).toSorted();

function changedIn({ wickr }: Sandbox): readonly string[] {
  return wickr.oracle.effects
    .filter(({ changed }) => changed)
    .map(({ userId }) => userId)
    .toSorted();
}

function onlyFile(player: Player): Message['files'][number] {
  const [file, another] = player.directMessages().flatMap(({ files }) => files);
  if (!file || another) throw new Error('Not one file');
  return file;
}

/** Everything of the bot's that anybody but this person can see. */
function seenByOthers({ workspace }: Sandbox, asker: string): string {
  return [...workspace.users.keys()]
    .filter((user) => user !== asker && user !== BOT_USER_ID)
    .flatMap((user) => workspace.visibleTo(user))
    .filter(({ user }) => user === BOT_USER_ID)
    .map((message) => `${readable(message)} ${message.files.map(({ name }) => name).join(' ')}`)
    .join('\n');
}

describe.concurrent('lookup', () => {
  test('tells the asker, and nobody else, what the network knows of people however they are named', () =>
    wellSpoken(async (sandbox) => {
      const alice = sandbox.slack.as(ALICE);
      const [frank, grace, henry] = ['frank.li', 'grace.novak', 'henry.osei'].map((name) =>
        userNamed(sandbox, `${name}@acme.example`),
      );
      if (!frank || !grace || !henry) throw new Error('nobody');

      const answer = await answerTo(
        sandbox,
        alice,
        `/wickr lookup @erin FRANK.Li@acme.example ${grace.userId} ${unameOf(henry.username)} nobody@acme.example`,
      );

      const text = readable(answer);
      expect(text).toContain('Found 4 of 5 people in acme-prod.');
      for (const { firstName, lastName, username, userId } of [
        userNamed(sandbox, 'erin.schmidt@acme.example'),
        frank,
        grace,
        henry,
      ]) {
        expect(text).toContain(`${firstName} ${lastName} · ${username} · ${userId}`);
      }
      expect(text).toContain('nobody@acme.example: There is no such account in this network.');
      expect(answer.ephemeralTo).toBe(ALICE);
      expect(seenByOthers(sandbox, ALICE)).toBe('');
      expect(alice.directMessages()).toEqual([]);
      expect(sandbox.wickr.oracle.effects).toEqual([]);
    }));

  test('says of a hash that is none of this network’s that it is none', () =>
    wellSpoken(async (sandbox) => {
      const hash = unameOf('somebody.else@acme.example');

      const answer = await answerTo(sandbox, sandbox.slack.as(ALICE), `/wickr lookup ${hash}`);

      expect(answer.text).toContain('Found 0 of 1 person in acme-prod.');
      expect(answer.text).toContain('This is no username hash of this network.');
    }));

  test('of 10 people is a message', () =>
    wellSpoken(async (sandbox) => {
      const alice = sandbox.slack.as(ALICE);
      const people = ordinaryPeople(sandbox, 10);

      const answer = await answerTo(sandbox, alice, `/wickr lookup ${people.map((one) => one.username).join(' ')}`);

      for (const { userId } of people) expect(readable(answer)).toContain(userId);
      expect(alice.directMessages()).toEqual([]);
    }));

  /** Among them two ids that are one number to a spreadsheet. */
  const manyPeople = (sandbox: Sandbox): readonly WickrUser[] => [
    ...ordinaryPeople(sandbox, 20),
    ...['zia.zero@acme.example', 'zed.zero@acme.example'].map((name) => userNamed(sandbox, name)),
  ];
  const TWIN = 'robin.twin@acme.example';

  test('of more is a file for the asker alone, whose ids mean exactly the accounts that were found', () =>
    wellSpoken(async (sandbox) => {
      const alice = sandbox.slack.as(ALICE);
      const people = [...manyPeople(sandbox), userNamed(sandbox, TWIN)];

      const answer = await answerTo(sandbox, alice, `/wickr lookup ${idsOf(people).join(' ')} nobody@acme.example`);
      expect(answer.text).toContain('Found 23 of 24 people in acme-prod.');
      for (const { lastName } of people) expect(readable(answer)).not.toContain(lastName);
      const { bytes } = onlyFile(alice);
      expect(seenByOthers(sandbox, ALICE)).toBe('');

      const [header = [], ...rows] = readCsv(Buffer.from(bytes).toString('utf8'));
      const column = header.indexOf('account id');
      const ids = rows.flatMap((row) => (row[column] ? [row[column]] : []));
      expect(ids.toSorted()).toEqual(idsOf(people));
      const card = await submitted(sandbox, `/wickr suspend ${ids.join(' ')} --reason "office closed"`);
      await approved(sandbox, card);
      await finished(sandbox, card);
      expect(changedIn(sandbox)).toEqual(idsOf(people));
    }));

  test('as a file can be given back whole, also for whoever shares an e-mail with another account', () =>
    wellSpoken(async (sandbox) => {
      const alice = sandbox.slack.as(ALICE);
      const people = manyPeople(sandbox);
      const twin = userNamed(sandbox, TWIN);
      await answerTo(sandbox, alice, `/wickr lookup ${idsOf([...people, twin]).join(' ')}`);
      const { name, bytes } = onlyFile(alice);

      const card = await submittedAsFile(sandbox, name, bytes, new RegExp(`${people.length + 1} people`));
      await approved(sandbox, card);
      await finished(sandbox, card);

      expect(changedIn(sandbox)).toEqual(idsOf([...people, twin]));
    }));

  test.for([
    ['whoever the policy does not name', DAVE, (text: string) => text],
    [
      'whoever may ask for something else only',
      ALICE,
      (text: string) => text.replace('operations: "*"', 'operations: [suspend]'),
    ],
  ] as const)('is refused to %s, before anybody is looked up', ([, asker, yaml]) =>
    wellSpoken(
      async (sandbox) => {
        const before = sandbox.wickr.oracle.calls.length;

        const answer = await answerTo(sandbox, sandbox.slack.as(asker), '/wickr lookup erin.schmidt@acme.example');

        expect(answer.text).toMatch(/^The policy does not let you look people up in acme-prod\./);
        expect(sandbox.wickr.oracle.calls.length).toBe(before);
      },
      { yaml },
    ),
  );

  test('leaves nothing personal in the log', async () => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const people = ordinaryPeople(sandbox, 12);
    const hash = unameOf('henry.osei@acme.example');

    for (const named of [`@erin FRANK.Li@acme.example ${hash}`, people.map(({ username }) => username).join(' ')]) {
      await answerTo(sandbox, sandbox.slack.as(ALICE), `/wickr lookup ${named} nobody@acme.example`);
    }

    const log = bot.logged();
    expect(log).toContain('People were looked up');
    const personal = ['acme.example', 'Schmidt', 'Frank', hash, ...people.flatMap((one) => [one.lastName, one.userId])];
    expect(personal.filter((word) => log.includes(word))).toEqual([]);
  });
});

/** The form with a file, through a preview that says `shown`, to the card. */
async function submittedAsFile(sandbox: Sandbox, name: string, bytes: Uint8Array, shown: RegExp): Promise<Message> {
  const alice = sandbox.slack.as(ALICE);
  await alice.command(GENERAL_CHANNEL, '/wickr');
  await sandbox.slack.waitFor('the form', () => alice.modalInputs().length > 0);
  await alice.submit({
    [COMPOSE.operation]: { type: 'static_select', selected_option: { value: 'suspend' } },
    [COMPOSE.directory]: { type: 'static_select', selected_option: { value: 'acme-prod' } },
    [COMPOSE.file]: alice.attach(name, bytes),
    [COMPOSE.reason]: { type: 'plain_text_input', value: 'office closed' },
  });
  await sandbox.slack.waitFor('the preview', () => shown.test(readableText(alice.modal()?.view['blocks'])));
  await alice.submit({});
  return waitForCard(sandbox, /Waiting for approval/);
}

const NONE = 'No request that you may see fits this.';
/** Henry may ask for suspensions only, and decide on nothing. */
const withHenry = (text: string): string => `${text.trimEnd()}
    - directories: [acme-prod]
      operations: [suspend]
      ask: [${HENRY}]
      decide: [${ALICE}, ${BOB}]
`;

describe.concurrent('history', () => {
  /** Alice's suspension of Erin, which was carried out, and her request to let Irene in again, which waits. */
  const twoRequests = async (sandbox: Sandbox): Promise<void> => {
    const card = await submitted(sandbox, '/wickr suspend @erin --reason "left"');
    await approved(sandbox, card);
    await finished(sandbox, card);
    await submitted(sandbox, '/wickr unsuspend @irene --reason "back"');
  };
  const SUSPENDED = 'Suspend 1 person in acme-prod';
  const UNSUSPENDED = 'Unsuspend 1 person in acme-prod';

  test('lists what was asked for, newest first, privately, and what came of it', () =>
    wellSpoken(async (sandbox) => {
      await twoRequests(sandbox);
      await previewed(sandbox, '/wickr suspend @frank --reason "only looked at"');

      const answer = await answerTo(sandbox, sandbox.slack.as(ALICE), '/wickr history');

      expect(answer.text.match(/(Unsuspend|Suspend) 1 person in acme-prod/g)).toEqual([UNSUSPENDED, SUSPENDED]);
      expect(readable(answer)).toMatch(/<http[^|]+\|See the card>/);
      expect(answer.ephemeralTo).toBe(ALICE);
    }));

  test('of a person, however they are named, is what was asked about them', () =>
    wellSpoken(async (sandbox) => {
      const alice = sandbox.slack.as(ALICE);
      const erin = userNamed(sandbox, 'erin.schmidt@acme.example');
      await twoRequests(sandbox);

      for (const named of ['@erin', 'ERIN.Schmidt@acme.example', erin.userId]) {
        const answer = await answerTo(sandbox, alice, `/wickr history --about ${named}`);
        expect(readable(answer)).toContain(SUSPENDED);
        expect(readable(answer)).not.toContain(UNSUSPENDED);
        expect(readable(answer)).toContain(`Asked for by <@${ALICE}>. “left”`);
        expect(readable(answer)).toContain(`Approved by <@${BOB}>.`);
        expect(readable(answer)).toMatch(/Suspended, <!date[^>]*>\./);
        expect(readable(answer)).toContain('Before: active, not suspended.');
      }
      expect((await answerTo(sandbox, alice, '/wickr history --about @frank')).text).toBe(NONE);
    }));

  test('of a directory or since a day is no more than that', () =>
    wellSpoken(async (sandbox) => {
      const alice = sandbox.slack.as(ALICE);
      await twoRequests(sandbox);
      const dayAfterTomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);

      for (const some of ['--in acme-prod', '--since 1d', '--since 2026-01-01', '--since 2w --about @erin']) {
        expect(readable(await answerTo(sandbox, alice, `/wickr history ${some}`))).toContain(SUSPENDED);
      }
      for (const none of ['--in acme-lab', `--since ${dayAfterTomorrow}`]) {
        expect((await answerTo(sandbox, alice, `/wickr history ${none}`)).text).toBe(NONE);
      }
      const unclear = await answerTo(sandbox, alice, '/wickr history --since yesterday');
      expect(unclear.text).toContain('--since needs a day or a length of time');
    }));

  test('shows others’ requests to those who may ask for or decide on the same, and --mine to nobody else', () =>
    wellSpoken(
      async (sandbox) => {
        const [bob, carol, henry, dave] = [BOB, CAROL, HENRY, DAVE].map((user) => sandbox.slack.as(user));
        if (!bob || !carol || !henry || !dave) throw new Error('nobody');
        await twoRequests(sandbox);

        for (const player of [bob, carol]) {
          const answer = readable(await answerTo(sandbox, player, '/wickr history'));
          expect(answer).toContain(`*${SUSPENDED}*`);
          expect(answer).toContain(`*${UNSUSPENDED}*`);
          expect((await answerTo(sandbox, player, '/wickr history --mine')).text).toBe(NONE);
        }
        const henrys = readable(await answerTo(sandbox, henry, '/wickr history'));
        expect(henrys).toContain(`*${SUSPENDED}*`);
        expect(henrys).not.toContain(`*${UNSUSPENDED}*`);
        for (const some of ['', '--about @erin', '--in acme-prod']) {
          expect((await answerTo(sandbox, dave, `/wickr history ${some}`)).text).toBe(NONE);
        }
      },
      { yaml: withHenry },
    ));
});

describe.concurrent('status', () => {
  test('tells what became of a request, to whoever may see it', () =>
    wellSpoken(
      async (sandbox) => {
        const card = await submitted(sandbox, '/wickr suspend @erin @frank --reason "left"');
        const [, id = ''] = /Request `([0-9a-f-]{36})`/.exec(readable(card)) ?? [];
        await approved(sandbox, card);
        await finished(sandbox, card);

        for (const user of [ALICE, BOB, HENRY]) {
          const answer = await answerTo(sandbox, sandbox.slack.as(user), `/wickr status ${id}`);
          expect(readable(answer)).toContain('2 suspended');
          expect(answer.ephemeralTo).toBe(user);
        }
        expect((await answerTo(sandbox, sandbox.slack.as(DAVE), `/wickr status ${id}`)).text).toContain(
          'There is no such request that you may see.',
        );
      },
      { yaml: withHenry },
    ));

  test('of a draft is its author’s alone', () =>
    wellSpoken(async (sandbox) => {
      const preview = await previewed(sandbox, '/wickr suspend @erin --reason "left"');
      const [, id = ''] = /"value":"([0-9a-f-]{36}):/.exec(JSON.stringify(preview.blocks)) ?? [];
      expect(id).not.toBe('');

      const mine = await answerTo(sandbox, sandbox.slack.as(ALICE), `/wickr status ${id}`);
      const bobs = await answerTo(sandbox, sandbox.slack.as(BOB), `/wickr status ${id}`);

      expect(mine.text).toContain('Suspend 1 person in acme-prod');
      expect(bobs.text).toContain('There is no such request that you may see.');
      expect(sandbox.slack.messagesIn(APPROVALS_CHANNEL)).toEqual([]);
    }));
});
