import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { expect, test } from 'vitest';
import { ALICE, APPROVALS_CHANNEL, BOB, GENERAL_CHANNEL } from '../../../sandbox/slack/seed.ts';
import { startStandIn, startWithApp } from './bolt-app.ts';

const CARD: KnownBlock[] = [
  { type: 'section', block_id: 'what', text: { type: 'mrkdwn', text: 'Suspend 2 people' } },
  {
    type: 'actions',
    block_id: 'decide',
    elements: [
      { type: 'button', action_id: 'approve', value: 'request 7', text: { type: 'plain_text', text: 'Approve' } },
      {
        type: 'static_select',
        action_id: 'how',
        options: [{ text: { type: 'plain_text', text: 'Slowly' }, value: 'slowly' }],
      },
    ],
  },
];

async function withCard(listen: (app: App) => void) {
  const standing = await startWithApp(listen);
  const { sandbox, app } = standing;
  await app.client.chat.postMessage({ channel: APPROVALS_CHANNEL, text: 'Suspend 2 people', blocks: CARD });
  const card = await sandbox.slack.waitFor('the card', () => sandbox.slack.messagesIn(APPROVALS_CHANNEL)[0]);
  return { ...standing, slack: sandbox.slack, card };
}

test('a click carries who, what, the message and its state', async () => {
  const clicked = Promise.withResolvers<BlockAction<ButtonAction>>();
  const { slack, card } = await withCard((app) => {
    app.action<BlockAction<ButtonAction>>('approve', async ({ ack, body }) => {
      await ack();
      clicked.resolve(body);
    });
  });

  await slack.as(BOB).click(card, 'Approve');

  const body = await clicked.promise;
  expect(body).toMatchObject({
    type: 'block_actions',
    user: { id: BOB, username: 'bob' },
    channel: { id: APPROVALS_CHANNEL },
    container: { type: 'message', message_ts: card.ts, channel_id: APPROVALS_CHANNEL, is_ephemeral: false },
    message: { ts: card.ts, text: 'Suspend 2 people' },
    state: { values: { decide: { how: { type: 'static_select', selected_option: null } } } },
    actions: [{ type: 'button', action_id: 'approve', block_id: 'decide', value: 'request 7' }],
  });
});

test('the app replaces the message that was clicked, by response_url as by chat.update', async () => {
  const { slack, card, app } = await withCard((bolt) => {
    bolt.action('approve', async ({ ack, respond }) => {
      await ack();
      await respond({ replace_original: true, text: 'Approved', blocks: [] });
    });
  });

  await slack.as(BOB).click(card, 'approve');
  await slack.waitFor('the replacement', () => slack.messagesIn(APPROVALS_CHANNEL)[0]?.text === 'Approved');
  await app.client.chat.update({ channel: APPROVALS_CHANNEL, ts: card.ts, text: 'Finished' });

  expect(slack.messagesIn(APPROVALS_CHANNEL).map(({ ts, text, edited }) => ({ ts, text, edited }))).toEqual([
    { ts: card.ts, text: 'Finished', edited: true },
  ]);
});

test('an ephemeral message is shown to one person, replaced only by response_url, and beyond every method', async () => {
  const done = Promise.withResolvers<string>();
  const { sandbox } = await startWithApp((app) => {
    app.command('/wickr', async ({ ack, client }) => {
      await ack();
      await client.chat.postEphemeral({ channel: GENERAL_CHANNEL, user: ALICE, text: 'Preview', blocks: CARD });
    });
    app.action('approve', async ({ ack, body, client, respond }) => {
      await ack();
      const ts = body.type === 'block_actions' && body.container['message_ts'];
      const update = client.chat.update({ channel: GENERAL_CHANNEL, ts: String(ts), text: 'Changed' });
      const error = await update.then(
        () => 'updated',
        (failed: { data: { error: string } }) => failed.data.error,
      );
      await respond({ replace_original: true, text: 'Submitted' });
      done.resolve(error);
    });
  });
  const { slack } = sandbox;
  const alice = slack.as(ALICE);
  await alice.command(GENERAL_CHANNEL, '/wickr');
  const preview = await slack.waitFor('the preview', () => alice.ephemerals()[0]);

  await expect(slack.as(BOB).click(preview, 'Approve')).rejects.toThrow('does not see this message');
  await alice.click(preview, 'Approve');

  expect(await done.promise).toMatch(/message_not_found|cant_update_message/);
  await slack.waitFor('the answer', () => alice.ephemerals()[0]?.text === 'Submitted');
  expect(alice.ephemerals().length).toBe(1);
  expect(sandbox.workspace.history(GENERAL_CHANNEL)).toEqual([]);
});

