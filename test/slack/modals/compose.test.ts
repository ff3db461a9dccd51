import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { readableText } from '../../../sandbox/slack/driver.ts';
import { ALICE, APPROVALS_CHANNEL, BOB, GENERAL_CHANNEL } from '../../../sandbox/slack/seed.ts';
import type { GroupName } from '../../../src/directories/directory.ts';
import type { Ask, PermittedOperation, UseCases } from '../../../src/requests/use-cases.ts';
import { COMPOSE, columnBlock, groupBlock } from '../../../src/slack/blocks/compose-modal.ts';
import type { CommandKind } from '../../../src/slack/command-kind.ts';
import { USE_FILE } from '../../../src/slack/shortcuts/use-file.ts';
import { startSlackInSandbox, WICKR } from '../support/slack-in-sandbox.ts';
import { aTarget, aView, NOW } from '../support/views.ts';

const may = (directory: string, operation: string, options: readonly string[] = []): PermittedOperation => ({
  directory,
  isDefault: directory === 'acme-prod',
  operation,
  effect: `What ${operation} does.`,
  reversible: true,
  options,
  forNewcomers: operation === 'invite',
});
const PERMITTED = [
  may('acme-prod', 'suspend'),
  may('acme-prod', 'invite', ['group']),
  may('acme-test', 'invite', ['group']),
];

/** Where Muster is not a member. */
const ELSEWHERE = 'C0HELPDESK';

async function start(expected: Partial<UseCases> = {}, kinds?: readonly CommandKind[]) {
  const asked: Ask[] = [];
  const sandbox = await startSlackInSandbox(
    {
      permitted: async () => PERMITTED,
      groupNames: async (_actor, _kind, directory) => [
        { name: `Default of ${directory}`, isDefault: true },
        { name: `Field of ${directory}`, isDefault: false },
      ],
      preview: async (ask) => {
        asked.push(ask);
        const view = aView({ state: { kind: 'drafted', lapsesAt: NOW + 3_600_000 } });
        return {
          kind: 'previewed',
          view,
          targets: [aTarget(0), aTarget(1), aTarget(2)],
          deciders: '<@U0BOB>',
          quorum: 1,
        };
      },
      ...expected,
    },
    kinds,
  );
  return { sandbox, slack: sandbox.slack, alice: sandbox.slack.as(ALICE), asked };
}

const blocksOf = (sandbox: Sandbox) => sandbox.workspace.stack(ALICE).at(-1)?.view['blocks'];
const shown = (sandbox: Sandbox) => readableText(blocksOf(sandbox));

const select = (value: string) => ({
  type: 'static_select',
  selected_option: { text: { type: 'plain_text', text: value }, value },
});
const text = (value: string) => ({ type: 'plain_text_input', value });
const ticked = (...ids: readonly string[]) => ({
  type: 'checkboxes',
  selected_options: ids.map((value) => ({ text: { type: 'plain_text', text: 'x' }, value })),
});
const SUSPEND_IT = { [COMPOSE.operation]: select('suspend'), [COMPOSE.reason]: text('They left.') };

async function openForm({ sandbox, slack, alice }: Awaited<ReturnType<typeof start>>) {
  await alice.command(GENERAL_CHANNEL, '/wickr');
  await slack.waitFor('the form', () => shown(sandbox).includes('A file of people'));
}

