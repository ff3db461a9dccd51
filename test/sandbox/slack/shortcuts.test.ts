import { expect, test } from 'vitest';
import { ALICE, APPROVALS_CHANNEL, GENERAL_CHANNEL } from '../../../sandbox/slack/seed.ts';
import { startWithApp } from './bolt-app.ts';

const CSV = 'email\nerin.schmidt@acme.example\n';
const CALLBACK = 'muster:use-file';

test('a shortcut tells the app which message and what files, with a trigger and a way to answer', async () => {
  const heard = Promise.withResolvers<Record<string, unknown>>();
  const { sandbox } = await startWithApp((app) => {
    app.shortcut({ callback_id: CALLBACK, type: 'message_action' }, async ({ ack, body, client, respond }) => {
      await ack();
      const title = { type: 'plain_text' as const, text: 'Your file' };
      await client.views.open({ trigger_id: body.trigger_id, view: { type: 'modal', title, blocks: [] } });
      await respond({ text: 'Seen', response_type: 'ephemeral' });
      heard.resolve({ ...body });
    });
  });
  const alice = sandbox.slack.as(ALICE);
  const message = alice.uploadMessage(GENERAL_CHANNEL, 'people.csv', CSV);

  await alice.shortcut(message, CALLBACK);

  const body = await heard.promise;
  expect(body).toMatchObject({
    type: 'message_action',
    callback_id: CALLBACK,
    user: { id: ALICE },
    channel: { id: GENERAL_CHANNEL },
    message_ts: message.ts,
    message: {
      ts: message.ts,
      user: ALICE,
      files: [
        { name: 'people.csv', filetype: 'csv', mimetype: 'text/csv', size: CSV.length, mode: 'hosted', user: ALICE },
      ],
    },
  });
  expect(alice.modal()?.view).toMatchObject({ title: { text: 'Your file' } });
  expect(alice.ephemerals().map(({ text }) => text)).toEqual(['Seen']);
});

test('a shortcut that nobody answers is told to the person', async () => {
  const { sandbox, clock } = await startWithApp((app) => {
    app.shortcut(CALLBACK, async () => {
      clock.advance(3_001);
    });
  });
  const alice = sandbox.slack.as(ALICE);
  const message = alice.uploadMessage(GENERAL_CHANNEL, 'people.csv', CSV);

  await alice.shortcut(message, CALLBACK);

  expect(sandbox.slack.notes).toEqual([
    expect.objectContaining({ kind: 'slackbot', user: ALICE, channel: GENERAL_CHANNEL }),
  ]);
});

test('only what the manifest lists can be used', async () => {
  const { sandbox } = await startWithApp(() => {});
  const alice = sandbox.slack.as(ALICE);
  const message = alice.uploadMessage(APPROVALS_CHANNEL, 'people.csv', CSV);

  await expect(alice.shortcut(message, 'made-up')).rejects.toThrow('no message shortcut');
});
