import { expect, test } from 'vitest';
import { validateMessage } from '../../../sandbox/block-kit/messages.ts';
import { slackErrors } from '../../../sandbox/block-kit/slack-errors.ts';
import { validateView } from '../../../sandbox/block-kit/views.ts';
import type { Problem } from '../../../sandbox/block-kit/walk.ts';
import { actions, button, input, modal, plain, problemsOn, section, text, times } from './samples.ts';

test('a long header is answered in the words of Slack', () => {
  const answer = slackErrors(problemsOn('message', { type: 'header', text: plain(text(151)) }));

  expect(answer).toEqual({
    error: 'invalid_blocks',
    errors: ['must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
    messages: ['[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
  });
});

test.each<readonly [sentence: string, problems: readonly Problem[]]>([
  [
    'no more than 50 items allowed [json-pointer:/blocks]',
    problemsOn('message', ...times(51, () => ({ type: 'divider' }))),
  ],
  [
    'must be more than 0 characters [json-pointer:/blocks/0/fields/0/text]',
    problemsOn('message', section({ fields: [plain('')] })),
  ],
  [
    'must provide at least 1 items [json-pointer:/blocks/0/elements/0/options]',
    problemsOn('message', actions({ type: 'static_select', options: [] })),
  ],
  ['missing required field: text [json-pointer:/blocks/0]', problemsOn('message', { type: 'header' })],
  ['unsupported type: knob [json-pointer:/blocks/0/type]', problemsOn('message', { type: 'knob' })],
  ['invalid additional property: fallback [json-pointer:/blocks/0]', problemsOn('message', section({ fallback: 'x' }))],
  [
    '`action_id` "go" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    problemsOn('message', actions(button({ action_id: 'go' }), button({ action_id: 'go' }))),
  ],
  [
    'must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]',
    validateView(modal([input({ type: 'plain_text_input' })], { submit: undefined })),
  ],
])('Slack says: %s', (sentence, problems) => {
  expect(slackErrors(problems).errors).toEqual([sentence]);
});

test('a view that is wrong is answered with invalid_arguments', () => {
  expect(slackErrors(validateView({ type: 'modal' })).error).toBe('invalid_arguments');
});

test('a view that is too large is answered with view_too_large', () => {
  const view = modal(times(100, () => section({ text: plain(text(3_000)) })));

  expect(slackErrors(validateView(view)).error).toBe('view_too_large');
});

test('blocks with too much text are answered with msg_blocks_too_long', () => {
  const blocks = times(5, () => section({ text: plain(text(3_000)) }));

  expect(slackErrors(validateMessage({ blocks })).error).toBe('msg_blocks_too_long');
});

test('nothing wrong is no error', () => {
  expect(slackErrors([])).toEqual({ error: null, errors: [], messages: [] });
});
