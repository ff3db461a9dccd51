import { expect, test } from 'vitest';
import { entryErrors, stateOf, viewState, withBlockIds } from '../../../../sandbox/slack/person/view-state.ts';

const input = (element: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  type: 'input',
  block_id: 'b',
  element: { action_id: 'a', ...element },
  ...more,
});
const view = (...blocks: Record<string, unknown>[]) => ({ type: 'modal', blocks });

test.each([
  ['plain_text_input', { value: null }],
  ['email_text_input', { value: null }],
  ['number_input', { value: null }],
  ['static_select', { selected_option: null }],
  ['radio_buttons', { selected_option: null }],
  ['users_select', { selected_user: null }],
  ['conversations_select', { selected_conversation: null }],
  ['datepicker', { selected_date: null }],
  ['timepicker', { selected_time: null }],
  ['datetimepicker', { selected_date_time: null }],
  ['checkboxes', { selected_options: [] }],
  ['multi_users_select', { selected_users: [] }],
  ['file_input', { files: [] }],
])('an untouched %s is in the state', (type, empty) => {
  expect(viewState(view(input({ type })), {})).toEqual({ b: { a: { type, ...empty } } });
});

test('an input starts with what the app put there, until the person changes it', () => {
  const filled = view(input({ type: 'plain_text_input', initial_value: 'left' }));

  expect(viewState(filled, {})['b']?.['a']?.['value']).toBe('left');
  expect(viewState(filled, { b: { a: { value: 'moved' } } })['b']?.['a']?.['value']).toBe('moved');
  expect(viewState(filled, { b: { a: { value: '' } } })['b']?.['a']?.['value']).toBeNull();
});

test('selects outside inputs have a state, buttons have none', () => {
  const blocks = [
    { type: 'section', block_id: 's', accessory: { type: 'users_select', action_id: 'who' } },
    {
      type: 'actions',
      block_id: 'x',
      elements: [
        { type: 'button', action_id: 'go' },
        { type: 'datepicker', action_id: 'when', initial_date: '2026-12-01' },
      ],
    },
  ];

  expect(stateOf(blocks, {})).toEqual({
    s: { who: { type: 'users_select', selected_user: null } },
    x: { when: { type: 'datepicker', selected_date: '2026-12-01' } },
  });
});

test('what a person enters where there is no input is dropped', () => {
  const entered = { b: { other: { value: 'x' } }, elsewhere: { a: { value: 'x' } } };

  expect(viewState(view(input({ type: 'plain_text_input' })), entered)).toEqual({
    b: { a: { type: 'plain_text_input', value: null } },
  });
});

test.each([
  ['a required input left empty', input({ type: 'static_select' }), {}, 'Please complete this required field.'],
  ['an optional input left empty', input({ type: 'static_select' }, { optional: true }), {}, undefined],
  [
    'too short a text',
    input({ type: 'plain_text_input', min_length: 3 }),
    { value: 'no' },
    'Enter at least 3 characters.',
  ],
  [
    'too many people',
    input({ type: 'multi_users_select', max_selected_items: 1 }),
    { selected_users: ['U1', 'U2'] },
    'No more than 1 can be entered.',
  ],
  ['enough', input({ type: 'plain_text_input', min_length: 3 }), { value: 'yes' }, undefined],
])('of a submission with %s Slack’s client thinks %#', (_, block, entered, error) => {
  const shown = view(block);

  expect(entryErrors(shown, viewState(shown, { b: { a: entered } }))['b']).toBe(error);
});

test('a block that the app left unnamed gets an id', () => {
  const { block_id: _, ...unnamed } = input({ type: 'plain_text_input' });

  const named = withBlockIds(view(unnamed, input({ type: 'plain_text_input' })), () => 'new');

  expect(named['blocks']).toMatchObject([{ block_id: 'new' }, { block_id: 'b' }]);
});