describe('the form', () => {
  test('asks for a group of the chosen directory once an operation takes one, and keeps what was entered', async () => {
    const all = await start();
    const { slack, alice, asked, sandbox } = all;
    await openForm(all);
    const entered = { [COMPOSE.list]: text('erin.schmidt@acme.example'), [COMPOSE.reason]: text('New office.') };

    await alice.choose(COMPOSE.operation, 'invite', entered);
    await slack.waitFor('groups', () => shown(sandbox).includes('Field of acme-prod'));
    const operation = select('invite');
    await alice.choose(COMPOSE.directory, 'acme-test', { ...entered, [COMPOSE.operation]: operation });
    await slack.waitFor('other groups', () => shown(sandbox).includes('Field of acme-test'));
    expect(shown(sandbox)).not.toContain('Field of acme-prod');
    const directory = select('acme-test');
    await alice.submit({
      ...entered,
      [COMPOSE.operation]: operation,
      [COMPOSE.directory]: directory,
      [groupBlock('acme-test')]: select('Field of acme-test'),
    });
    await slack.waitFor('the preview', () => alice.modal()?.view['callback_id'] === 'muster:preview');

    expect(asked).toMatchObject([
      {
        kind: 'wickr',
        operation: 'invite',
        directory: 'acme-test',
        options: { group: 'Field of acme-test' },
        people: { identifiers: [{ kind: 'email', email: 'erin.schmidt@acme.example' }] },
        selection: null,
        reason: 'New office.',
      },
    ]);
  });

  test('submitted before its group could be asked for comes back with that question and all that was entered', async () => {
    const all = await start();
    const { slack, alice, asked, sandbox } = all;
    await openForm(all);

    await alice.submit({
      [COMPOSE.operation]: select('invite'),
      [COMPOSE.list]: text('erin.schmidt@acme.example'),
      [COMPOSE.reason]: text('New office.'),
    });

    await slack.waitFor('the question', () => shown(sandbox).includes('this takes a security group as well.'));
    expect(JSON.stringify(blocksOf(sandbox))).toContain('erin.schmidt@acme.example');
    expect(asked).toEqual([]);
  });

  test('that was submitted is not brought back by a choice that took longer', async () => {
    const groups = Promise.withResolvers<readonly GroupName[]>();
    const all = await start({ groupNames: () => groups.promise });
    const { slack, alice, sandbox } = all;
    await openForm(all);
    const entered = { [COMPOSE.list]: text('erin.schmidt@acme.example'), [COMPOSE.reason]: text('They left.') };

    await alice.choose(COMPOSE.operation, 'invite', entered);
    await alice.submit({ ...entered, [COMPOSE.operation]: select('suspend') });
    await slack.waitFor('the preview', () => alice.modal()?.view['callback_id'] === 'muster:preview');
    const updates = () => sandbox.webApi.calls.filter(({ method }) => method === 'views.update');
    const before = updates().length;
    groups.resolve([{ name: 'Field', isDefault: false }]);
    await expect.poll(() => updates().length).toBe(before + 1);

    expect(updates().at(-1)).toMatchObject({ ok: false, error: 'hash_conflict' });
    expect(alice.modal()?.view['callback_id']).toBe('muster:preview');
  });
});

