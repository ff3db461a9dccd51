import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { before, rule } from '../../sandbox/far-end/fault-rules.ts';
import { ALICE, BOB, GENERAL_CHANNEL } from '../../sandbox/slack/seed.ts';
import { badRequest, forbidden } from '../../sandbox/wickr/answer.ts';
import { failItems } from '../../sandbox/wickr/fault-catalogue.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { COMPOSE } from '../../src/slack/blocks/compose-modal.ts';
import { fakeTerminal } from '../cli/terminal.ts';
import { answerTo } from '../support/asking.ts';
import { startBotInSandbox } from '../support/bot-in-sandbox.ts';
import { approved, cardSaying, finished, ordinaryPeople, submitted, suspendCommand } from '../support/journey.ts';

/** In the shapes that secrets have; what is looked for is the value inside. Made up anew in every run. */
const SHAPES: readonly ((value: string) => string)[] = [
  (value) => `xoxb-${value}`,
  (value) => `xapp-1-${value}`,
  (value) => `AKIA${value.toUpperCase()}`,
  (value) => `eyJ${value}.${value}`,
  (value) => `password=${value}`,
  (value) => `https://hooks.slack.com/services/${value}`,
  (value) => `postgres://muster:${value}@db/muster`,
];

const planted: string[] = [];
function secret(shape = planted.length): string {
  const value = randomBytes(12).toString('hex');
  planted.push(value);
  return SHAPES[shape % SHAPES.length]?.(value) ?? '';
}
const email = (n: number) => `planted.person${n}@elsewhere.example`;

const cellsWith = (file: string, what: (cell: string) => boolean): readonly string[] => {
  const database = new DatabaseSync(file);
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
  const cells = tables.flatMap(({ name }) =>
    database
      .prepare(`select * from "${name}"`)
      .all()
      .flatMap((row) =>
        Object.entries(row).flatMap(([column, cell]) => (what(String(cell)) ? [`${name}.${column}`] : [])),
      ),
  );
  database.close();
  return [...new Set(cells)];
};

