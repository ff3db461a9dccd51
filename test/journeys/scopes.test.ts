import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { readableText } from '../../sandbox/slack/driver.ts';
import type { Channel } from '../../sandbox/slack/records.ts';
import { ALICE, APPROVALS_CHANNEL } from '../../sandbox/slack/seed.ts';
import { methods } from '../../sandbox/slack/web-api/methods/catalogue.ts';
import type { ServedCall } from '../../sandbox/slack/web-api/web-api.ts';
import { COMPOSE } from '../../src/slack/blocks/compose-modal.ts';
import { USE_FILE } from '../../src/slack/shortcuts/use-file.ts';
import { startBotInSandbox } from '../support/bot-in-sandbox.ts';
import { approved, finished, ordinaryPeople, previewed, submitted, suspendCommand } from '../support/journey.ts';

/** The manifest asks for what Muster uses, and for nothing else. */

const FAMILY = { channel: 'channels', private: 'groups', dm: 'im' } as const;

/** What Slack asks for before it serves a call. Where a method serves several kinds of conversation, that of the kind. */
function scopeOf({ workspace }: Sandbox, { method, args }: ServedCall): readonly string[] {
  const channel = workspace.channels.get(String(args['channel']));
  if (/^conversations\.(history|replies)$/.test(method)) return channel ? [`${FAMILY[channel.kind]}:history`] : [];
  if (method === 'conversations.open') return ['im:write'];
  return methods.get(method)?.scopes ?? [];
}

/** Two requests with everything that needs a scope: people and groups, a file, a direct message, and posts to look for. */
async function scopesUsed(approvals: Channel['kind']): Promise<ReadonlySet<string>> {
  await using bot = await startBotInSandbox({ extraPeople: 60 });
  const { sandbox } = bot;
  const { workspace, slack, slackFaults, webApi } = sandbox;
  const channel = workspace.channels.get(APPROVALS_CHANNEL);
  if (!channel) throw new Error('There is no approvals channel');
  workspace.channels.set(APPROVALS_CHANNEL, { ...channel, kind: approvals });

  const many = await submitted(sandbox, suspendCommand(ordinaryPeople(sandbox, 60).slice(10)));
  await slack.waitFor('the file', () => slack.threadOf(many).some(({ files }) => files.length > 0));
  slackFaults.set('lost-after', { count: 1, method: 'chat.postMessage' });
  const alice = slack.as(ALICE);
  await alice.click(await previewed(sandbox, '/wickr suspend @leavers --reason "left"'), 'Submit for approval');
  const card = await slack.waitFor('the second card', () => slack.messagesIn(APPROVALS_CHANNEL).at(1));
  await slack.waitFor('who exactly', () => slack.threadOf(card).length > 0);
  await approved(sandbox, card);
  await finished(sandbox, card);
  await slack.waitFor('the report', () => slack.threadOf(card).some(({ text }) => text.startsWith('Succeeded')));
  slackFaults.set('lost-after', { count: 1, method: 'chat.postMessage' });
  await slack.waitFor('word to the requester', () => alice.directMessages().length > 0);
  // Whether the lost word arrived is looked up before it would be sent again.
  await seen(
    sandbox,
    ({ method, args }) => method === 'conversations.history' && String(args['channel']).startsWith('D'),
  );

  expect(webApi.calls.filter(({ error }) => error === 'missing_scope')).toEqual([]);
  expect(slack.messagesIn(APPROVALS_CHANNEL)).toHaveLength(2);
  expect(alice.directMessages()).toHaveLength(1);
  return new Set(webApi.calls.filter(({ ok }) => ok).flatMap((call) => scopeOf(sandbox, call)));
}

/** What it takes to read a list that somebody shared. */
async function scopesOfAFile(): Promise<ReadonlySet<string>> {
  await using bot = await startBotInSandbox();
  const { sandbox } = bot;
  const { slack, webApi } = sandbox;
  const alice = slack.as(ALICE);
  const shared = alice.uploadMessage(APPROVALS_CHANNEL, 'leavers.csv', 'E-Mail\nerin.schmidt@acme.example\n');
  await alice.shortcut(shared, USE_FILE);
  await slack.waitFor('which command', () => readableText(alice.modal()?.view['blocks']).includes('Choose'));
  await alice.clickInModal('Choose');
  await slack.waitFor('the form', () => alice.modalInputs().length > 0);
  await alice.submit({
    [COMPOSE.operation]: {
      type: 'static_select',
      selected_option: { text: { type: 'plain_text', text: 'suspend' }, value: 'suspend' },
    },
    [COMPOSE.reason]: { type: 'plain_text_input', value: 'left' },
  });
  await slack.waitFor('the preview', () => alice.modal()?.view['callback_id'] === 'muster:preview');
  return new Set(webApi.calls.filter(({ ok }) => ok).flatMap((call) => scopeOf(sandbox, call)));
}

/** Resolves with the first such call, past or to come. */
function seen({ webApi }: Sandbox, what: (call: ServedCall) => boolean): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  if (webApi.calls.some(what)) resolve(null);
  webApi.onCall((call) => {
    if (what(call)) resolve(null);
  });
  return promise;
}

describe.concurrent('the scopes of the manifest', { timeout: 40_000 }, () => {
  test('are each needed, and are enough', async () => {
    const [inPrivate, inPublic, ofFile] = await Promise.all([
      scopesUsed('private'),
      scopesUsed('channel'),
      scopesOfAFile(),
    ]);
    await using bot = await startBotInSandbox();

    // `commands` makes /wickr exist at all, and no method asks for users:read.email: see below.
    const used = new Set([...inPrivate, ...inPublic, ...ofFile, 'commands', 'users:read.email']);
    expect([...used].toSorted()).toEqual([...bot.sandbox.workspace.manifest.scopes].toSorted());
  });

  test('hold users:read.email because without it a mention leads nowhere', async () => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    Object.assign(sandbox.workspace, {
      manifest: {
        ...sandbox.workspace.manifest,
        scopes: new Set([...sandbox.workspace.manifest.scopes].filter((scope) => scope !== 'users:read.email')),
      },
    });

    const preview = await previewed(sandbox, '/wickr suspend @erin frank.li@acme.example --reason "left"');

    expect(preview.text).toContain('Suspend 1 person in acme-prod?');
    expect(readableText(preview.blocks)).toContain('Slack shows no usable e-mail for this person.');
  });
});
