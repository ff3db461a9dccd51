import { expect, test } from 'vitest';
import { readableText } from '../../sandbox/slack/driver.ts';
import { ALICE, GENERAL_CHANNEL } from '../../sandbox/slack/seed.ts';
import { COMPOSE } from '../../src/slack/blocks/compose-modal.ts';
import { waitForCard } from '../support/bot-in-sandbox.ts';
import { approved, finished } from '../support/journey.ts';
import { manyNamed, userIn } from '../support/pool.ts';
import { wellSpoken } from '../support/well-spoken.ts';

/** The form and its files, for a kind of directory whose people have many names. */

const PEOPLE = Array.from({ length: 4 }, (_, index) => manyNamed(`form${index}`));
const choice = (value: string) => ({
  type: 'static_select',
  selected_option: { text: { type: 'plain_text', text: value }, value },
});

test('a list and a file of phone numbers, read by the chosen type, suspend exactly their people', () =>
  wellSpoken(
    async (sandbox) => {
      const { slack, genauth } = sandbox;
      const alice = slack.as(ALICE);
      const [first, ...others] = PEOPLE;
      const shows = (what: RegExp) =>
        slack.waitFor(`a modal that says ${what}`, () => what.test(readableText(alice.modal()?.view['blocks'])));
      await alice.command(GENERAL_CHANNEL, '/genauth suspend');
      await slack.waitFor('the form', () => alice.modalInputs().length > 0);
      const rows = others.map(({ name, phone }) => `${name},${phone}`);

      await alice.submit({
        [COMPOSE.operation]: choice('suspend'),
        [COMPOSE.directory]: choice('acme-pool'),
        [COMPOSE.by]: choice('phone'),
        [COMPOSE.list]: { type: 'plain_text_input', value: first?.phone ?? '' },
        [COMPOSE.file]: alice.attach('leavers.csv', ['Name,Mobile', ...rows, 'Nobody,+49 30 1234'].join('\r\n')),
        [COMPOSE.reason]: { type: 'plain_text_input', value: 'left the company' },
      });
      await shows(/4 rows = 3 accepted \+ 1 rejected/);
      await shows(/Suspend 4 people in acme-pool/);
      await alice.submit({});
      const card = await waitForCard(sandbox, /Waiting for approval/);
      await approved(sandbox, card);
      await finished(sandbox, card);

      const changed = genauth.oracle.effects.filter((effect) => effect.changed).map(({ userId }) => userId);
      expect(changed.toSorted()).toEqual(PEOPLE.map(({ userId = '' }) => userId).toSorted());
      expect(PEOPLE.map(({ userId = '' }) => userIn(sandbox, userId)?.status)).toEqual(PEOPLE.map(() => 'Suspended'));
    },
    { pool: { people: 60, named: PEOPLE } },
  ));
