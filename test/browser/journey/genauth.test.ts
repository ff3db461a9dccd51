import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFindings, describeInBrowser, useBrowser } from '../browser.ts';
import { useSandbox } from '../newcomer.ts';

/** With `PICTURES=folder` one may look at what the test saw. */
const PICTURES = process.env['PICTURES'];
const picture = async (page: Page, name: string) => {
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
};

describeInBrowser('a user pool in the sandbox, from the command to the report', () => {
  const browser = useBrowser();
  const sandbox = useSandbox();

  test('Alice looks people up, asks with a form, Bob approves, and the drawer shows what reached the pool', async () => {
    const address = await sandbox.start();
    const alice = await browser.open(`${address}/?as=U0ALICE001#C0GENERAL1`, { width: 1200, height: 1000 });
    const bob = await browser.open(`${address}/?as=U0BOB00001#C0APPROVAL`, { width: 1200, height: 1000 });
    const type = async (text: string) => {
      await alice.getByRole('textbox', { name: /^Message #general/ }).fill(text);
      await alice.keyboard.press('Enter');
    };

    await type('/genauth help');
    await alice.getByText('What you can ask for with /genauth').waitFor();
    await alice.getByText(/user_id, email, phone, username/).waitFor();
    await picture(alice, 'help');
    await type('/genauth lookup --by username erin frank');
    const lookup = alice.getByRole('article').filter({ hasText: 'Found 2 people in acme-pool' });
    await lookup.getByText(/External id: U0ERIN0001/).waitFor();
    await picture(alice, 'lookup');

    await type('/genauth suspend');
    const form = alice.getByRole('dialog');
    await form.getByText('Named by').first().waitFor();
    await picture(alice, 'form');
    expect(await axeFindings(alice)).toEqual([]);
    await alice.keyboard.press('Escape');

    await type('/genauth suspend --by username erin frank irene henry nobody --kick yes --reason "left the company"');
    const preview = alice.getByRole('article').filter({ hasText: 'Submit for approval' });
    await preview.getByText('Erin Schmidt').waitFor();
    await picture(alice, 'preview');
    expect(await axeFindings(alice)).toEqual([]);
    await preview.getByRole('button', { name: 'Submit for approval' }).click();

    const card = bob.getByRole('article').filter({ hasText: 'Suspend 2 people' }).first();
    await card.getByRole('button', { name: 'Approve' }).click();
    await bob.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await card.getByText(/^Finished/).waitFor({ timeout: 30_000 });
    await picture(bob, 'card');
    await card.getByRole('button', { name: /repl/ }).first().click();
    const thread = bob.getByRole('complementary', { name: 'Thread' });
    await thread
      .getByText(/Succeeded: 2 people/)
      .first()
      .waitFor();
    await picture(bob, 'thread');

    await bob.getByRole('button', { name: 'What reached the directories' }).click();
    await bob.getByText('update-user-batch').first().waitFor();
    await bob.getByText('kick-users').first().waitFor();
    await picture(bob, 'calls');
    await bob.getByRole('button', { name: 'Inject faults' }).click();
    await bob.getByRole('heading', { name: 'Between the bot and GenAuth' }).waitFor();
    await picture(bob, 'faults');
    expect(await axeFindings(bob)).toEqual([]);
  });
});