test('secrets that were typed, answered or configured are found nowhere, and e-mails only where they belong', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-planted-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'muster.db');
  const bot = await startBotInSandbox({ delivery: 'http', databaseUrl: `sqlite:${file}` });
  const { sandbox } = bot;
  const { slack, wickr, slackFaults } = sandbox;
  const [alice, bob] = [slack.as(ALICE), slack.as(BOB)];
  const [one, two, three] = ordinaryPeople(sandbox, 3);
  if (!one || !two || !three) throw new Error('There are too few people');

  // Typed: as a reason, as a person, as a verb, as an option, as what is asked about.
  for (let shape = 0; shape < SHAPES.length; shape += 1) {
    await answerTo(sandbox, alice, `/wickr suspend ${one.username} ${secret(shape)} --reason "see ${secret(shape)}"`);
  }
  for (let shape = 0; shape < SHAPES.length; shape += 1) {
    await answerTo(sandbox, alice, `/wickr lookup ${secret(shape)}`);
  }
  for (const text of [
    `/wickr ${secret()}`,
    `/wickr suspend ${secret()}`,
    `/wickr suspend ${one.username} --group "${secret()}" --reason x`,
    `/wickr suspend ${one.username} --in ${secret(0)}`,
    `/wickr suspend ${one.username} --${secret(0)}`,
    `/wickr lookup ${secret()} ${email(1)}`,
    `/wickr history --about ${secret()}`,
    `/wickr status ${secret(0)}`,
    `/wickr help ${secret(0)}`,
    `/wickr invite ${email(2)} --invite-code ${secret(1)} --reason x`,
    `/genauth suspend ${secret()} --by username --reason "${secret()}"`,
    `/genauth suspend ${email(3)} --reason "${secret()}"`,
    `/muster ${secret()}`,
  ]) {
    await answerTo(sandbox, alice, text);
  }
  await answerTo(sandbox, bob, `/muster freeze ${secret(0)} and ${secret(4)}`);
  await answerTo(sandbox, slack.as('U0CAROL001'), '/muster unfreeze');

  // Typed into forms: in a list, and as a reason for saying no.
  await alice.command(GENERAL_CHANNEL, '/wickr');
  await slack.waitFor('the form', () => alice.modalInputs().length > 0);
  await alice.submit({
    [COMPOSE.operation]: { type: 'static_select', selected_option: { value: 'suspend' } },
    [COMPOSE.directory]: { type: 'static_select', selected_option: { value: 'acme-prod' } },
    [COMPOSE.list]: { type: 'plain_text_input', value: `${one.username}\n${secret(0)}` },
    [COMPOSE.reason]: { type: 'plain_text_input', value: secret(4) },
  });

  // Answered: by a directory for one person, for a batch, for everybody; by Slack as the name of an error.
  wickr.faults.inject(failItems([one.username, one.userId], `Not with ${secret(0)}, nor ${secret(4)}`), 100);
  const failed = await submitted(sandbox, suspendCommand([one, two], `${secret(0)} ${email(4)}`));
  await approved(sandbox, failed);
  await finished(sandbox, failed);
  wickr.faults.inject(rule('leaky-400', 'A refusal that says too much', 'mutations', before(badRequest(secret(2)))), 1);
  wickr.faults.inject(rule('leaky-403', 'A refusal that says too much', 'mutations', before(forbidden(secret(3)))), 1);
  const paused = await submitted(sandbox, suspendCommand([three], secret(5)));
  await approved(sandbox, paused);
  await cardSaying(sandbox, paused, /Paused|Finished/);
  wickr.faults.inject(rule('leaky-read', 'A read that says too much', 'all', before(forbidden(secret(6)))), 1);
  await answerTo(sandbox, alice, suspendCommand([three], 'left'));
  slackFaults.set(`platform-error:${secret(0)}`, { count: 3, method: 'users.info' });
  slackFaults.set(`platform-error:${secret(1)}`, { count: 2, method: 'chat.postMessage' });
  await answerTo(sandbox, alice, '/wickr suspend <@U0ERIN0001> --reason left');
  await answerTo(sandbox, alice, '/wickr status');

  const configured = Object.entries(sandbox.env).flatMap(([name, value]) =>
    /TOKEN|SECRET|KEY/.test(name) && value.length > 12 ? [value] : [],
  );
  const metrics = await (await fetch(`http://127.0.0.1:${bot.bot.port}/metrics`)).text();
  const said = JSON.stringify([
    sandbox.webApi.calls.map(({ method, args }) => [method, args]),
    [...sandbox.workspace.users.keys()].flatMap((user) => sandbox.workspace.visibleTo(user)),
    [...sandbox.workspace.files.values()].map(({ bytes }) => Buffer.from(bytes).toString('utf8')),
  ]);
  await bot.stop();
  const terminal = fakeTerminal({ DATABASE_URL: `sqlite:${file}` });
  expect(await runCli(['audit', 'export', '--clear'], COMMANDS, terminal)).toBe(0);
  expect(terminal.out()).toContain('planted.person');

  const places = { said, metrics, logged: bot.logged(), exported: terminal.out() + terminal.err() };
  const secrets = [...planted, ...configured].map((value) => value.toLowerCase());
  const holds = (text: string) => secrets.some((value) => text.toLowerCase().includes(value));
  const leaks = secrets.flatMap((value, n) =>
    Object.entries(places).flatMap(([place, text]) => {
      const at = text.toLowerCase().indexOf(value);
      return at < 0 ? [] : [`${n} ${place}: ${text.slice(Math.max(0, at - 80), at + 20)}`];
    }),
  );
  expect(leaks).toEqual([]);
  expect(cellsWith(file, holds)).toEqual([]);
  for (const name of readdirSync(folder)) expect(holds(readFileSync(join(folder, name), 'latin1'))).toBe(false);
  expect(secrets.length).toBeGreaterThanOrEqual(50);

  expect(bot.logged()).not.toMatch(/planted\.person/);
  expect(metrics).not.toMatch(/planted\.person/);
  // Where erasing a person looks for them.
  expect(cellsWith(file, (cell) => cell.includes('planted.person')).toSorted()).toEqual([
    'audit_clear.clear',
    'requests.reason',
  ]);
});
