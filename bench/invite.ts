import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { readableText } from '../sandbox/slack/driver.ts';
import type { Message } from '../sandbox/slack/records.ts';
import { ALICE, BOB, GENERAL_CHANNEL } from '../sandbox/slack/seed.ts';
import { COMPOSE } from '../src/slack/blocks/compose-modal.ts';
import { USE_FILE } from '../src/slack/shortcuts/use-file.ts';
import { waitForCard } from '../test/support/bot-in-sandbox.ts';
import { botProcess } from '../test/support/bot-process.ts';
import { readCsv } from '../test/support/read-csv.ts';

/**
 * `node bench/invite.ts`: 5,000 invitations from a CSV that has 200 bad rows besides, end to end over the stand-ins, with
 * the bot in a process of its own. Every row has to be accounted for, or it ends with 1. Peak memory is the kernel's own
 * figure for the bot's process (VmHWM), so it is told on Linux only.
 */

const INVITED = 5_000;
const BAD = 200;
const ROWS = INVITED + BAD;
const GOAL_MB = 250;
const CALLS_PER_SECOND = 100;
const PATIENCE_MS = 180_000;
const FILE = 'newcomers.csv';

const say = (text: string) => process.stdout.write(`${text}\n`);
const grouped = (count: number) => count.toLocaleString('en');

const BAD_CELLS = [
  '',
  'nobody',
  'ada@@acme.example',
  '=HYPERLINK("https://example.com")',
  'ada@acme.example bo@acme.example',
];

/** A bad row after every 25 good ones, of each kind in turn. */
function csv(): string {
  const lines = ['First name,Last name,E-mail'];
  for (let good = 1, bad = 0; good <= INVITED; good += 1) {
    const number = String(good).padStart(4, '0');
    lines.push(`Nova${number},"Comer, née ${number}",newcomer${number}@acme.example`);
    if (good % (INVITED / BAD) !== 0) continue;
    lines.push(`Bad,Row,"${(BAD_CELLS[bad % BAD_CELLS.length] ?? '').replaceAll('"', '""')}"`);
    bad += 1;
  }
  return lines.join('\r\n');
}

const typed = (value: string) => ({ type: 'plain_text_input', value });
const chosen = (value: string) => ({ type: 'static_select', selected_option: { value } });
const INVITE = {
  [COMPOSE.operation]: chosen('invite'),
  [COMPOSE.directory]: chosen('acme-prod'),
  [COMPOSE.reason]: typed('a company was bought'),
};

const shown = (sandbox: Sandbox) => readableText(sandbox.slack.as(ALICE).modal()?.view['blocks']);

async function throughForm(sandbox: Sandbox): Promise<void> {
  const alice = sandbox.slack.as(ALICE);
  await alice.command(GENERAL_CHANNEL, '/wickr invite');
  await sandbox.slack.waitFor('the form', () => shown(sandbox).includes('Security group'));
  await alice.submit({ ...INVITE, [COMPOSE.file]: alice.attach(FILE, csv()) });
}

async function throughShortcut(sandbox: Sandbox): Promise<void> {
  const alice = sandbox.slack.as(ALICE);
  await alice.shortcut(alice.uploadMessage(GENERAL_CHANNEL, FILE, csv()), USE_FILE);
  await sandbox.slack.waitFor('the question', () => shown(sandbox).includes('Where are the accounts'));
  await alice.clickInModal('Choose');
  await sandbox.slack.waitFor('the form', () => shown(sandbox).includes(FILE));
  await alice.choose(COMPOSE.operation, 'invite', INVITE);
  await sandbox.slack.waitFor('the groups', () => shown(sandbox).includes('Security group'));
  await alice.submit(INVITE);
}

/** Rows of a CSV that the bot sent, without the header. */
const rowsOf = (messages: readonly Message[], name: string): readonly string[][] | null => {
  const file = messages.flatMap(({ files }) => files).find((one) => one.name.includes(name));
  return file ? readCsv(Buffer.from(file.bytes).toString('utf8')).slice(1) : null;
};

