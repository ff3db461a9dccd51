import { expect, test } from 'vitest';
import { BOT_USER_ID } from '../../../../sandbox/slack/records.ts';
import { ALICE, APPROVALS_CHANNEL, BOB, GENERAL_CHANNEL } from '../../../../sandbox/slack/seed.ts';
import { openSlack, refusal } from './support.ts';

const HELPDESK = 'C0HELPDESK';
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

test('a posted message is answered and kept as it was sent', async () => {
  const { client, workspace } = await openSlack();

  const answer = await client.chat.postMessage({
    channel: APPROVALS_CHANNEL,
    text: 'Suspend 2 people?',
    blocks: [section('Suspend *2* people?')],
    metadata: { event_type: 'muster_post', event_payload: { request: 'r-1', key: 'card' } },
    unfurl_links: false,
  });

  expect(answer).toMatchObject({
    channel: APPROVALS_CHANNEL,
    message: { type: 'message', user: BOT_USER_ID, bot_id: 'B0MUSTER01', app_id: 'A0MUSTER01', ts: answer.ts },
  });
  expect(workspace.history(APPROVALS_CHANNEL)).toMatchObject([
    { text: 'Suspend 2 people?', blocks: [section('Suspend *2* people?')], metadata: { event_type: 'muster_post' } },
  ]);
});

test('posting to a person opens the direct messages with them, and names that channel', async () => {
  const { client, workspace } = await openSlack();

  const first = await client.chat.postMessage({ channel: ALICE, text: 'Hello' });
  const second = await client.chat.postMessage({ channel: ALICE, text: 'Hello again' });

  expect(first.channel).toMatch(/^D/);
  expect(second.channel).toBe(first.channel);
  expect(workspace.visibleTo(ALICE).map(({ text }) => text)).toContain('Hello again');
  expect(workspace.visibleTo(BOB).map(({ text }) => text)).not.toContain('Hello again');
});

test.each([
  ['a channel that is not there', { channel: 'C0NOWHERE1' }, 'channel_not_found'],
  ['a channel by its name', { channel: '#general' }, 'channel_not_found'],
  ['somebody who has left', { channel: 'U0PAUL0001' }, 'channel_not_found'],
  ['somebody of another workspace', { channel: 'U0QUINN001' }, 'channel_not_found'],
  ['a bot', { channel: 'U0REMIND01' }, 'cannot_dm_bot'],
  ['a public channel it is not in', { channel: HELPDESK }, 'not_in_channel'],
  ['a thread that is not there', { channel: GENERAL_CHANNEL, thread_ts: '1700000000.000100' }, 'thread_not_found'],
  ['a thread by no timestamp', { channel: GENERAL_CHANNEL, thread_ts: 'yesterday' }, 'invalid_thread_ts'],
])('the app cannot post to %s', async (_, place, error) => {
  const { client } = await openSlack();

  expect(await refusal(client.chat.postMessage({ text: 'Hello', ...place }))).toMatchObject({ error });
});

test('a private channel without the app does not exist for it', async () => {
  const { client, workspace } = await openSlack();
  workspace.channels.set('C0SECRET01', {
    id: 'C0SECRET01',
    name: 'secret',
    kind: 'private',
    members: new Set([ALICE]),
    archived: false,
  });

  expect(await refusal(client.chat.postMessage({ channel: 'C0SECRET01', text: 'Hello' }))).toMatchObject({
    error: 'channel_not_found',
  });
});

test('chat:write.public posts where the app is no member', async () => {
  const { client } = await openSlack({ and: ['chat:write.public'] });

  expect(await client.chat.postMessage({ channel: HELPDESK, text: 'Hello' })).toMatchObject({ channel: HELPDESK });
});

test('an archived channel takes no messages and lets none be changed', async () => {
  const { client, workspace } = await openSlack();
  const { ts = '' } = await client.chat.postMessage({ channel: APPROVALS_CHANNEL, text: 'Before' });
  const channel = workspace.channels.get(APPROVALS_CHANNEL);
  if (channel) workspace.channels.set(channel.id, { ...channel, archived: true });

  const place = { channel: APPROVALS_CHANNEL, text: 'After' };
  expect(await refusal(client.chat.postMessage(place))).toMatchObject({ error: 'is_archived' });
  expect(await refusal(client.chat.postEphemeral({ ...place, user: ALICE }))).toMatchObject({ error: 'is_archived' });
  expect(await refusal(client.chat.update({ ...place, ts }))).toMatchObject({ error: 'is_inactive' });
});

