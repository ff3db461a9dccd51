import { expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { readableText } from '../../sandbox/slack/driver.ts';
import { ALICE, GENERAL_CHANNEL } from '../../sandbox/slack/seed.ts';
import { startBotInSandbox } from '../support/bot-in-sandbox.ts';
import { approved, finished } from '../support/journey.ts';
import { manyNamed } from '../support/pool.ts';
import { wellSpoken } from '../support/well-spoken.ts';

/** Who is meant in a user pool, and who is not: nothing is guessed that could be somebody else. */

const ANN = manyNamed('ann');

/** What only Alice sees in answer to a command. */
async function answered({ slack }: Sandbox, command: string, what: RegExp): Promise<string> {
  const alice = slack.as(ALICE);
  const before = alice.ephemerals().length;
  await alice.command(GENERAL_CHANNEL, command);
  return slack.waitFor(`an answer that says ${what}`, () => {
    const answers = alice.ephemerals().slice(before);
    const texts = answers.map(({ text, blocks }) => `${text}\n${readableText(blocks)}`);
    return texts.find((text) => what.test(text)) ?? null;
  });
}

test('what could mean somebody else is told and nobody is touched', () =>
  wellSpoken(
    async (sandbox) => {
      const says = (command: string, what: RegExp) => answered(sandbox, command, what);

      await says(
        '/genauth suspend --by phone 5550100123 --dry-run',
        /2 accounts have this phone: [0-9a-f]{24}, [0-9a-f]{24}/,
      );
      await says('/genauth suspend --by phone +15550100123 --dry-run', /without their country code/);
      await says('/genauth suspend --by custom_field x --dry-run', /--by takes one of user_id, email, phone/);
      await says('/genauth suspend una --dry-run', /no mention, e-mail or account id/);
      await says(`/genauth suspend ${ANN.userId} ann@acme.example --dry-run`, /named in different ways/);
      await says('/genauth invite --by username newcomer --dry-run', /Newcomers are named by their e-mail/);
      await says('/genauth suspend --group "Field" --dry-run', /--group/);
      // The same text is one person's username and another's external id.
      await says('/genauth suspend --by username una --dry-run', /Una Username/);
      await says('/genauth suspend --by external_id una --dry-run', /Otto Other/);
      // Named twice in different letters, and mentioned besides: one person.
      await says(
        '/genauth suspend --by email ERIN.SCHMIDT@acme.example erin.schmidt@acme.example @erin --dry-run',
        /Suspend 1 person/,
      );
      await says('/genauth suspend carol.diaz@acme.example --dry-run', /protected/);

      expect(sandbox.genauth.oracle.effects).toEqual([]);
    },
    { pool: { people: 60, named: [ANN] } },
  ));

test('those whom a rule selects are changed, and the log names nobody', async () => {
  await using bot = await startBotInSandbox({ pool: { people: 60, named: [ANN] } });
  const { sandbox } = bot;
  const { genauth, slack } = sandbox;
  const suspended = genauth.oracle.users().filter(({ status }) => status === 'Suspended');
  const alice = slack.as(ALICE);

  await answered(sandbox, '/genauth activate --suspended --reason "back"', /Submit for approval/);
  const preview = alice.ephemerals().find((message) => alice.hasButton(message, 'Submit for approval'));
  if (preview) await alice.click(preview, 'Submit for approval');
  const card = await slack.waitFor('the card', () => slack.messagesIn('C0APPROVAL').at(-1));
  await approved(sandbox, card);
  await finished(sandbox, card);

  const changed = genauth.oracle.effects.map(({ userId, kind }) => [userId, kind].join(' '));
  expect(changed.toSorted()).toEqual(suspended.map(({ userId }) => `${userId} activated`).toSorted());
  expect(bot.logged()).not.toMatch(/@acme\.example/);
  expect(bot.logged()).not.toContain(sandbox.env['GENAUTH_ACCESS_KEY_SECRET']);
});
