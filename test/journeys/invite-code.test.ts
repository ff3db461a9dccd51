import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { ALICE, GENERAL_CHANNEL } from '../../sandbox/slack/seed.ts';
import { failItems } from '../../sandbox/wickr/fault-catalogue.ts';
import { COMPOSE } from '../../src/slack/blocks/compose-modal.ts';
import { optionBlock } from '../../src/slack/blocks/option-inputs.ts';
import { answerTo } from '../support/asking.ts';
import { startBotInSandbox, waitForCard } from '../support/bot-in-sandbox.ts';
import { approved, finished, submitted, threadText } from '../support/journey.ts';

/** A code is planted in a network in preview, and then looked for everywhere it must not be. */

const CODE = 'Quince-Harbour-71';
const [NIA, MAX] = ['nia.new@acme.example', 'max.new@acme.example'];
const inPreview = (yaml: string): string => yaml.replace('region: us-east-1', 'region: us-east-1\n    preview: true');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-code-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const start = () => startBotInSandbox({ yaml: inPreview, databaseUrl: `sqlite:${join(folder, 'muster.db')}` });

/** The newcomer as the network has her. */
const nia = ({ wickr }: Sandbox) =>
  [...(wickr.state.network('12345678')?.users.values() ?? [])].find(({ username }) => username === NIA);

/** Everything anybody can see in Slack, and everything the bot ever sent there. */
const inSlack = ({ workspace, webApi, slack }: Sandbox): string => {
  const seen = [...workspace.users.keys()].flatMap((user) => workspace.visibleTo(user));
  const files = [...workspace.files.values()].map(({ bytes }) => Buffer.from(bytes).toString('utf8'));
  return JSON.stringify([seen, files, workspace.stack(ALICE), webApi.calls, slack.notes]);
};

/** Cells that hold the code, as "table.column". */
function cellsWithCode(): readonly string[] {
  const database = new DatabaseSync(join(folder, 'muster.db'));
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
  const cells = tables.flatMap(({ name }) =>
    database
      .prepare(`select * from "${name}"`)
      .all()
      .flatMap((row) => Object.entries(row).flatMap(([column, cell]) => (hasCode(cell) ? [`${name}.${column}`] : []))),
  );
  database.close();
  return cells;
}

const hasCode = (cell: unknown): boolean => String(cell).toLowerCase().includes(CODE.toLowerCase());

test('a code that was typed reaches Wickr, and stands nowhere when all is over', async () => {
  await using bot = await start();
  const { sandbox } = bot;
  sandbox.wickr.faults.inject(failItems([MAX], `Invite code ${CODE} is too weak`), Number.POSITIVE_INFINITY);
  const card = await submitted(
    sandbox,
    `/wickr invite ${NIA} ${MAX} --invite-code ${CODE} --invite-code-days 14 --code-validation yes --reason "new"`,
  );
  await approved(sandbox, card);
  const end = await finished(sandbox, card);
  expect(end.text).toContain('Of 2 people: 1 invited and 1 failed.');
  await sandbox.slack.waitFor('the thread', () => /too weak/.test(threadText(sandbox, card)));
  const slack = inSlack(sandbox);
  await bot.stop();

  expect(nia(sandbox)).toMatchObject({ inviteCode: CODE, inviteCodeTtl: 14, codeValidation: true });
  expect(slack).toContain('with an invite code of its own, the code is good for 14 days');
  expect(slack).not.toContain(CODE);
  expect(bot.logged()).toContain('A batch was called');
  expect(bot.logged()).not.toContain(CODE);
  expect(cellsWithCode()).toEqual([]);
  // Not even in what the database has given up.
  for (const file of readdirSync(folder)) expect(readFileSync(join(folder, file)).includes(CODE)).toBe(false);
});

test('while a request waits, its code stands in one column of one row', async () => {
  await using bot = await start();
  await submitted(bot.sandbox, `/wickr invite ${NIA} --invite-code "${CODE}" --reason "new"`);
  await bot.stop();

  expect(cellsWithCode()).toEqual(['secrets.value']);
});

test('a code entered in the form goes the same way, and never comes back in a view', async () => {
  await using bot = await start();
  const { sandbox } = bot;
  const { slack } = sandbox;
  const alice = slack.as(ALICE);
  const typed = (value: string) => ({ type: 'plain_text_input', value });
  const chosen = (value: string) => ({ type: 'static_select', selected_option: { value } });
  const shows = (what: string) =>
    slack.waitFor(`a modal with ${what}`, () => JSON.stringify(alice.modal()?.view ?? '').includes(what));
  const filled = {
    [COMPOSE.operation]: chosen('invite'),
    [COMPOSE.directory]: chosen('acme-prod'),
    [COMPOSE.list]: typed(NIA),
    [COMPOSE.reason]: typed('new'),
    [optionBlock('invite-code')]: typed(CODE),
    [optionBlock('code-validation')]: chosen('no'),
  };

  await alice.command(GENERAL_CHANNEL, '/wickr invite');
  await shows(optionBlock('invite-code'));
  await alice.submit({ ...filled, [optionBlock('invite-code-days')]: typed('soon') });
  await shows('takes a number of days');
  await alice.submit({ ...filled, [optionBlock('invite-code-days')]: typed('7') });
  await shows('Invite 1 person in acme-prod?');
  await shows('Security group: Everyone');
  await alice.submit({});
  const card = await waitForCard(sandbox, /Waiting for approval/);
  await approved(sandbox, card);
  await finished(sandbox, card);
  const said = inSlack(sandbox);
  await bot.stop();

  expect(nia(sandbox)).toMatchObject({
    securityGroups: ['BCTY8Qhe'],
    inviteCode: CODE,
    inviteCodeTtl: 7,
    codeValidation: false,
  });
  expect(said).not.toContain(CODE);
  expect(bot.logged()).not.toContain(CODE);
  expect(cellsWithCode()).toEqual([]);
});

test('a code whose network is not in preview is refused without being repeated', async () => {
  await using bot = await startBotInSandbox();

  const answer = await answerTo(
    bot.sandbox,
    bot.sandbox.slack.as(ALICE),
    `/wickr invite ${NIA} --invite-code ${CODE} --reason x`,
  );

  expect(answer.text).toContain('There is no option --invite-code.');
  expect(inSlack(bot.sandbox)).not.toContain(CODE);
});