test('a thread hangs from the message that began it, not from a reply', async () => {
  const { client } = await openSlack();
  const place = { channel: APPROVALS_CHANNEL, text: 'x' };
  const { ts = '' } = await client.chat.postMessage(place);
  const reply = await client.chat.postMessage({ ...place, thread_ts: ts });

  expect(reply.message?.thread_ts).toBe(ts);
  expect(await refusal(client.chat.postMessage({ ...place, thread_ts: reply.ts ?? '' }))).toMatchObject({
    error: 'cannot_reply_to_message',
  });
});

test.each([
  ['nothing', {}, 'no_text'],
  ['empty text and no blocks', { text: '', blocks: [] }, 'no_text'],
  ['more text than a message holds', { text: 'x'.repeat(40_001) }, 'msg_too_long'],
  ['blocks that are no list', { text: 'x', blocks: '{"type":' }, 'invalid_blocks_format'],
  [
    'more in blocks than Slack shows',
    { text: 'x', blocks: Array(5).fill(section('x'.repeat(2_900))) },
    'msg_blocks_too_long',
  ],
  ['metadata without a type', { text: 'x', metadata: { event_payload: {} } }, 'invalid_metadata_format'],
  [
    'metadata with a null',
    { text: 'x', metadata: { event_type: 'a', event_payload: { b: null } } },
    'invalid_metadata_format',
  ],
  [
    'metadata nested too deep',
    { text: 'x', metadata: { event_type: 'a', event_payload: { b: [{ c: { d: 1 } }] } } },
    'invalid_metadata_format',
  ],
  ['what the stand-in does not know', { text: 'x', attachments: [{ text: 'x' }] }, 'invalid_arguments'],
])('a message cannot be made of %s', async (_, content, error) => {
  const { client, workspace } = await openSlack();

  expect(await refusal(client.apiCall('chat.postMessage', { channel: GENERAL_CHANNEL, ...content }))).toMatchObject({
    error,
  });
  expect(workspace.history(GENERAL_CHANNEL)).toEqual([]);
});

test('blocks that break the rules of Block Kit are refused with a pointer to where', async () => {
  const { client } = await openSlack();

  expect(
    await refusal(client.chat.postMessage({ channel: GENERAL_CHANNEL, text: 'x', blocks: [{ type: 'broken' }] })),
  ).toMatchObject({
    error: 'invalid_blocks',
    errors: ['unsupported type: broken [json-pointer:/blocks/0/type]'],
    response_metadata: { messages: ['[ERROR] unsupported type: broken [json-pointer:/blocks/0/type]'] },
  });
});

test('an update replaces text and blocks, and keeps the metadata', async () => {
  const { client, workspace } = await openSlack();
  const metadata = { event_type: 'muster_post', event_payload: { request: 'r-1' } };
  const { ts = '' } = await client.chat.postMessage({
    channel: APPROVALS_CHANNEL,
    text: 'Old',
    blocks: [section('Old')],
    metadata,
  });

  const place = { channel: APPROVALS_CHANNEL, ts };
  await client.chat.update({ ...place, text: 'New', blocks: [section('New')] });
  expect(workspace.find(APPROVALS_CHANNEL, ts)).toMatchObject({ text: 'New', blocks: [section('New')], metadata });

  const answer = await client.chat.update({ ...place, text: 'Only text' });
  expect(answer).toMatchObject({ ok: true, ts, text: 'Only text', message: { user: BOT_USER_ID } });
  expect(workspace.find(APPROVALS_CHANNEL, ts)).toMatchObject({ text: 'Only text', blocks: null, metadata });
});

