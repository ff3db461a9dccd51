import type { ModalView } from '@slack/types';
import { expect, test } from 'vitest';
import { ALICE, APPROVALS_CHANNEL, BOB, DAVE, GENERAL_CHANNEL } from '../../../sandbox/slack/seed.ts';
import { connectApp } from '../slack/bolt-app.ts';
import { openTab, startServerForPage, tokenOf } from './page.ts';

async function startPage() {
  const sandbox = await startServerForPage();
  return { sandbox, token: await tokenOf(sandbox) };
}

const FORM: ModalView = {
  type: 'modal',
  callback_id: 'form',
  title: { type: 'plain_text', text: 'Form' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [
    {
      type: 'input',
      block_id: 'reason',
      label: { type: 'plain_text', text: 'Reason' },
      element: { type: 'plain_text_input', action_id: 'text' },
    },
  ],
};

test('whoever has not said who they are sees the people and nothing else', async () => {
  const { sandbox, token } = await startPage();

  const { snapshot } = await openTab(sandbox, '', token);

  expect(snapshot.me).toBe('');
  expect(snapshot.users.filter(({ playable }) => playable).map(({ name }) => name)).toContain('alice');
  expect(snapshot.users.find(({ name }) => name === 'paul')).toMatchObject({ kind: 'deactivated', playable: false });
  expect([snapshot.channels, snapshot.messages, snapshot.commands, snapshot.calls]).toEqual([[], [], [], []]);
});

test('a person sees their own channels and the commands of the manifest', async () => {
  const { sandbox, token } = await startPage();

  const alice = await openTab(sandbox, ALICE, token);
  const grace = await openTab(sandbox, 'U0GRACE001', token);

  expect(alice.snapshot.channels.map(({ id }) => id)).toContain(APPROVALS_CHANNEL);
  expect(grace.snapshot.channels.map(({ id }) => id)).not.toContain(APPROVALS_CHANNEL);
  expect(alice.snapshot.commands.map(({ command }) => command)).toEqual(['/wickr', '/genauth', '/muster']);
  expect(alice.snapshot.botConnected).toBe(false);
});

test('what one says in a channel the others there read, and only they', async () => {
  const { sandbox, token } = await startPage();
  const alice = await openTab(sandbox, ALICE, token);
  const bob = await openTab(sandbox, BOB, token);
  const grace = await openTab(sandbox, 'U0GRACE001', token);

  await alice.send('send', { as: ALICE, tab: 't', channel: APPROVALS_CHANNEL, text: 'Only for IT' });
  await alice.send('send', { as: ALICE, tab: 't', channel: GENERAL_CHANNEL, text: 'For all' });

  expect((await bob.next('message')).message).toMatchObject({ user: ALICE, text: 'Only for IT', ephemeral: false });
  expect((await grace.next('message')).message.text).toBe('For all');
});

test('nobody says anything where they are not', async () => {
  const { sandbox, token } = await startPage();
  const grace = await openTab(sandbox, 'U0GRACE001', token);

  const answer = await grace.send('send', { as: 'U0GRACE001', tab: 't', channel: APPROVALS_CHANNEL, text: 'Hello' });

  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ ok: false, error: 'not_in_channel' });
});

test('a modal opens in the tab of its person, shows errors, and closes when the tab goes', async () => {
  const { sandbox, token } = await startPage();
  await connectApp(sandbox, (app) => {
    app.command('/wickr', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: FORM });
    });
    app.view('form', async ({ ack }) => ack({ response_action: 'errors', errors: { reason: 'Say more.' } }));
  });
  const alice = await openTab(sandbox, ALICE, token);

  await alice.send('send', { as: ALICE, tab: 't', channel: GENERAL_CHANNEL, text: '/wickr' });
  const [form] = (await alice.next('views')).stack;
  const viewId = form?.id ?? '';
  const state = { reason: { text: { type: 'plain_text_input', value: 'x' } } };
  await alice.send('view-submit', { as: ALICE, tab: 't', viewId, state });

  expect(form?.view).toMatchObject({ callback_id: 'form' });
  expect(await alice.next('view-errors')).toMatchObject({ viewId, errors: { reason: 'Say more.' } });
  const closed = sandbox.slack.waitFor('the modal to go', () => sandbox.slack.as(ALICE).modal() === null);
  alice.close();
  await closed;
});

