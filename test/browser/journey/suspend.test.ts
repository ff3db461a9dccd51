import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFindings, describeInBrowser, useBrowser } from '../browser.ts';
import { ROOT, useSandbox } from '../newcomer.ts';

/** With `UPDATE_IMAGES=1` the pictures of README are taken from this run, so that they stay true. */
const IMAGES = process.env['UPDATE_IMAGES'] === undefined ? null : join(ROOT, 'docs/images');

const sandbox = useSandbox();

const picture = async (page: Page, name: string) => {
  if (IMAGES) await page.screenshot({ path: join(IMAGES, `${name}.png`) });
};

describeInBrowser('the sandbox, from the command to the report', () => {
  const browser = useBrowser();

  test('Alice asks, Bob approves, and both see who was suspended', async () => {
    const address = await sandbox.start();
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