test('an update with empty metadata removes it', async () => {
  const { client, workspace } = await openSlack();
  const { ts = '' } = await client.chat.postMessage({
    channel: GENERAL_CHANNEL,
    text: 'x',
    metadata: { event_type: 'a', event_payload: {} },
  });

  await client.apiCall('chat.update', { channel: GENERAL_CHANNEL, ts, text: 'y', metadata: {} });

  expect(workspace.find(GENERAL_CHANNEL, ts)?.metadata).toBeNull();
});

test('only its own, existing, lasting messages can be updated or deleted, in a channel called by its id', async () => {
  const { client, workspace } = await openSlack();
  const alices = workspace.post({ channel: GENERAL_CHANNEL, user: ALICE, text: 'Hi' });
  const dm = await client.chat.postMessage({ channel: ALICE, text: 'Hello' });
  const { message_ts: ephemeral = '' } = await client.chat.postEphemeral({
    channel: GENERAL_CHANNEL,
    user: ALICE,
    text: 'Psst',
  });
  const update = (channel: string, ts: string, text = 'x') => refusal(client.chat.update({ channel, ts, text }));
  const remove = (channel: string, ts: string) => refusal(client.chat.delete({ channel, ts }));

  expect(await update(GENERAL_CHANNEL, alices.ts)).toMatchObject({ error: 'cant_update_message' });
  expect(await remove(GENERAL_CHANNEL, alices.ts)).toMatchObject({ error: 'cant_delete_message' });
  expect(await update(GENERAL_CHANNEL, ephemeral)).toMatchObject({ error: 'cant_update_message' });
  expect(await remove(GENERAL_CHANNEL, ephemeral)).toMatchObject({ error: 'message_not_found' });
  expect(await update(GENERAL_CHANNEL, '1700000000.000100')).toMatchObject({ error: 'message_not_found' });
  expect(await update(ALICE, dm.ts ?? '')).toMatchObject({ error: 'channel_not_found' });
  expect(await update(dm.channel ?? '', dm.ts ?? '', 'x'.repeat(4_001))).toMatchObject({ error: 'msg_too_long' });
  expect(await client.chat.delete({ channel: dm.channel ?? '', ts: dm.ts ?? '' })).toMatchObject({ ok: true });
  expect(workspace.history(dm.channel ?? '')).toEqual([]);
});

test('an ephemeral message is seen by one person and found by no method', async () => {
  const { client, workspace } = await openSlack();

  await client.chat.postEphemeral({ channel: APPROVALS_CHANNEL, user: ALICE, text: 'Psst' });

  expect(workspace.visibleTo(ALICE).map(({ text }) => text)).toEqual(['Psst']);
  expect(workspace.visibleTo(BOB)).toEqual([]);
  const { messages } = await client.conversations.history({ channel: APPROVALS_CHANNEL });
  expect(messages).toEqual([]);
});

test('an ephemeral message needs both the app and the person in the channel', async () => {
  const { client } = await openSlack();
  const post = (channel: string, user: string) => refusal(client.chat.postEphemeral({ channel, user, text: 'Psst' }));

  expect(await post(HELPDESK, ALICE)).toMatchObject({ error: 'not_in_channel' });
  expect(await post(APPROVALS_CHANNEL, 'U0ERIN0001')).toMatchObject({ error: 'user_not_in_channel' });
  expect(await post(ALICE, ALICE)).toMatchObject({ error: 'channel_not_found' });
});

test('a permalink leads to a message, and names the thread of a reply', async () => {
  const { client, url } = await openSlack();
  const channel = APPROVALS_CHANNEL;
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'x' });
  const { ts: reply = '' } = await client.chat.postMessage({ channel, text: 'y', thread_ts: ts });
  const link = async (message_ts: string) => (await client.chat.getPermalink({ channel, message_ts })).permalink;

  expect(await link(ts)).toBe(`${url}/archives/${channel}/p${ts.replace('.', '')}`);
  expect(await link(reply)).toBe(
    `${url}/archives/${channel}/p${reply.replace('.', '')}?thread_ts=${ts}&cid=${channel}`,
  );
  expect(await refusal(client.chat.getPermalink({ channel, message_ts: '1700000000.000100' }))).toMatchObject({
    error: 'message_not_found',
  });
});