test('an ephemeral answer reaches one tab, and a fresh tab does not have it', async () => {
  const { sandbox, token } = await startPage();
  await connectApp(sandbox, (app) => {
    app.command('/wickr', async ({ ack }) => ack('Just for you'));
  });
  const alice = await openTab(sandbox, ALICE, token);

  await alice.send('send', { as: ALICE, tab: 't', channel: GENERAL_CHANNEL, text: '/wickr help' });

  expect((await alice.next('message')).message).toMatchObject({ text: 'Just for you', ephemeral: true });
  expect((await openTab(sandbox, ALICE, token)).snapshot.messages).toEqual([]);
  expect((await openTab(sandbox, DAVE, token)).snapshot.messages).toEqual([]);
});

test('a command in a thread is answered by Slack itself', async () => {
  const { sandbox, token } = await startPage();
  const alice = await openTab(sandbox, ALICE, token);

  await alice.send('send', {
    as: ALICE,
    tab: 't',
    channel: GENERAL_CHANNEL,
    text: '/wickr help',
    threadTs: '1.000001',
  });

  expect((await alice.next('slackbot')).text).toContain('not supported in threads');
});

test('faults are listed, armed and counted down where the page can see it', async () => {
  const { sandbox, token } = await startPage();
  const alice = await openTab(sandbox, ALICE, token);

  const answer = await alice.send('fault', { where: 'slack', id: 'rate-limited', count: 2 });

  expect(answer.status).toBe(200);
  const { faults } = await alice.next('faults');
  expect(faults.find(({ id }) => id === 'rate-limited')).toMatchObject({ where: 'slack', remaining: 2 });
  expect((await alice.send('fault', { where: 'wickr', id: 'no-such-fault', count: 1 })).status).toBe(400);
});

test('after a reset every tab starts over', async () => {
  const { sandbox, token } = await startPage();
  const alice = await openTab(sandbox, ALICE, token);
  await alice.send('send', { as: ALICE, tab: 't', channel: GENERAL_CHANNEL, text: 'Hello' });

  await alice.send('reset', {});

  expect((await alice.next('snapshot')).messages).toEqual([]);
});

test('what the page cannot mean is refused, and the server lives on', async () => {
  const { sandbox, token } = await startPage();
  const headers = { 'x-sandbox-token': token };
  const post = async (name: string, body: string) =>
    (await fetch(`${sandbox.url}/ui/${name}`, { method: 'POST', headers, body })).status;

  expect(await post('send', 'not json')).toBe(400);
  expect(await post('send', '{"as":"U0ALICE001"}')).toBe(400);
  expect(await post('nonsense', '{}')).toBe(400);
  expect((await fetch(sandbox.url)).status).toBe(200);
});

test('a person shares a file, and uses what the app offers for that message', async () => {
  const { sandbox, token } = await startPage();
  const heard = Promise.withResolvers<unknown>();
  await connectApp(sandbox, (app) => {
    app.shortcut('muster:use-file', async ({ ack, body }) => {
      await ack();
      heard.resolve({ ...body });
    });
  });
  const alice = await openTab(sandbox, ALICE, token);
  const who = { as: ALICE, tab: 't', channel: GENERAL_CHANNEL };
  const [offered] = alice.snapshot.messageShortcuts;

  await alice.send('share', { ...who, name: 'people.csv', base64: Buffer.from('email').toString('base64') });
  const { message } = await alice.next('message');
  await alice.send('shortcut', { ...who, ts: message.ts, callbackId: offered?.callbackId ?? '' });

  expect(offered?.name).toBe('Use this file in Muster');
  expect(message).toMatchObject({ user: ALICE, files: [{ name: 'people.csv', sizeBytes: 5 }] });
  expect(await heard.promise).toMatchObject({ message: { files: [{ name: 'people.csv' }] } });
});

test('nobody shares a file where they are not, nor uses a message they do not see', async () => {
  const { sandbox, token } = await startPage();
  const grace = await openTab(sandbox, 'U0GRACE001', token);
  const who = { as: 'U0GRACE001', tab: 't', channel: APPROVALS_CHANNEL };
  const secret = sandbox.slack.as(ALICE).uploadMessage(APPROVALS_CHANNEL, 'people.csv', 'email');

  const shared = await grace.send('share', { ...who, name: 'a.csv', base64: '' });
  const used = await grace.send('shortcut', { ...who, ts: secret.ts, callbackId: 'muster:use-file' });

  expect(await shared.json()).toEqual({ ok: false, error: 'not_in_channel' });
  expect(await used.json()).toEqual({ ok: false, error: 'message_not_found' });
});