test('a click that the app does not acknowledge is told to the person', async () => {
  const reached = Promise.withResolvers<void>();
  const { slack, card, clock } = await withCard((app) => {
    app.action('approve', async () => reached.resolve());
  });

  const click = slack.as(BOB).click(card, 'Approve');
  await reached.promise;
  clock.advance(3_001);
  await click;

  expect(slack.notes).toEqual([expect.objectContaining({ kind: 'slackbot', user: BOB })]);
});

test('a client that has not heard of a change can still click what stood there', async () => {
  let clicks = 0;
  const { slack, card } = await withCard((app) => {
    app.action('approve', async ({ ack, client }) => {
      clicks += 1;
      await ack();
      await client.chat.update({ channel: APPROVALS_CHANNEL, ts: card.ts, text: 'Approved', blocks: [] });
    });
  });
  const bob = slack.as(BOB);

  await bob.click(card, 'Approve');
  await slack.waitFor('the update', () => slack.messagesIn(APPROVALS_CHANNEL)[0]?.text === 'Approved');

  await expect(bob.click(card, 'Approve')).rejects.toThrow('There is no button');
  await bob.clickAsShown(card, 'Approve');
  expect(clicks).toBe(2);
});

test('an envelope can come twice', async () => {
  const triggers: string[] = [];
  const twice = Promise.withResolvers<void>();
  const { sandbox, slack, card } = await withCard((app) => {
    app.action('approve', async ({ ack, body }) => {
      await ack();
      triggers.push(body.type === 'block_actions' ? body.trigger_id : '');
      if (triggers.length === 2) twice.resolve();
    });
  });
  sandbox.hub.faults.duplicate = 1;

  await slack.as(BOB).click(card, 'Approve');
  await twice.promise;

  expect(triggers[0]).toBe(triggers[1]);
});

test('what is wrong with a message is said with a JSON pointer, and nothing is posted', async () => {
  const { sandbox, app } = await startWithApp(() => {});
  const blocks: KnownBlock[] = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }];

  const failed = await app.client.chat
    .postMessage({ channel: APPROVALS_CHANNEL, text: 'Hello', blocks })
    .catch((error: { data: unknown }) => error.data);

  expect(failed).toMatchObject({
    ok: false,
    error: 'invalid_blocks',
    response_metadata: { messages: [expect.stringContaining('[json-pointer:/blocks/0/text/text]')] },
  });
  expect(sandbox.workspace.history(APPROVALS_CHANNEL)).toEqual([]);
});

test('a file uploaded by the SDK stands in the thread, and people on the page can download it', async () => {
  const { sandbox, app, slack, card } = await withCard(() => {});

  await app.client.filesUploadV2({
    channel_id: APPROVALS_CHANNEL,
    thread_ts: card.ts,
    filename: 'results.csv',
    content: 'person,outcome\nerin,suspended\n',
    initial_comment: 'All results',
  });

  const [reply] = slack.threadOf(card);
  expect(reply).toMatchObject({ text: 'All results', files: [{ name: 'results.csv' }] });
  const [file] = reply?.files ?? [];
  const downloaded = await fetch(`${sandbox.url}/ui/file/${file?.id}/results.csv`);
  expect(await downloaded.text()).toBe('person,outcome\nerin,suspended\n');
});

test('waiting fails with what was last seen, and a look that throws fails at once', async () => {
  const { sandbox } = await startStandIn();
  const { slack, workspace } = sandbox;

  const waiting = slack.waitFor('something broken', () => {
    if (workspace.history(GENERAL_CHANNEL).length > 0) throw new Error('Not what I expected');
    return null;
  });
  workspace.post({ channel: GENERAL_CHANNEL, user: ALICE, text: 'Hello' });

  await expect(waiting).rejects.toThrow('Not what I expected');
});