/** The most memory a process ever held, in MB; null where the kernel does not say. */
function peakMb(pid: number): number | null {
  try {
    const kb = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kb === undefined ? null : Number(kb) / 1024;
  } catch {
    return null;
  }
}

/** Answers whether every row is accounted for. */
async function measure(way: string, choose: (sandbox: Sandbox) => Promise<void>): Promise<boolean> {
  const sandbox = await startSandbox();
  const bot = botProcess(sandbox.env, { callsPerSecond: CALLS_PER_SECOND });
  const { slack, wickr } = sandbox;
  try {
    const { pid = 0 } = bot.start();
    await slack.waitFor('the bot', () => sandbox.hub.connected());
    const before = wickr.state.network('12345678')?.users.size ?? 0;
    const idle = peakMb(pid);

    const start = performance.now();
    await choose(sandbox);
    const headline = `Invite ${grouped(INVITED)} people`;
    await slack.waitFor('the preview', () => shown(sandbox).includes(headline), PATIENCE_MS);
    const previewedMs = performance.now() - start;
    const [, sum = ''] = /: (.*? rejected\.)/.exec(shown(sandbox)) ?? [];
    await slack.as(ALICE).submit({});
    const card = await waitForCard(sandbox, /Waiting for approval/);
    const approvedAt = performance.now();
    await slack.as(BOB).click(card, 'Approve');
    const end = () => slack.workspace.find(card.channel, card.ts)?.text ?? '';
    await slack.waitFor('the end', () => /Finished/.test(end()), PATIENCE_MS);
    const ranMs = performance.now() - approvedAt;
    const results = await slack.waitFor('the results', () => rowsOf(slack.threadOf(card), 'results'));
    const rejected = await slack.waitFor('the rejected rows', () =>
      rowsOf(slack.as(ALICE).directMessages(), 'rejected'),
    );

    const outcomes = Map.groupBy(results, ([, , , , , outcome = '']) => outcome);
    const created = (wickr.state.network('12345678')?.users.size ?? 0) - before;
    const whole =
      results.length + rejected.length === ROWS &&
      results.length === INVITED &&
      outcomes.get('succeeded')?.length === created;
    say(`${way}`);
    say(`  the preview said    ${sum}`);
    say(
      `  rows in             ${grouped(ROWS)} = ${grouped(results.length)} accepted + ${grouped(rejected.length)} rejected`,
    );
    say(`  outcomes            ${[...outcomes].map(([kind, rows]) => `${grouped(rows.length)} ${kind}`).join(', ')}`);
    say(`  in the network      ${grouped(created)} new accounts${whole ? '' : '   THIS DOES NOT ADD UP'}`);
    say(`  preview             ${(previewedMs / 1_000).toFixed(1)} s`);
    say(
      `  approval to the end ${(ranMs / 1_000).toFixed(1)} s in ${INVITED / 50} calls at ${CALLS_PER_SECOND} calls/s`,
    );
    const peak = peakMb(pid);
    const words =
      peak === null ? 'not told by this system' : `${peak.toFixed(0)} MB (${idle?.toFixed(0)} MB before the file)`;
    say(
      `  peak memory         ${words}; the goal is below ${GOAL_MB} MB${peak !== null && peak >= GOAL_MB ? ': MISSED' : ''}`,
    );
    return whole && wickr.oracle.violations.length === 0;
  } finally {
    await bot.cleanUp();
    await sandbox.close();
  }
}

say(`${grouped(INVITED)} invitations from a CSV of ${grouped(ROWS)} rows, the bot in a process of its own`);
const form = await measure('through the form', throughForm);
const shortcut = await measure('through the shortcut of a message', throughShortcut);
if (!form || !shortcut) process.exitCode = 1;
