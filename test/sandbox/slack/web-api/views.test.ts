import { expect, test } from 'vitest';
import { ALICE } from '../../../../sandbox/slack/seed.ts';
import { openSlack, refusal } from './support.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const modal = (more: { external_id?: string; title?: string } = {}) => ({
  type: 'modal' as const,
  callback_id: 'form',
  private_metadata: 'id-1',
  ...more,
  title: plain(more.title ?? 'Form'),
  submit: plain('Send'),
  blocks: [{ type: 'input', label: plain('Reason'), element: { type: 'plain_text_input', action_id: 'reason' } }],
});

test('a modal opens for the person who did something', async () => {
  const { client, workspace } = await openSlack();

  const { view } = await client.views.open({ trigger_id: workspace.issueTrigger(ALICE), view: modal() });

  expect(view).toMatchObject({
    type: 'modal',
    team_id: 'T0MUSTER01',
    callback_id: 'form',
    private_metadata: 'id-1',
    state: { values: {} },
    root_view_id: view?.id,
    previous_view_id: null,
    external_id: '',
    bot_id: 'B0MUSTER01',
    blocks: [{ type: 'input', block_id: expect.any(String) }],
  });
  expect(workspace.stack(ALICE)).toMatchObject([{ id: view?.id, hash: view?.hash }]);
});

test('a trigger works once, for three seconds, and only if Slack issued it', async () => {
  const { client, workspace, clock } = await openSlack();
  const open = (trigger_id: string) => client.views.open({ trigger_id, view: modal() });
  const [used, late, inTime] = [
    workspace.issueTrigger(ALICE),
    workspace.issueTrigger(ALICE),
    workspace.issueTrigger(ALICE),
  ];

  await open(used);
  expect(await refusal(open(used))).toMatchObject({ error: 'exchanged_trigger_id' });
  expect(await refusal(open('1.2.made-up'))).toMatchObject({ error: 'invalid_trigger_id' });
  clock.advance(3_000);
  expect(await open(inTime)).toMatchObject({ ok: true });
  clock.advance(1);
  expect(await refusal(open(late))).toMatchObject({ error: 'expired_trigger_id' });
});

test('a view that breaks the rules is refused with pointers, and its trigger is still good', async () => {
  const { client, workspace } = await openSlack();
  const trigger_id = workspace.issueTrigger(ALICE);

  expect(
    await refusal(client.views.open({ trigger_id, view: { ...modal(), blocks: [{ type: 'broken' }] } })),
  ).toMatchObject({
    error: 'invalid_arguments',
    response_metadata: { messages: ['[ERROR] unsupported type: broken [json-pointer:/view/blocks/0/type]'] },
  });
  expect(await refusal(client.apiCall('views.open', { trigger_id, view: '{' }))).toMatchObject({
    error: 'invalid_arguments',
  });
  expect(await refusal(client.views.open({ trigger_id, view: modal({ title: 'x'.repeat(25) }) }))).toMatchObject({
    error: 'invalid_arguments',
  });
  const long = { type: 'section', text: plain('x'.repeat(2_999)) };
  expect(
    await refusal(client.views.open({ trigger_id, view: { ...modal(), blocks: Array(90).fill(long) } })),
  ).toMatchObject({ error: 'view_too_large' });
  expect(await client.views.open({ trigger_id, view: modal() })).toMatchObject({ ok: true });
});

test('views are pushed from inside a modal, three deep', async () => {
  const { client, workspace } = await openSlack();
  const push = (viewId: string | null) =>
    client.views.push({ trigger_id: workspace.issueTrigger(ALICE, viewId), view: modal() });

  const { view: root } = await client.views.open({ trigger_id: workspace.issueTrigger(ALICE), view: modal() });
  const rootId = root?.id ?? '';
  expect(await refusal(push(null))).toMatchObject({ error: 'not_found' });
  const { view: second } = await push(rootId);
  const { view: third } = await push(rootId);

  expect(third).toMatchObject({ root_view_id: rootId, previous_view_id: second?.id });
  expect(await refusal(push(rootId))).toMatchObject({ error: 'push_limit_reached' });
});

test('an update changes the view, unless the view is no longer what the app saw', async () => {
  const { client, workspace } = await openSlack();
  const { view } = await client.views.open({ trigger_id: workspace.issueTrigger(ALICE), view: modal() });
  const place = { view_id: view?.id ?? '', view: modal({ title: 'Other' }) };

  const { view: updated } = await client.views.update({ ...place, hash: view?.hash ?? '' });

  expect(updated).toMatchObject({ id: view?.id, title: { text: 'Other' } });
  expect(updated?.hash).not.toBe(view?.hash);
  expect(await refusal(client.views.update({ ...place, hash: view?.hash ?? '' }))).toMatchObject({
    error: 'hash_conflict',
  });
  workspace.closeViews(ALICE, true);
  expect(await refusal(client.views.update(place))).toMatchObject({ error: 'not_found' });
});

test('a view is found by its external id, which is the only one of its kind', async () => {
  const { client, workspace } = await openSlack();
  const open = (external_id: string, user: string) =>
    client.views.open({ trigger_id: workspace.issueTrigger(user), view: modal({ external_id }) });
  await open('form-1', ALICE);
  await open('form-2', 'U0BOB00001');

  expect(await refusal(open('form-1', 'U0CAROL001'))).toMatchObject({ error: 'duplicate_external_id' });
  const update = (external_id: string) =>
    client.views.update({ external_id: 'form-1', view: modal({ external_id, title: 'Other' }) });
  expect(await update('form-1')).toMatchObject({ view: { external_id: 'form-1', title: { text: 'Other' } } });
  expect(await refusal(update('form-2'))).toMatchObject({ error: 'duplicate_external_id' });
});

test('the Home tab cannot be published, because the manifest switches none on', async () => {
  const { client } = await openSlack();

  expect(await refusal(client.views.publish({ user_id: ALICE, view: { type: 'home', blocks: [] } }))).toMatchObject({
    error: 'not_enabled',
  });
});

test('anybody may have blocks, messages and views validated', async () => {
  const { clientWith } = await openSlack();
  const validate = (args: Record<string, unknown>) => clientWith(undefined).apiCall('blocks.validate', args);

  expect(await validate({ blocks: [{ type: 'divider' }] })).toMatchObject({ ok: true });
  expect(await refusal(validate({ blocks: [{ type: 'broken' }] }))).toMatchObject({
    error: 'invalid_blocks',
    errors: [{ message: 'unsupported type: broken', pointer: '/0/type' }],
  });
  expect(await refusal(validate({ message: { blocks: [{ type: 'broken' }] } }))).toMatchObject({
    error: 'invalid_message',
  });
  expect(await refusal(validate({ view: { ...modal(), blocks: [{ type: 'broken' }] } }))).toMatchObject({
    error: 'invalid_view',
  });
  expect(await refusal(validate({}))).toMatchObject({ error: 'invalid_arguments' });
});
