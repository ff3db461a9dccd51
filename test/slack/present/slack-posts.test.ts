import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { slackUserId } from '../../../src/ids.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { openSlackLink } from '../../../src/slack/link.ts';
import type { SlackPosts } from '../../../src/slack/present/posting.ts';
import { createSlackPosts } from '../../../src/slack/present/slack-posts.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { type FakeSlack, startFakeSlack } from '../support/fake-slack.ts';
import { REQUEST_ID } from '../support/views.ts';

const MARK = { request: REQUEST_ID, key: 'card' };
const SPOT = { channel: 'C0APPROVALS', threadTs: null };
const MESSAGE = { text: 'Words', blocks: [] };

let slack: FakeSlack;
let posts: SlackPosts;
beforeEach(async () => {
  slack = await startFakeSlack();
  const config = {
    botToken: `demo-${randomBytes(8).toString('hex')}`,
    delivery: { mode: 'http', signingSecret: 'unused' } as const,
    apiUrl: slack.apiUrl,
  };
  const link = await openSlackLink({ config, clock: systemClock, log: quietLog });
  posts = createSlackPosts(link.background);
});
afterEach(() => slack.close());

describe('a call to Slack', () => {
  it('that worked names the place', async () => {
    slack.answers.set('chat.postMessage', () => ({ ok: true, channel: 'C0APPROVALS', ts: '17.000100' }));

    expect(await posts.post(SPOT, MARK, MESSAGE)).toEqual({ kind: 'posted', channel: 'C0APPROVALS', ts: '17.000100' });
    expect(slack.called('chat.postMessage')[0]?.args['metadata']).toEqual({
      event_type: 'muster_post',
      event_payload: { request: REQUEST_ID, key: 'card' },
    });
  });

  it.each([
    ['certainly had no effect', { ok: false, error: 'not_in_channel' }, { kind: 'refused', code: 'not_in_channel' }],
    ['is throttled', 429, { kind: 'throttled', retryAfterMs: 7_000 }],
    ['is throttled by code', { ok: false, error: 'rate_limited' }, { kind: 'throttled' }],
    ['is in doubt', { ok: false, error: 'internal_error' }, { kind: 'in-doubt' }],
    ['is in doubt by status', 503, { kind: 'in-doubt' }],
    ['is in doubt without a ts', { ok: true }, { kind: 'in-doubt' }],
  ])('%s, and is not repeated', async (_name, answer, end) => {
    slack.answers.set('chat.postMessage', () => answer);

    expect(await posts.post(SPOT, MARK, MESSAGE)).toMatchObject(end);
    expect(slack.called('chat.postMessage')).toHaveLength(1);
  });

  it('tells what is wrong with blocks', async () => {
    const messages = ['[ERROR] too long [json-pointer:/blocks/0/text]'];
    slack.answers.set('chat.update', () => ({ ok: false, error: 'invalid_blocks', response_metadata: { messages } }));

    expect(await posts.update('C0', '1.0', MESSAGE)).toEqual({
      kind: 'refused',
      code: 'invalid_blocks',
      details: messages,
    });
  });

  it('opens a direct message', async () => {
    slack.answers.set('conversations.open', () => ({ ok: true, channel: { id: 'D0ALICE' } }));

    expect(await posts.openDm(slackUserId('U0ALICE'))).toEqual({ kind: 'opened', channel: 'D0ALICE' });
  });
});

