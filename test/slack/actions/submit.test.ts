import type { ModalView } from '@slack/types';
import { afterEach, describe, expect, it } from 'vitest';
import type { Submission, Submitted } from '../../../src/requests/use-cases.ts';
import { ACTIONS, VIEWS } from '../../../src/slack/action-ids.ts';
import { PHRASE, REASON } from '../../../src/slack/blocks/reason-modal.ts';
import { buttonValue } from '../../../src/slack/button-value.ts';
import { checkModal } from '../support/block-check.ts';
import { startBot, type TestBot } from '../support/bot.ts';
import { ALICE } from '../support/people-in-slack.ts';
import { aView } from '../support/views.ts';

const { request } = aView();
const VALUE = buttonValue(request);
const ASKED = 'delete 37 acme-prod';

let bot: TestBot;
let finished = false;
afterEach(async () => {
  if (!finished) await bot.finish();
});
const finish = async () => {
  await bot.finish();
  finished = true;
};

/** A draft that cannot be undone and has no reason yet. Keeps what was given with each submission. */
async function irreversible({ hasReason = false } = {}): Promise<readonly Submission[]> {
  const submissions: Submission[] = [];
  finished = false;
  bot = await startBot({
    submit: async (id, actor, given): Promise<Submitted> => {
      expect([id, actor]).toEqual([request.id, ALICE]);
      submissions.push(given);
      const needsReason = !hasReason && given.reason === null;
      if (given.phrase === ASKED && !needsReason) return { kind: 'done', view: aView() };
      return { kind: 'needs-phrase', phrase: ASKED, wrong: given.phrase !== null, needsReason };
    },
  });
  bot.slack.answers.set('views.open', () => ({ ok: true, view: { id: 'V0VIEW' } }));
  return submissions;
}

async function shown(method: 'views.open' | 'views.update'): Promise<ModalView> {
  await expect.poll(() => bot.slack.called(method).length).toBeGreaterThan(0);
  const view = bot.slack.called(method).at(-1)?.args['view'] as ModalView;
  checkModal(view);
  return view;
}

const blockIds = ({ blocks }: ModalView) => blocks.flatMap((block) => (block.type === 'input' ? [block.block_id] : []));
const filled = (view: ModalView, values: Readonly<Record<string, string | null>>) => ({
  private_metadata: view.private_metadata,
  state: {
    values: Object.fromEntries(
      Object.entries(values).map(([block, value]) => [block, { value: { type: 'plain_text_input', value } }]),
    ),
  },
});

describe('submitting what cannot be undone', () => {
  it('asks in one form for the reason and for the phrase, which it shows in full', async () => {
    await irreversible();

    await bot.click(ACTIONS.submit, VALUE);

    const form = await shown('views.open');
    expect(blockIds(form)).toEqual([REASON.block, PHRASE.block]);
    expect(JSON.stringify(form.blocks[0])).toContain('*This cannot be undone.*');
    expect(JSON.stringify(form)).toContain(`Type exactly: ${ASKED}`);
  });

  it('asks for the phrase alone when there is a reason already', async () => {
    await irreversible({ hasReason: true });

    await bot.click(ACTIONS.submit, VALUE);

    expect(blockIds(await shown('views.open'))).toEqual([PHRASE.block]);
  });

  it('shows a wrong phrase and a missing reason where they stand, and submits nothing', async () => {
    const submissions = await irreversible();
    await bot.click(ACTIONS.submit, VALUE);
    const form = await shown('views.open');

    const wrong = await bot.submitView(VIEWS.reason, filled(form, { reason: 'Left.', phrase: 'delete 38 acme-prod' }));
    const both = await bot.submitView(VIEWS.reason, filled(form, { reason: '  ', phrase: null }));

    expect(JSON.parse(wrong.text)).toEqual({
      response_action: 'errors',
      errors: { phrase: `This is something else. Type exactly: ${ASKED}` },
    });
    expect(Object.keys(JSON.parse(both.text).errors)).toEqual(['reason', 'phrase']);
    expect(submissions).toEqual([{ reason: null, phrase: null }]);
  });

  it('goes on when both are given, and replaces the preview', async () => {
    const submissions = await irreversible();
    await bot.click(ACTIONS.submit, VALUE);
    const form = await shown('views.open');

    await bot.submitView(VIEWS.reason, filled(form, { reason: ' Left. ', phrase: ASKED }));
    await finish();

    expect(submissions.at(-1)).toEqual({ reason: 'Left.', phrase: ASKED });
    expect(JSON.stringify(bot.slack.called('views.update')[0]?.args)).toContain('Submitted for approval');
    expect(bot.slack.responses[0]).toMatchObject({ path: '/response/click', body: { replace_original: true } });
  });

  it('asks again, with the reason kept, when the form carried another phrase than is asked for', async () => {
    await irreversible();
    await bot.click(ACTIONS.submit, VALUE);
    const form = await shown('views.open');
    const altered = { ...form, private_metadata: (form.private_metadata ?? '').replace(ASKED, 'delete 38 acme-prod') };

    await bot.submitView(VIEWS.reason, filled(altered, { reason: 'They left.', phrase: 'delete 38 acme-prod' }));

    const again = await shown('views.update');
    expect(blockIds(again)).toEqual([REASON.block, PHRASE.block]);
    expect(JSON.stringify(again)).toContain('"initial_value":"They left."');
    expect(JSON.stringify(again)).toContain(`Type exactly: ${ASKED}`);
  });

  it('asks likewise when the preview stands in a modal', async () => {
    const submissions = await irreversible();

    await bot.submitView(VIEWS.preview, { private_metadata: VALUE, state: { values: {} } });
    const form = await shown('views.update');
    const wrong = await bot.submitView(VIEWS.reason, filled(form, { reason: 'Left.', phrase: 'delete' }));
    await bot.submitView(VIEWS.reason, filled(form, { reason: 'Left.', phrase: ASKED }));
    await expect.poll(() => submissions.length).toBe(2);

    expect(JSON.parse(wrong.text)).toMatchObject({ response_action: 'errors' });
    expect(submissions).toEqual([
      { reason: null, phrase: null },
      { reason: 'Left.', phrase: ASKED },
    ]);
  });
});

describe('submitting without a reason', () => {
  it('asks for the reason alone, and then submits with it', async () => {
    const submissions: Submission[] = [];
    finished = false;
    bot = await startBot({
      submit: async (_id, _actor, given) => {
        submissions.push(given);
        return given.reason === null ? { kind: 'needs-reason' } : { kind: 'done', view: aView() };
      },
    });
    bot.slack.answers.set('views.open', () => ({ ok: true, view: { id: 'V0VIEW' } }));

    await bot.click(ACTIONS.submit, VALUE);
    const form = await shown('views.open');
    const answer = await bot.submitView(VIEWS.reason, filled(form, { reason: 'They left.' }));
    await finish();

    expect(blockIds(form)).toEqual([REASON.block]);
    expect(JSON.parse(answer.text)).toMatchObject({ response_action: 'update' });
    expect(submissions.at(-1)).toEqual({ reason: 'They left.', phrase: null });
    expect(bot.slack.responses[0]).toMatchObject({ path: '/response/click', body: { replace_original: true } });
  });

  it('tells the person when the form came too late', async () => {
    finished = false;
    bot = await startBot({ submit: async () => ({ kind: 'needs-reason' }) });
    bot.slack.answers.set('views.open', () => ({ ok: false, error: 'expired_trigger_id' }));

    await bot.click(ACTIONS.submit, VALUE);
    await finish();

    expect(bot.slack.responses[0]?.body['text']).toMatch(/^That took too long/);
  });
});