describe('a file', () => {
  const CSV = 'name,email\nErin,erin.schmidt@acme.example\nFrank,frank.li@acme.example\nGrace,grace at acme\n';

  test('is read, previewed with every row accounted for, and its rejected rows come back as a file', async () => {
    const all = await start();
    const { slack, alice, asked, sandbox } = all;
    await openForm(all);

    await alice.submit({ ...SUSPEND_IT, [COMPOSE.file]: alice.attach('people.csv', CSV) });

    await slack.waitFor('the preview', () => alice.modal()?.view['callback_id'] === 'muster:preview');
    expect(shown(sandbox)).toContain('*people.csv*: 3 rows = 2 accepted + 1 rejected.');
    expect(shown(sandbox)).toContain('Line 4, grace at acme:');
    expect(asked[0]?.people).toMatchObject({
      identifiers: [{ email: 'erin.schmidt@acme.example' }, { email: 'frank.li@acme.example' }],
      unreadable: [],
    });
    const sent = await slack.waitFor('the rejected rows', () =>
      alice.directMessages().find(({ files }) => files.length > 0),
    );
    expect(sent.files[0]?.name).toBe('rejected-people.csv');
    expect(Buffer.from(sent.files[0]?.bytes ?? []).toString()).toMatch(/"4","grace at acme"/);
  });

  test('that was exported from another directory is not taken for this one', async () => {
    const all = await start();
    const { slack, alice, asked, sandbox } = all;
    await openForm(all);
    const csv = 'typed,name,email,account id,directory\nerin,Erin,erin@acme.example,4711,acme-test\n';

    await alice.submit({ ...SUSPEND_IT, [COMPOSE.file]: alice.attach('people.csv', csv) });

    await slack.waitFor('the form again', () => shown(sandbox).includes('people.csv was exported from acme-test'));
    expect(asked).toEqual([]);
  });

  test('adds to those who were chosen and typed', async () => {
    const all = await start();
    const { slack, alice, asked } = all;
    await openForm(all);

    await alice.submit({
      ...SUSPEND_IT,
      [COMPOSE.people]: { type: 'multi_users_select', selected_users: [BOB] },
      [COMPOSE.list]: text('carol.diaz@acme.example'),
      [COMPOSE.file]: alice.attach('people.txt', 'erin.schmidt@acme.example\n'),
    });

    await slack.waitFor('the preview', () => alice.modal()?.view['callback_id'] === 'muster:preview');
    expect(asked[0]?.people.identifiers).toMatchObject([
      { kind: 'mention', slackUserId: BOB },
      { email: 'carol.diaz@acme.example' },
      { email: 'erin.schmidt@acme.example' },
    ]);
    expect(alice.directMessages()).toEqual([]);
  });

  test('whose people could stand in two columns is asked about, and not asked for again', async () => {
    const all = await start();
    const { slack, alice, asked, sandbox } = all;
    await openForm(all);
    const twice =
      'email,email\nerin.schmidt@acme.example,boss1@acme.example\nfrank.li@acme.example,boss2@acme.example\n';

    await alice.submit({ ...SUSPEND_IT, [COMPOSE.file]: alice.attach('people.csv', twice) });
    await slack.waitFor('the question', () => shown(sandbox).includes('Please choose the column'));
    const [file] = [...sandbox.workspace.files.values()];
    const id = file?.id ?? '';
    await alice.submit({ [columnBlock(id)]: select('1') });

    await slack.waitFor('the preview', () => alice.modal()?.view['callback_id'] === 'muster:preview');
    expect(asked).toMatchObject([
      {
        operation: 'suspend',
        reason: 'They left.',
        people: { identifiers: [{ email: 'boss1@acme.example' }, { email: 'boss2@acme.example' }] },
      },
    ]);
  });

  test('that is no table leads back to the form with the reason at the file', async () => {
    const all = await start();
    const { slack, alice, asked, sandbox } = all;
    await openForm(all);

    await alice.submit({ ...SUSPEND_IT, [COMPOSE.file]: alice.attach('people.csv', 'PK\0\0') });

    await slack.waitFor('the form again', () => shown(sandbox).includes('people.csv, line 1: This is no text file'));
    expect(JSON.stringify(blocksOf(sandbox))).toContain('They left.');
    expect(asked).toEqual([]);
  });

  test('is kept, ticked, when a rule says no', async () => {
    const all = await start({ preview: async () => ({ kind: 'refused', reason: 'Not before Monday.' }) });
    const { slack, alice, sandbox } = all;
    await openForm(all);

    await alice.submit({ ...SUSPEND_IT, [COMPOSE.file]: alice.attach('people.csv', CSV) });

    await slack.waitFor('the form again', () => shown(sandbox).includes('Not before Monday.'));
    const [file] = [...sandbox.workspace.files.values()];
    expect(blocksOf(sandbox)).toContainEqual(
      expect.objectContaining({
        block_id: COMPOSE.attached,
        element: expect.objectContaining({ initial_options: [expect.objectContaining({ value: file?.id })] }),
      }),
    );
    expect(alice.directMessages()).toEqual([]);
  });

  test('in which nobody could be read previews nothing, and says why row by row', async () => {
    const all = await start();
    const { slack, alice, asked, sandbox } = all;
    await openForm(all);

    await alice.submit({ ...SUSPEND_IT, [COMPOSE.file]: alice.attach('people.csv', 'email\nnobody\n') });

    await slack.waitFor('the form again', () => shown(sandbox).includes('No row of people.csv names anybody'));
    await slack.waitFor('the rejected rows', () => alice.directMessages().find(({ files }) => files.length > 0));
    expect(asked).toEqual([]);
  });
});

