import type { Locator, Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import { axeFindings, describeInBrowser, useBrowser } from '../browser.ts';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';
import { card, cardTs, channelId, everyBlock, message, modal, snapshot } from './fixture-workspace.ts';

describeInBrowser('the sandbox page', () => {
  const browser = useBrowser();
  let server: FixtureServer;

  beforeEach(async () => {
    server = await startFixtureServer((me) => snapshot({ me }));
    return () => server.close();
  });

  const openAs = async (userId: string) => {
    const page = await browser.open(server.addressOf(userId));
    await page.getByRole('article', { name: /asks to suspend/ }).waitFor();
    return page;
  };
  const askedFor = (name: string) =>
    expect.poll(() => server.asked.filter((asked) => asked.name === name).at(-1)?.body);
  const withFocus = (locator: Locator) => locator.and(locator.page().locator(':focus'));
  const composerOf = (page: Page) => page.getByRole('textbox', { name: 'Message #account-admin', exact: true });

  test('asks who you are, and the address then says it', async () => {
    const page = await browser.open(server.addressOf(''));
    await page.getByRole('link', { name: 'Bob Okafor @bob' }).click();

    await page.getByRole('heading', { name: '#account-admin' }).waitFor();

    expect(new URL(page.url()).searchParams.get('as')).toBe('U0BOB');
    expect(await page.title()).toBe('Bob Okafor – Muster sandbox');
    await page.getByText('Sandbox – nothing leaves this machine').waitFor();
  });

  test('a message is called by its text, as screen readers get it', async () => {
    const page = await openAs('U0ALICE');

    const article = page.getByRole('article', { name: /@alice asks to suspend 3 accounts in production\./ });

    await article.getByRole('heading', { name: 'Suspend 3 accounts' }).waitFor();
    await article.getByText('(edited)').waitFor();
  });

  test('shows every kind of block, and says which it does not know', async () => {
    const page = await openAs('U0ALICE');
    server.push({ type: 'message', message: everyBlock });

    const article = page.getByRole('article', { name: /All kinds of blocks/ });

    await article.getByRole('cell', { name: 'succeeded' }).waitFor();
    await article.getByRole('listitem').filter({ hasText: 'first' }).waitFor();
    await article.getByRole('img', { name: 'A map of the network' }).waitFor();
    await article.getByText('Unsupported block: carousel').waitFor();
  });

  test('what people write never becomes markup', async () => {
    const page = await openAs('U0ALICE');
    server.push({
      type: 'message',
      message: message({ ts: '1900000000.000001', text: '<img src=x onerror=alert(1)> <b>&lt;i&gt;' }),
    });

    await page.getByText('<img src=x onerror=alert(1)> <b><i>', { exact: true }).waitFor();
  });

  test('an edited message changes in its place', async () => {
    const page = await openAs('U0ALICE');
    await page.getByRole('button', { name: 'Approve' }).waitFor();

    server.push({ type: 'message', message: { ...card, blocks: null, text: 'Approved by <@U0BOB>.' } });

    await page.getByRole('article', { name: /Approved by @bob\./ }).waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  });

  test('completes commands and people by keyboard, and sends what was typed', async () => {
    const page = await openAs('U0ALICE');
    const composer = composerOf(page);
    await composer.focus();
    await page.keyboard.type('/wi');
    await page.keyboard.press('Tab');
    await page.keyboard.type('suspend @al');
    expect(await page.getByRole('listbox').getByRole('option', { selected: true }).textContent()).toContain('@alan');

    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('@b');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('listbox').count()).toBe(0);
    await page.keyboard.press('Enter');

    await askedFor('send').toMatchObject({ as: 'U0ALICE', channel: channelId, text: '/wickr suspend @alice @b' });
    expect(await composer.inputValue()).toBe('');
  });

  test('text that could not be sent comes back', async () => {
    server.answerWith(() => ({ ok: false, error: 'not_in_channel' }));
    const page = await openAs('U0ALICE');
    await composerOf(page).fill('hello');
    await page.getByRole('button', { name: 'Send' }).click();

    await page.getByText('Not sent: not_in_channel').waitFor();

    expect(await composerOf(page).inputValue()).toBe('hello');
  });

  test('a button says that it is busy until the answer is there', async () => {
    const answers = Promise.withResolvers<{ ok: true }>();
    server.answerWith(() => answers.promise);
    const page = await openAs('U0BOB');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.locator('button[aria-busy="true"]', { hasText: 'Approve' }).waitFor();

    answers.resolve({ ok: true });

    await page.locator('button[aria-busy="false"]', { hasText: 'Approve' }).waitFor();
    await askedFor('action').toMatchObject({
      as: 'U0BOB',
      container: { channel: channelId, ts: cardTs },
      action: { type: 'button', action_id: 'approve', block_id: 'decide', value: 'request-1' },
      state: { decide: { pace: { type: 'static_select', selected_option: null } } },
    });
  });

  test('a button with a confirm dialog asks first, and No means no', async () => {
    const page = await openAs('U0BOB');
    const reject = page.getByRole('button', { name: 'Reject' });
    await reject.click();
    const dialog = page.getByRole('dialog', { name: 'Reject this request?' });
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(server.asked).toEqual([]);
    await withFocus(reject).waitFor();

    await reject.click();
    await dialog.getByRole('button', { name: 'Reject' }).click();

    await askedFor('action').toMatchObject({ action: { action_id: 'reject' } });
  });

  test('selects and overflow menus tell the bot at once', async () => {
    const page = await openAs('U0BOB');
    await page.getByLabel('Pace').selectOption('Fifty an hour');
    await askedFor('action').toMatchObject({ action: { type: 'static_select', selected_option: { value: 'slow' } } });

    await page.getByLabel('More actions').click();
    await page.getByRole('button', { name: 'Withdraw' }).click();

    await askedFor('action').toMatchObject({ action: { type: 'overflow', selected_option: { value: 'withdraw' } } });
  });

  test('a modal refuses what is missing, then submits every input, touched or not', async () => {
    server.answerWith(({ name }) =>
      name === 'upload' ? { ok: true, file: { id: 'F1', name: 'people.csv' } } : { ok: true },
    );
    const page = await openAs('U0ALICE');
    server.push({ type: 'views', stack: [modal] });
    const dialog = page.getByRole('dialog', { name: 'Suspend accounts' });
    await dialog.getByRole('button', { name: 'Preview' }).click();
    expect(await dialog.getByText('Please fill in this field.').count()).toBe(3);
    expect(server.asked).toEqual([]);

    await dialog.getByLabel('Filter the list').fill('dana');
    await dialog.getByLabel('Dana Petrov (@dana)').check();
    await dialog.getByLabel('Reason').fill('Lost laptop');
    await dialog.getByLabel('Later').check();
    await dialog.getByLabel('Day', { exact: true }).fill('2026-12-01');
    await dialog
      .getByLabel('CSV file')
      .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('email\n') });
    await dialog.getByText('Attached: people.csv').waitFor();
    await dialog.getByRole('button', { name: 'Preview' }).click();

    await askedFor('upload').toMatchObject({ name: 'people.csv', base64: Buffer.from('email\n').toString('base64') });
    await askedFor('view-submit').toMatchObject({
      viewId: 'V0MODAL',
      state: {
        people: { people: { type: 'multi_users_select', selected_users: ['U0DANA'] } },
        list: { list: { type: 'plain_text_input', value: null } },
        file: { file: { type: 'file_input', files: [{ id: 'F1', name: 'people.csv' }] } },
        reason: { reason: { type: 'plain_text_input', value: 'Lost laptop' } },
        network: { network: { type: 'static_select', selected_option: { value: 'prod' } } },
        when: { when: { type: 'radio_buttons', selected_option: { value: 'later' } } },
        day: { day: { type: 'datepicker', selected_date: '2026-12-01' } },
        also: { also: { type: 'checkboxes', selected_options: [] } },
      },
    });
  });

  test('a modal that opens empty passes the focus on once it has inputs', async () => {
    const page = await openAs('U0ALICE');
    const waiting = {
      ...modal.view,
      submit: undefined,
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'Please wait' } }],
    };
    server.push({ type: 'views', stack: [{ ...modal, view: waiting }] });
    await page.getByText('Please wait').waitFor();
    await page.locator('.dialog-body:focus').waitFor();

    server.push({ type: 'views', stack: [{ ...modal, hash: '2.def' }] });

    await withFocus(page.getByLabel('Filter the list')).waitFor();
  });

  test('errors of the bot stand at their field, which gets the focus', async () => {
    const page = await openAs('U0ALICE');
    server.push({ type: 'views', stack: [modal] });
    const reason = page.getByRole('textbox', { name: 'Reason' });
    await reason.waitFor();

    server.push({ type: 'view-errors', viewId: 'V0MODAL', errors: { reason: 'Too vague.' } });

    await page.getByText('Too vague.').waitFor();
    await withFocus(reason).waitFor();
    expect(await reason.getAttribute('aria-invalid')).toBe('true');
  });

  test('what was typed survives a new version of the modal and a modal on top of it', async () => {
    const page = await openAs('U0ALICE');
    const composer = composerOf(page);
    await composer.focus();
    server.push({ type: 'views', stack: [modal] });
    await page.getByRole('textbox', { name: 'Reason' }).fill('Lost laptop');
    const top = { id: 'V0TOP', hash: '1', view: { title: { text: 'On top' }, blocks: [] } };
    server.push({ type: 'views', stack: [modal, top] });
    await page.getByRole('dialog', { name: 'On top' }).waitFor();

    server.push({ type: 'views', stack: [{ ...modal, hash: '2.def' }] });

    await expect.poll(() => page.getByRole('textbox', { name: 'Reason' }).inputValue()).toBe('Lost laptop');
    await page.keyboard.press('Escape');
    await askedFor('view-close').toMatchObject({ viewId: 'V0MODAL', all: false });
    server.push({ type: 'views', stack: [] });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await withFocus(composer).waitFor();
  });

  test('a thread opens beside, takes replies, and refuses commands as the real client does', async () => {
    const page = await openAs('U0ALICE');
    await page.getByRole('button', { name: '2 replies' }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByRole('link', { name: /outcomes\.csv/ }).waitFor();
    const composer = thread.getByRole('textbox', { name: 'Reply in this thread' });
    await composer.fill('/wickr help');
    await composer.press('Enter');
    await thread.getByText('Slash commands do not work in threads.').waitFor();

    await composer.fill('thanks');
    await composer.press('Enter');

    await askedFor('send').toMatchObject({ text: 'thanks', threadTs: cardTs });
    await page.keyboard.press('Escape');
    await thread.waitFor({ state: 'detached' });
  });

  test('what only you see is marked, and gone after a reload', async () => {
    const page = await openAs('U0ALICE');
    server.push({ type: 'message', message: message({ ts: '1900000000.000001', ephemeral: true, text: 'Psst' }) });
    server.push({ type: 'slackbot', channel: channelId, text: '/wickr failed with the error "dispatch_failed"' });
    await page.getByRole('article', { name: /Psst/ }).getByText('Only visible to you').waitFor();
    await page.getByRole('article', { name: /^Sandbox.*dispatch_failed/ }).waitFor();

    await page.reload();

    await page.getByRole('article', { name: /asks to suspend/ }).waitFor();
    expect(await page.getByText('Only visible to you').count()).toBe(0);
  });

  test('the menu of a message offers what the app can do with it, also by keyboard', async () => {
    const page = await openAs('U0ALICE');
    const messageShortcuts = [{ name: 'Use this file', callbackId: 'use-file' }];
    const file = { id: 'F1', name: 'people.csv', sizeBytes: 12, href: '/ui/file/F1/people.csv' };
    const shared = message({ ts: '1900000000.000001', user: 'U0BOB', files: [file] });
    const psst = message({ ts: '1900000000.000002', ephemeral: true, text: 'Psst' });
    server.push(snapshot({ messages: [shared, psst], messageShortcuts }));
    const menu = page.getByLabel('More actions');
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Use this file' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await withFocus(menu).waitFor();
    expect(await page.getByRole('button', { name: 'Use this file' }).isVisible()).toBe(false);

    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    await askedFor('shortcut').toEqual({
      as: 'U0ALICE',
      tab: expect.any(String),
      channel: channelId,
      ts: shared.ts,
      callbackId: 'use-file',
    });
  });

  test('a file is shared as a message of its own', async () => {
    const page = await openAs('U0ALICE');
    const chosen = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Share a file' }).click();

    await (await chosen).setFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('email\n') });

    const base64 = Buffer.from('email\n').toString('base64');
    await askedFor('share').toMatchObject({ channel: channelId, name: 'people.csv', base64 });
  });

  test('counts what comes in elsewhere, until it is read', async () => {
    const page = await openAs('U0ALICE');
    server.push({ type: 'message', message: message({ channel: 'C0RANDOM', text: 'Hello there' }) });

    await page.getByRole('button', { name: 'general 1 unread' }).click();

    await page.getByRole('article', { name: /Hello there/ }).waitFor();
    await page.getByRole('button', { name: 'general', exact: true }).waitFor();
  });

  test('a direct message opens with whom you choose', async () => {
    server.answerWith(() => ({ ok: true, channel: 'D0NEW' }));
    const page = await openAs('U0ALICE');
    await page.getByLabel('New direct message').selectOption('Bob Okafor');
    await askedFor('open-dm').toMatchObject({ user: 'U0BOB' });

    server.push({ type: 'channel', channel: { id: 'D0NEW', name: 'Bob', kind: 'dm' } });

    await page.getByRole('textbox', { name: 'Message Bob', exact: true }).waitFor();
  });

  test('shows what reached Wickr as it happens, newest first', async () => {
    const page = await openAs('U0ALICE');
    await page.getByRole('button', { name: 'What reached the directories' }).click();
    const table = page.getByRole('table');
    await table.getByRole('row', { name: /ListUsers.*429.*fault: throttle/ }).waitFor();

    server.push({
      type: 'call',
      call: {
        at: Date.UTC(2026, 9, 6),
        operation: 'BatchDeleteUser',
        network: '1',
        status: 200,
        token: null,
        people: 50,
        note: '',
      },
    });

    await table.getByRole('row').nth(1).getByText('BatchDeleteUser').waitFor();
  });

  test('switches faults on and off, and resets only after asking', async () => {
    const page = await openAs('U0ALICE');
    await page.getByRole('button', { name: 'Inject faults' }).click();
    await page.getByLabel('How many times: Do the work, then cut the line').fill('3');
    await page.getByRole('button', { name: 'Inject: Do the work, then cut the line' }).click();
    await askedFor('fault').toMatchObject({ id: 'reset-after', count: 3 });
    await page.getByRole('button', { name: 'Stop: Answer 429, slow down' }).click();
    await askedFor('fault').toMatchObject({ id: 'throttle', count: 0 });

    await page.getByRole('button', { name: 'Reset the sandbox' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click();

    await askedFor('reset').toBeDefined();
  });

  test('says when the bot is away', async () => {
    const page = await openAs('U0ALICE');
    await page.getByText('Bot connected').waitFor();

    server.push({ type: 'bot', connected: false });

    await page.getByText('Bot not connected').waitFor();
  });

  test('everything can be reached by keyboard, and nothing holds the focus', async () => {
    const page = await openAs('U0ALICE');
    await composerOf(page).waitFor();
    const reached: string[] = [];
    for (let step = 0; step < 40; step += 1) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent'),
      );
    }

    expect(reached).toEqual(
      expect.arrayContaining(['Approve', 'Reject', 'Pace', 'More actions', '2 replies', 'Message #account-admin']),
    );
    expect(reached.filter((name) => name === 'Approve').length, 'goes round the page again').toBeGreaterThan(1);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds nothing on any surface, ${colorScheme}`, async () => {
      const picker = await browser.open(server.addressOf(''), { colorScheme });
      await picker.getByRole('link', { name: 'Bob Okafor @bob' }).waitFor();
      expect(await axeFindings(picker)).toEqual([]);

      const page = await browser.open(`${server.addressOf('U0ALICE')}#${channelId}/${cardTs}`, { colorScheme });
      await page.getByRole('complementary', { name: 'Thread' }).waitFor();
      server.push({ type: 'message', message: everyBlock });
      server.push({ type: 'message', message: message({ ts: '1900000000.000001', ephemeral: true, text: 'Psst' }) });
      await page.getByRole('button', { name: 'What reached the directories' }).click();
      await composerOf(page).fill('@a');
      await page.getByRole('listbox').waitFor();
      expect(await axeFindings(page)).toEqual([]);

      await page.getByRole('button', { name: 'Inject faults' }).click();
      server.push({ type: 'views', stack: [modal] });
      await page.getByRole('button', { name: 'Preview' }).click();
      await page.getByText('Please fill in this field.').first().waitFor();
      expect(await axeFindings(page)).toEqual([]);
    });
  }

  test('on a narrow window the channels hide behind a button', async () => {
    const page = await browser.open(server.addressOf('U0ALICE'), { width: 390, height: 780 });
    await page.getByRole('button', { name: 'Channels' }).click();
    await page.getByRole('button', { name: 'general' }).click();

    await page.getByRole('heading', { name: '#general', exact: true }).waitFor();

    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });
});
