import { expect, test } from 'vitest';
import { ALICE, APPROVALS_CHANNEL, GENERAL_CHANNEL } from '../../../../sandbox/slack/seed.ts';
import { openSlack, refusal, type Slack } from './support.ts';

async function postNumbers({ client }: Slack, count: number, threadTs?: string): Promise<string[]> {
  const posted: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    const { ts = '' } = await client.chat.postMessage({
      channel: APPROVALS_CHANNEL,
      text: String(number),
      metadata: { event_type: 'number', event_payload: { number } },
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    });
    posted.push(ts);
  }
  return posted;
}

test('a conversation with a person opens once', async () => {
  const { client } = await openSlack();

  const opened = await client.conversations.open({ users: ALICE });
  const again = await client.conversations.open({ users: ALICE, return_im: true });

  expect(opened.already_open).toBeUndefined();
  expect(again).toMatchObject({ already_open: true, channel: { id: opened.channel?.id, is_im: true, user: ALICE } });
});

test.each([
  [{}, 'users_list_not_supplied'],
  [{ users: 'U0NOBODY99' }, 'user_not_found'],
  [{ users: 'U0PAUL0001' }, 'user_disabled'],
  [{ users: 'U0REMIND01' }, 'cannot_dm_bot'],
  [{ users: 'U0ALICE001,U0BOB00001' }, 'missing_scope'],
  [{ channel: GENERAL_CHANNEL }, 'method_not_supported_for_channel_type'],
])('a conversation does not open with %j', async (args, error) => {
  const { client } = await openSlack();

  expect(await refusal(client.apiCall('conversations.open', args))).toMatchObject({ error });
});

test('history goes from the newest to the oldest, page by page, without replies', async () => {
  const slack = await openSlack();
  const [parent = ''] = await postNumbers(slack, 5);
  await postNumbers(slack, 2, parent);
  const texts: (string | undefined)[][] = [];

  for await (const page of slack.client.paginate('conversations.history', { channel: APPROVALS_CHANNEL, limit: 2 })) {
    const { messages = [] } = page as { messages?: { text?: string }[] };
    texts.push(messages.map(({ text }) => text));
  }

  expect(texts).toEqual([['5', '4'], ['3', '2'], ['1']]);
});

test('history is bounded by timestamps, exclusive unless told otherwise', async () => {
  const slack = await openSlack();
  const [, second = '', , fourth = ''] = await postNumbers(slack, 5);
  const within = async (inclusive: boolean) => {
    const bounds = { oldest: second, latest: fourth, inclusive };
    const { messages = [] } = await slack.client.conversations.history({ channel: APPROVALS_CHANNEL, ...bounds });
    return messages.map(({ text }) => text);
  };

  expect(await within(false)).toEqual(['3']);
  expect(await within(true)).toEqual(['4', '3', '2']);
  expect(
    await refusal(slack.client.conversations.history({ channel: APPROVALS_CHANNEL, oldest: 'yesterday' })),
  ).toMatchObject({ error: 'invalid_ts_oldest' });
});

test('replies go from the oldest to the newest, below the message that began the thread', async () => {
  const slack = await openSlack();
  const [parent = ''] = await postNumbers(slack, 1);
  const replies = await postNumbers(slack, 3, parent);
  const place = { channel: APPROVALS_CHANNEL, ts: parent };

  const { messages, has_more } = await slack.client.conversations.replies(place);
  const later = await slack.client.conversations.replies({ ...place, oldest: replies[1] ?? '' });

  expect(has_more).toBe(false);
  expect(messages?.map(({ ts }) => ts)).toEqual([parent, ...replies]);
  expect(messages?.[0]).toMatchObject({ reply_count: 3, latest_reply: replies[2], thread_ts: parent });
  expect(messages?.[1]).toMatchObject({ thread_ts: parent, parent_user_id: 'U0MUSTER01' });
  expect(later.messages?.map(({ ts }) => ts)).toEqual([parent, replies[2]]);
});

test('every page of replies begins with the message that began the thread', async () => {
  const slack = await openSlack();
  const [parent = ''] = await postNumbers(slack, 1);
  const [first, second] = await postNumbers(slack, 2, parent);
  const place = { channel: APPROVALS_CHANNEL, ts: parent, limit: 1 };

  const one = await slack.client.conversations.replies(place);
  const cursor = one.response_metadata?.next_cursor ?? '';
  const two = await slack.client.conversations.replies({ ...place, cursor });

  expect(one.has_more).toBe(true);
  expect(one.messages?.map(({ ts }) => ts)).toEqual([parent, first]);
  expect(two.messages?.map(({ ts }) => ts)).toEqual([parent, second]);
  expect(two.has_more).toBe(false);
});

test('a lost post is found again by its metadata, which only those see who ask for it', async () => {
  const slack = await openSlack();
  const [parent = ''] = await postNumbers(slack, 1);
  const [, second] = await postNumbers(slack, 2, parent);
  const place = { channel: APPROVALS_CHANNEL, ts: parent };

  const asked = await slack.client.conversations.replies({ ...place, include_all_metadata: true });
  const unasked = await slack.client.conversations.replies(place);

  const isSecond = ({ metadata }: { metadata?: { event_payload?: unknown } }) =>
    JSON.stringify(metadata?.event_payload) === '{"number":2}';
  expect(asked.messages?.find(isSecond)?.ts).toBe(second);
  expect(unasked.messages?.every(({ metadata }) => metadata === undefined)).toBe(true);
});

test('what is no thread is not found, and a cursor from nowhere is invalid', async () => {
  const { client } = await openSlack();
  const channel = APPROVALS_CHANNEL;

  expect(await refusal(client.conversations.replies({ channel, ts: '1700000000.000100' }))).toMatchObject({
    error: 'thread_not_found',
  });
  expect(await refusal(client.conversations.history({ channel, cursor: 'bm93aGVyZQ==' }))).toMatchObject({
    error: 'invalid_cursor',
  });
});

test('reading asks for the scope of the very kind of conversation, and for membership', async () => {
  const { client } = await openSlack({ without: ['groups:history'] });

  expect(await client.conversations.history({ channel: GENERAL_CHANNEL })).toMatchObject({ ok: true });
  expect(await refusal(client.conversations.history({ channel: APPROVALS_CHANNEL }))).toMatchObject({
    error: 'missing_scope',
    needed: 'groups:history',
  });
  expect(await refusal(client.conversations.history({ channel: 'C0HELPDESK' }))).toMatchObject({
    error: 'not_in_channel',
  });
});

test('a channel tells what it is and who is in it', async () => {
  const { client } = await openSlack({ and: ['channels:read', 'groups:read'] });

  const { channel } = await client.conversations.info({ channel: APPROVALS_CHANNEL, include_num_members: true });
  const { members, response_metadata } = await client.conversations.members({ channel: APPROVALS_CHANNEL, limit: 2 });

  expect(channel).toMatchObject({ name: 'it-approvals', is_private: true, is_member: true, num_members: 5 });
  expect(members).toEqual(['U0ALICE001', 'U0BOB00001']);
  expect(response_metadata?.next_cursor).not.toBe('');
});