describe('a file', () => {
  const FILE = { name: 'results.csv', content: new Blob(['\ufeff"Zoë"\r\n', '"Bob"\r\n']), comment: 'Everybody' };
  const PLACE = () => ({ ok: true, upload_url: `${slack.apiUrl}upload`, file_id: 'F0FILE' });
  const REPLY = { channel: 'C0APPROVALS', threadTs: '17.000100' };

  it('is announced with its length in bytes, sent as it is and without the token, and then shown', async () => {
    slack.answers.set('files.getUploadURLExternal', PLACE);

    expect(await posts.upload(REPLY, FILE)).toEqual({ kind: 'posted', channel: 'C0APPROVALS', ts: null });

    expect(slack.calls.slice(1)).toMatchObject([
      { method: 'files.getUploadURLExternal', args: { filename: 'results.csv', length: String(FILE.content.size) } },
      { method: 'upload', body: '\ufeff"Zoë"\r\n"Bob"\r\n' },
      {
        method: 'files.completeUploadExternal',
        args: {
          files: [{ id: 'F0FILE', title: 'results.csv' }],
          channel_id: 'C0APPROVALS',
          thread_ts: '17.000100',
          initial_comment: 'Everybody',
        },
      },
    ]);
    expect(slack.calls.map(({ authorized }) => authorized)).toEqual([true, true, false, true]);
  });

  it('may be a text, at the top of a channel', async () => {
    slack.answers.set('files.getUploadURLExternal', PLACE);

    expect(await posts.upload(SPOT, { ...FILE, content: 'é' })).toMatchObject({ kind: 'posted' });

    expect(slack.called('files.getUploadURLExternal')[0]?.args).toMatchObject({ length: '2' });
    expect(slack.called('files.completeUploadExternal')[0]?.args).not.toHaveProperty('thread_ts');
  });

  it.each([
    ['is to wait', 429, { kind: 'throttled', retryAfterMs: 7_000 }],
    ['does not arrive', 503, { kind: 'in-doubt', reason: expect.not.stringContaining('upload') }],
  ])('that %s is not shown', async (_name, answer, end) => {
    slack.answers.set('files.getUploadURLExternal', PLACE);
    slack.answers.set('upload', () => answer);

    expect(await posts.upload(SPOT, FILE)).toMatchObject(end);
    expect(slack.called('files.completeUploadExternal')).toEqual([]);
  });

  it('that Slack names no place for is in doubt', async () => {
    expect(await posts.upload(SPOT, FILE)).toMatchObject({ kind: 'in-doubt' });
    expect(slack.called('files.completeUploadExternal')).toEqual([]);
  });
});

describe('looking for a post', () => {
  const marked = (ts: string, key: string) => ({
    ts,
    metadata: { event_type: 'muster_post', event_payload: { request: REQUEST_ID, key } },
  });
  const what = { mark: MARK, fileName: null, since: 5_000, after: null };

  it('goes through the pages of the channel', async () => {
    slack.answers.set('conversations.history', ({ cursor }) =>
      cursor === 'more'
        ? { ok: true, messages: [{ ts: '9.0' }, marked('8.000100', 'card')] }
        : { ok: true, messages: [marked('10.0', 'people:1')], response_metadata: { next_cursor: 'more' } },
    );

    expect(await posts.find(SPOT, what)).toEqual({ kind: 'found', ts: '8.000100' });
  });

  it('begins with the newest message of a channel and ends with what is too old', async () => {
    const page = (...at: number[]) => ({
      ok: true,
      messages: at.map((ts) => ({ ts: `${ts}.0` })),
      response_metadata: { next_cursor: 'more' },
    });
    const pages = [page(9, 8), page(7, 6), page(5, 4), page(3, 2)];
    slack.answers.set('conversations.history', () => pages.shift() ?? 503);

    expect(await posts.find(SPOT, what)).toEqual({ kind: 'absent' });
    expect(slack.called('conversations.history')).toHaveLength(3);
    expect(slack.called('conversations.history')[0]?.args).not.toHaveProperty('oldest');
  });

  it('does not count the message that is to be replaced', async () => {
    slack.answers.set('conversations.history', () => ({ ok: true, messages: [marked('8.000100', 'card')] }));

    expect(await posts.find(SPOT, { ...what, after: '8.000100' })).toEqual({ kind: 'absent' });
    expect(await posts.find(SPOT, { ...what, after: '7.000100' })).toMatchObject({ kind: 'found' });
  });

  it('finds a file by its name in its thread', async () => {
    slack.answers.set('conversations.replies', () => ({
      ok: true,
      messages: [{ ts: '1.0' }, { ts: '2.0', files: [{ name: 'results.csv' }] }],
    }));
    const thread = { channel: 'C0', threadTs: '1.0' };

    expect(await posts.find(thread, { ...what, fileName: 'results.csv' })).toEqual({ kind: 'found', ts: null });
    expect(await posts.find(thread, { ...what, fileName: 'other.csv' })).toEqual({ kind: 'absent' });
  });

  it('says when Slack does not let us look', async () => {
    slack.answers.set('conversations.history', () => ({ ok: false, error: 'missing_scope' }));

    expect(await posts.find(SPOT, what)).toMatchObject({ kind: 'refused', code: 'missing_scope' });
  });
});
