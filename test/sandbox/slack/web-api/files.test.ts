import { expect, test } from 'vitest';
import { ALICE, APPROVALS_CHANNEL } from '../../../../sandbox/slack/seed.ts';
import { openSlack, refusal } from './support.ts';

const CSV = 'person,outcome\nérin,suspended\n';

test('a file uploaded with the client’s uploadV2 arrives in the thread as one message', async () => {
  const { client, workspace } = await openSlack();
  const { ts = '' } = await client.chat.postMessage({ channel: APPROVALS_CHANNEL, text: 'Done' });

  const answer = await client.filesUploadV2({
    channel_id: APPROVALS_CHANNEL,
    thread_ts: ts,
    filename: 'results.csv',
    title: 'results.csv',
    file: Buffer.from(CSV),
    initial_comment: 'Everything in one file',
  });

  const { messages = [] } = await client.conversations.replies({ channel: APPROVALS_CHANNEL, ts });
  expect(messages).toHaveLength(2);
  expect(messages[1]).toMatchObject({
    text: 'Everything in one file',
    thread_ts: ts,
    files: [{ name: 'results.csv', mimetype: 'text/csv', size: Buffer.byteLength(CSV) }],
  });
  const [file] = workspace.files.values();
  expect(Buffer.from(file?.bytes ?? []).toString()).toBe(CSV);
  expect(answer.files[0]).toMatchObject({ ok: true, files: [{ id: file?.id, title: 'results.csv' }] });
});

test('bytes may come raw, but only as many as announced', async () => {
  const { client } = await openSlack();
  const { upload_url = '', file_id = '' } = await client.files.getUploadURLExternal({ filename: 'a.txt', length: 5 });
  const upload = (body: string) => fetch(upload_url, { method: 'POST', body });
  const complete = () => client.files.completeUploadExternal({ files: [{ id: file_id }] });

  expect(await refusal(complete())).toMatchObject({ error: 'file_not_found' });
  expect((await upload('hell')).status).toBe(400);
  const taken = await upload('hello');
  expect([taken.status, await taken.text()]).toEqual([200, 'OK - 5']);
  expect(await complete()).toMatchObject({ files: [{ id: file_id }] });
  expect(await refusal(complete())).toMatchObject({ error: 'file_not_found' });
  expect((await upload('hello')).status).toBe(404);
});

test('an empty file is refused before it is sent', async () => {
  const { client } = await openSlack();

  expect(await refusal(client.files.getUploadURLExternal({ filename: 'a.txt', length: 0 }))).toMatchObject({
    error: 'invalid_arguments',
  });
});

test.each([
  ['a channel it is not in', 'C0HELPDESK', 'not_in_channel'],
  ['a person', ALICE, 'channel_not_found'],
])('a file cannot be shared with %s, and nothing of it is seen', async (_, channel_id, error) => {
  const { client, workspace } = await openSlack();
  const upload = () => client.filesUploadV2({ channel_id, filename: 'a.txt', file: Buffer.from('hello') });

  expect(await refusal(upload())).toMatchObject({ error });
  expect(workspace.files.size).toBe(0);
});

test('a file is downloaded with the token and the scope, and is a page to sign in without', async () => {
  const [may, mayNot] = await Promise.all([openSlack(), openSlack({ without: ['files:read'] })]);
  const download = async ({ client, tokens }: typeof may, authorization = `Bearer ${tokens.bot}`) => {
    const file = Buffer.from(CSV);
    const uploaded = await client.filesUploadV2({ channel_id: APPROVALS_CHANNEL, filename: 'a b.csv', file });
    const { files: [one] = [] } = uploaded.files[0] ?? {};
    const answer = await fetch(one?.url_private ?? '', { headers: { authorization } });
    return [answer.headers.get('content-type'), await answer.text()];
  };

  expect(await download(may)).toEqual(['text/csv', CSV]);
  expect(await download(may, 'Bearer nobody')).toEqual([
    'text/html; charset=utf-8',
    expect.stringContaining('Sign in'),
  ]);
  expect(await download(mayNot)).toEqual(['text/html; charset=utf-8', expect.stringContaining('Sign in')]);
  const [file] = may.workspace.files.values();
  expect(await may.client.files.info({ file: file?.id ?? '' })).toMatchObject({ file: { name: 'a b.csv' } });
});

test('a file that people shared where the app is not does not exist for it, until they share it where it is', async () => {
  const { client, workspace } = await openSlack();
  const file = {
    id: 'F0PEOPLE01',
    name: 'people.csv',
    title: 'people.csv',
    mimetype: 'text/csv',
    user: ALICE,
    bytes: Buffer.from(CSV),
  };
  workspace.files.set(file.id, file);
  workspace.post({ channel: 'C0HELPDESK', user: ALICE, text: '', files: [file] });

  expect(await refusal(client.files.info({ file: file.id }))).toMatchObject({ error: 'file_not_found' });

  workspace.post({ channel: APPROVALS_CHANNEL, user: ALICE, text: '', files: [file] });
  expect(await client.files.info({ file: file.id })).toMatchObject({ file: { name: 'people.csv', mode: 'hosted' } });
});
