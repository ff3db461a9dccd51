import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BOB, DAVE, GENERAL_CHANNEL } from '../../sandbox/slack/seed.ts';
import { generateKeys } from '../../src/audit/checkpoints/keys.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { fakeTerminal } from '../cli/terminal.ts';
import { startBotInSandbox } from '../support/bot-in-sandbox.ts';
import { finished, submitted } from '../support/journey.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-audit-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('after a life with a refusal the trail verifies with what a file and a channel kept, and an edit does not', async () => {
  const pair = generateKeys();
  const kept = join(folder, 'kept.jsonl');
  const databaseUrl = `sqlite:${join(folder, 'muster.db')}`;
  const audit = `\naudit:\n  signingKey: ${pair.privateKey}\n  checkpoints:\n    file: ${kept}\n    channel: ${GENERAL_CHANNEL}\n`;
  const { sandbox, stop, logged } = await startBotInSandbox({ databaseUrl, yaml: (text) => text + audit });
  const card = await submitted(sandbox, '/wickr suspend @erin @frank --reason "left"');
  await sandbox.slack.as(DAVE).click(card, 'Approve');
  await sandbox.slack.as(BOB).click(card, 'Approve');
  await finished(sandbox, card);
  const posted = () => sandbox.slack.messagesIn(GENERAL_CHANNEL).filter(({ text }) => text.includes('vouches for'));
  await sandbox.slack.waitFor('a checkpoint of the end', () => posted().length >= 2, 15_000);
  await stop();
  writeFileSync(
    join(folder, 'channel.txt'),
    posted()
      .map(({ text }) => text)
      .join('\n'),
  );
  writeFileSync(join(folder, 'audit.pub'), `${pair.publicKey}\n`);
  const muster = async (...typed: string[]) => {
    const terminal = fakeTerminal({ DATABASE_URL: databaseUrl });
    return { code: await runCli(['audit', ...typed], COMMANDS, terminal), out: terminal.out(), err: terminal.err() };
  };
  const outside = [
    '--checkpoints',
    kept,
    '--checkpoints',
    join(folder, 'channel.txt'),
    '--public-key',
    join(folder, 'audit.pub'),
  ];

  expect(logged()).not.toContain(pair.privateKey);
  expect(logged()).not.toContain('does not take checkpoints');
  expect(readFileSync(kept, 'utf8').trim().split('\n').length).toBeGreaterThanOrEqual(2);
  expect(await muster('verify', ...outside)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/2 people .* agree\nNothing was changed/),
  });
  const trail = join(folder, 'trail.jsonl');
  await muster('export', '--out', trail);
  expect(await muster('verify', '--events', trail, ...outside)).toMatchObject({ code: 0 });
  writeFileSync(trail, readFileSync(trail, 'utf8').replace('"kind":"refused"', '"kind":"people.looked-up"'));
  expect(await muster('verify', '--events', trail, ...outside)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/Event \d+ was changed after it was written/),
  });
});
