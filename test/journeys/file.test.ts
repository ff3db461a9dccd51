import { afterEach, expect, test } from 'vitest';
import { readableText } from '../../sandbox/slack/driver.ts';
import { ALICE, APPROVALS_CHANNEL, BOB } from '../../sandbox/slack/seed.ts';
import { COMPOSE } from '../../src/slack/blocks/compose-modal.ts';
import { USE_FILE } from '../../src/slack/shortcuts/use-file.ts';
import { type BotInSandbox, startBotInSandbox, waitForCard } from '../support/bot-in-sandbox.ts';

let running: BotInSandbox | null = null;
afterEach(async () => {
  await running?.stop();
  running = null;
});

const CSV = [
  'Name;E-Mail',
  'Erin Schmidt;erin.schmidt@acme.example',
  'Frank Li;frank.li@acme.example',
  'Frank again;Frank.Li@acme.example',
  'Nobody;',
].join('\r\n');

test('a list shared in a channel becomes a request about exactly its people, and every row is accounted for', async () => {
  running = await startBotInSandbox();
  const { slack, wickr } = running.sandbox;
  const alice = slack.as(ALICE);
  const shared = alice.uploadMessage(APPROVALS_CHANNEL, 'leavers.csv', CSV);
  const shows = (what: string | RegExp) =>
    slack.waitFor(`a modal that says ${what}`, () => readableText(alice.modal()?.view['blocks']).match(what));

  await alice.shortcut(shared, USE_FILE);
  await shows('Where are the accounts of these people?');
  await alice.clickInModal('Choose');
  await shows('leavers.csv');
  const suspend = { text: { type: 'plain_text', text: 'suspend' }, value: 'suspend' };
  await alice.submit({
    [COMPOSE.operation]: { type: 'static_select', selected_option: suspend },
    [COMPOSE.reason]: { type: 'plain_text_input', value: 'left the company' },
  });
  await shows(/4 rows = 3 accepted, of which 1 repeat somebody, \+ 1 rejected/);
  await slack.waitFor('the rejected row', () => alice.directMessages().find(({ files }) => files.length > 0));
  await alice.submit({});
  const card = await waitForCard(running.sandbox, /Waiting for approval/);
  await slack.as(BOB).click(card, 'Approve');
  await waitForCard(running.sandbox, /Finished/);

  const changed = wickr.oracle.effects.filter((effect) => effect.changed).map(({ userId }) => userId);
  expect(changed.length).toBe(2);
  expect(wickr.oracle.violations).toEqual([]);
  expect(slack.notes).toEqual([]);
  expect(running.logged()).not.toMatch(/acme\.example|leavers|Schmidt/);
});