describe('the shortcut of a message', () => {
  test('opens the form with the file, which is fetched anew when the form is submitted', async () => {
    const all = await start();
    const { slack, alice, asked, sandbox } = all;
    const message = alice.uploadMessage(APPROVALS_CHANNEL, 'leavers.csv', 'email\nerin.schmidt@acme.example\n');

    await alice.shortcut(message, USE_FILE);
    await slack.waitFor('the form', () => shown(sandbox).includes('leavers.csv'));
    expect(sandbox.webApi.calls.some(({ method }) => method === 'files.info')).toBe(false);
    await alice.submit(SUSPEND_IT);

    await slack.waitFor('the preview', () => alice.modal()?.view['callback_id'] === 'muster:preview');
    expect(asked[0]?.people.identifiers).toMatchObject([{ email: 'erin.schmidt@acme.example' }]);
    expect(sandbox.webApi.calls.filter(({ method }) => method === 'files.info')).toHaveLength(1);
  });

  test('takes one of several files', async () => {
    const all = await start();
    const { slack, alice, asked, sandbox } = all;
    const one = alice.uploadMessage(APPROVALS_CHANNEL, 'one.csv', 'email\nerin.schmidt@acme.example\n').files;
    const two = alice.uploadMessage(APPROVALS_CHANNEL, 'two.csv', 'email\nfrank.li@acme.example\n').files;
    const both = [...one, ...two];
    const message = sandbox.workspace.post({ channel: APPROVALS_CHANNEL, user: BOB, text: '', files: both });
    const ids = both.map(({ id }) => id);

    await alice.shortcut(message, USE_FILE);
    await slack.waitFor('the form', () => shown(sandbox).includes('two.csv'));
    await alice.submit({ ...SUSPEND_IT, [COMPOSE.attached]: ticked(...ids) });
    expect(slack.notes).toMatchObject([{ errors: { [COMPOSE.attached]: expect.stringMatching(/one file/) } }]);
    await alice.submit({ ...SUSPEND_IT, [COMPOSE.attached]: ticked(ids[1] ?? '') });

    await slack.waitFor('the preview', () => alice.modal()?.view['callback_id'] === 'muster:preview');
    expect(asked[0]?.people.identifiers).toMatchObject([{ email: 'frank.li@acme.example' }]);
  });

  test('on a file in a conversation where Muster is not says what to do', async () => {
    const all = await start();
    const { slack, alice, asked, sandbox } = all;
    const message = alice.uploadMessage(ELSEWHERE, 'leavers.csv', 'email\nerin.schmidt@acme.example\n');

    await alice.shortcut(message, USE_FILE);
    await slack.waitFor('the form', () => shown(sandbox).includes('leavers.csv'));
    await alice.submit(SUSPEND_IT);

    await slack.waitFor('the form again', () => shown(sandbox).includes('Invite me to the conversation'));
    expect(asked).toEqual([]);
  });

  test.each([
    ['without a file', null],
    ['with a file of another kind', 'photo.png'],
  ])('on a message %s is answered privately, and opens nothing', async (_, name) => {
    const { slack, alice, sandbox } = await start();
    const message =
      name === null
        ? sandbox.workspace.post({ channel: GENERAL_CHANNEL, user: BOB, text: 'Hello' })
        : slack.as(BOB).uploadMessage(GENERAL_CHANNEL, name, 'x');

    await alice.shortcut(message, USE_FILE);

    await slack.waitFor('the answer', () =>
      alice.ephemerals().find(({ text: said }) => said.includes('no file whose people')),
    );
    expect(alice.modal()).toBeNull();
  });

  test('asks which kind of directory is meant where there are several', async () => {
    const pool: CommandKind = { ...WICKR, kind: 'genauth', title: 'GenAuth user pool' };
    const all = await start({}, [WICKR, pool]);
    const { slack, alice, asked, sandbox } = all;
    const message = alice.uploadMessage(APPROVALS_CHANNEL, 'leavers.csv', 'email\nerin.schmidt@acme.example\n');

    await alice.shortcut(message, USE_FILE);
    await slack.waitFor('the question', () => shown(sandbox).includes('GenAuth user pool'));
    await alice.clickInModal('Choose', 1);
    await slack.waitFor('the form', () => shown(sandbox).includes('leavers.csv'));
    await alice.submit(SUSPEND_IT);
    await slack.waitFor('the preview', () => alice.modal()?.view['callback_id'] === 'muster:preview');

    expect(asked).toMatchObject([
      { kind: 'genauth', people: { identifiers: [{ email: 'erin.schmidt@acme.example' }] } },
    ]);
  });

  test('tells somebody who may ask for nothing so', async () => {
    const { slack, alice, sandbox } = await start({ permitted: async () => [] });
    const message = alice.uploadMessage(GENERAL_CHANNEL, 'leavers.csv', 'email\n');

    await alice.shortcut(message, USE_FILE);

    await slack.waitFor('the answer', () => shown(sandbox).includes('You may not ask for changes in any '));
  });
});
