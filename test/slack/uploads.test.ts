import { expect, test } from 'vitest';
import { ALICE, APPROVALS_CHANNEL } from '../../sandbox/slack/seed.ts';
import { slackUserId } from '../../src/ids.ts';
import { createSlackPosts } from '../../src/slack/present/slack-posts.ts';
import { createUploads } from '../../src/slack/uploads.ts';
import { openSlack, type Slack } from '../sandbox/slack/web-api/support.ts';
import { quietLog } from '../support/quiet-log.ts';

const CSV = 'email\nerin.schmidt@acme.example\n';

async function having(name: string, content: string, options: Parameters<typeof openSlack>[0] = {}) {
  const slack = await openSlack(options);
  const file = { id: 'F0PEOPLE01', name, title: name, mimetype: 'text/csv', user: ALICE, bytes: Buffer.from(content) };
  slack.workspace.files.set(file.id, file);
  slack.workspace.post({ channel: APPROVALS_CHANNEL, user: ALICE, text: '', files: [file] });
  const uploads = uploadsOf(slack);
  const kind = { isAccountId: (text: string) => /^\d{6,}$/.test(text) };
  return { slack, read: (fileId = file.id) => uploads.read({ fileId, kind, by: null, column: null }) };
}

function uploadsOf({ client, url, tokens }: Slack) {
  const posts = createSlackPosts(client);
  return createUploads({ client, apiUrl: `${url}/api/`, botToken: tokens.bot, posts, log: quietLog });
}

test('a file is got by its id alone, and read', async () => {
  const { read } = await having('people.csv', CSV);

  expect(await read()).toMatchObject({ kind: 'read', rowsIn: 1, people: [{ identifier: { kind: 'email' } }] });
});

test('a file that Slack does not show us may be shown another time', async () => {
  const { read } = await having('people.csv', CSV);

  expect(await read('F0NOWHERE1')).toMatchObject({ kind: 'not-got', again: true });
  expect(await read('F0NOWHERE1')).toMatchObject({ reason: expect.stringContaining('Invite me') });
});

test('without the scope the sentence names it', async () => {
  const { read } = await having('people.csv', CSV, { without: ['files:read'] });

  expect(await read()).toMatchObject({ kind: 'not-got', reason: expect.stringContaining('files:read') });
});

test.each(['rate-limited', 'error-500', 'error-503-html'])(
  'when Slack cannot be asked (%s) another try may fare better',
  async (fault) => {
    const { slack, read } = await having('people.csv', CSV);
    slack.faults.set(fault, { count: 1 });

    expect(await read()).toMatchObject({ kind: 'not-got', again: true, reason: expect.stringContaining('try again') });
    expect(await read()).toMatchObject({ kind: 'read' });
  },
);

test('a file for a person arrives in their direct messages, and one that does not arrive is told', async () => {
  const slack = await openSlack();
  const uploads = uploadsOf(slack);
  const file = { name: 'rejected.csv', content: 'line\r\n', comment: 'One row' };

  await uploads.sendTo(slackUserId(ALICE), file);

  const { id } = slack.workspace.openDm(ALICE);
  expect(slack.workspace.history(id)).toMatchObject([{ text: 'One row', files: [{ name: 'rejected.csv' }] }]);
  await expect(uploads.sendTo(slackUserId('U0PAUL0001'), file)).rejects.toThrow('direct message');
});
