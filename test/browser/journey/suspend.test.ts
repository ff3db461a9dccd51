import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { axeFindings, describeInBrowser, useBrowser } from '../browser.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** With `UPDATE_IMAGES=1` the pictures of README are taken from this run, so that they stay true. */
const IMAGES = process.env['UPDATE_IMAGES'] === undefined ? null : join(ROOT, 'docs/images');

let sandbox: ChildProcess | null = null;

/** `npm run sandbox`, as a newcomer starts it; answers the address it prints. */
async function startAsANewcomer(): Promise<string> {
  const child = spawn('npm', ['run', 'sandbox'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  sandbox = child;
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? [];
    if (address) return address;
  }
  throw new Error(`The sandbox ended without an address: ${printed}`);
}

afterEach(async () => {
  if (!sandbox?.pid) return;
  const ended = once(sandbox, 'exit');
  process.kill(-sandbox.pid, 'SIGTERM');
  await ended;
  sandbox = null;
});

const picture = async (page: Page, name: string) => {
  if (IMAGES) await page.screenshot({ path: join(IMAGES, `${name}.png`) });
};

describeInBrowser('the sandbox, from the command to the report', () => {
  const browser = useBrowser();

  test('Alice asks, Bob approves, and both see who was suspended', async () => {
    const address = await startAsANewcomer();
    const alice = await browser.open(`${address}/?as=U0ALICE001#C0GENERAL1`, { width: 1200, height: 860 });
    const bob = await browser.open(`${address}/?as=U0BOB00001#C0APPROVAL`, { width: 1200, height: 860 });

    await alice
      .getByRole('textbox', { name: /^Message #general/ })
      .fill('/wickr suspend @erin @frank @irene @dave --reason "left the company"');
    await alice.keyboard.press('Enter');
    const preview = alice.getByRole('article').filter({ hasText: 'Submit for approval' });
    await preview.getByText('Erin Schmidt').waitFor();
    await picture(alice, 'preview');
    expect(await axeFindings(alice)).toEqual([]);
    await preview.getByRole('button', { name: 'Submit for approval' }).click();

    const card = bob.getByRole('article').filter({ hasText: 'Suspend 2 people' }).first();
    await card.getByRole('button', { name: 'Approve' }).waitFor();
    await picture(bob, 'card');
    await card.getByRole('button', { name: 'Approve' }).click();
    await bob.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await card.getByText(/^Finished/).waitFor();

    await card.getByRole('button', { name: /repl/ }).first().click();
    const thread = bob.getByRole('complementary', { name: 'Thread' });
    await thread
      .getByText(/Succeeded: 2 people/)
      .first()
      .waitFor();
    await thread.getByText('Erin Schmidt').first().waitFor();
    await picture(bob, 'report');
    expect(await axeFindings(bob)).toEqual([]);
  });
});
