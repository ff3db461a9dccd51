import { describe, expect, test } from 'vitest';
import { validateMessage } from '../../../sandbox/block-kit/messages.ts';
import { validateView } from '../../../sandbox/block-kit/views.ts';
import type { Problem, ProblemCode } from '../../../sandbox/block-kit/walk.ts';
import {
  actions,
  button,
  card,
  cell,
  confirm,
  container,
  dataTable,
  home,
  input,
  modal,
  mrkdwn,
  option,
  picture,
  plain,
  problemsOn,
  section,
  text,
  withAccessory,
} from './samples.ts';

type Refusal = readonly [what: string, blocks: readonly unknown[], code: ProblemCode, pointer: string];

const brief = (problems: readonly Problem[]) => problems.map(({ code, pointer }) => ({ code, pointer }));

const select = (more: Readonly<Record<string, unknown>>) => withAccessory({ type: 'static_select', ...more });
const two = [option(1), option(2)];

const IN_MESSAGES: readonly Refusal[] = [
  ['an unknown block', [{ type: 'sectoin' }], 'unsupported_type', '/blocks/0/type'],
  ['a block without a type', [{ text: plain() }], 'missing', '/blocks/0'],
  ['a block that is no object', ['divider'], 'wrong_type', '/blocks/0'],
  ['an unknown element', [actions({ type: 'knob' })], 'unsupported_type', '/blocks/0/elements/0/type'],
  ['a text input in actions', [actions({ type: 'plain_text_input' })], 'unsupported_type', '/blocks/0/elements/0/type'],
  ['a button in an input', [input(button())], 'unsupported_type', '/blocks/0/element/type'],
  [
    'a button in a context',
    [{ type: 'context', elements: [button()] }],
    'unsupported_type',
    '/blocks/0/elements/0/type',
  ],
  [
    'a container in a container',
    [container({ child_blocks: [container()] })],
    'unsupported_type',
    '/blocks/0/child_blocks/0/type',
  ],
  ['an unknown key of a block', [section({ txt: 1 })], 'unknown_key', '/blocks/0'],
  ['an unknown key of a text', [section({ text: mrkdwn('a', { bold: true }) })], 'unknown_key', '/blocks/0/text'],
  ['emoji on mrkdwn', [section({ text: mrkdwn('a', { emoji: true }) })], 'unknown_key', '/blocks/0/text'],
  ['verbatim on plain_text', [section({ text: plain('a', { verbatim: true }) })], 'unknown_key', '/blocks/0/text'],
  ['an unknown key of a button', [actions(button({ colour: 'red' }))], 'unknown_key', '/blocks/0/elements/0'],
  [
    'an unknown key of an option',
    [select({ options: [option(1, { id: 1 })] })],
    'unknown_key',
    '/blocks/0/accessory/options/0',
  ],
  [
    'a url on an option of a select',
    [select({ options: [option(1, { url: 'https://example.com' })] })],
    'unknown_key',
    '/blocks/0/accessory/options/0',
  ],
  [
    'an unknown key of a confirm object',
    [actions(button({ confirm: confirm({ cancel: plain() }) }))],
    'unknown_key',
    '/blocks/0/elements/0/confirm',
  ],
  ['mrkdwn in a header', [{ type: 'header', text: mrkdwn() }], 'bad_value', '/blocks/0/text/type'],
  ['mrkdwn on a button', [actions(button({ text: mrkdwn() }))], 'bad_value', '/blocks/0/elements/0/text/type'],
  [
    'mrkdwn as a label',
    [input({ type: 'plain_text_input' }, { label: mrkdwn() })],
    'bad_value',
    '/blocks/0/label/type',
  ],
  [
    'mrkdwn in an option of a select',
    [select({ options: [option(1, { text: mrkdwn() })] })],
    'bad_value',
    '/blocks/0/accessory/options/0/text/type',
  ],
  ['a string for a text object', [section({ text: 'Words' })], 'wrong_type', '/blocks/0/text'],
  ['a text object without text', [section({ text: { type: 'mrkdwn' } })], 'missing', '/blocks/0/text'],
  ['a button without text', [actions({ type: 'button' })], 'missing', '/blocks/0/elements/0'],
  ['an input without a label', [{ type: 'input', element: { type: 'plain_text_input' } }], 'missing', '/blocks/0'],
  ['an input without an element', [{ type: 'input', label: plain() }], 'missing', '/blocks/0'],
  [
    'a confirm object without a way back',
    [actions(button({ confirm: confirm({ deny: undefined }) }))],
    'missing',
    '/blocks/0/elements/0/confirm',
  ],
  ['a button in another style', [actions(button({ style: 'default' }))], 'bad_value', '/blocks/0/elements/0/style'],
  [
    'a button that runs script',
    [actions(button({ url: 'javascript:alert(1)' }))],
    'bad_format',
    '/blocks/0/elements/0/url',
  ],
  ['a section with neither text nor fields', [{ type: 'section' }], 'either_or', '/blocks/0'],
  ['a select with neither options nor groups', [select({})], 'either_or', '/blocks/0/accessory'],
  [
    'a select with both options and groups',
    [select({ options: two, option_groups: [{ label: plain(), options: two }] })],
    'either_or',
    '/blocks/0/accessory',
  ],
  ['an image with neither url nor file', [{ type: 'image', alt_text: 'A' }], 'either_or', '/blocks/0'],
  ['an image with both url and file', [{ ...picture, slack_file: { id: 'F1' } }], 'either_or', '/blocks/0'],
  ['an empty card', [card({ title: undefined, subtitle: mrkdwn() })], 'either_or', '/blocks/0'],
  [
    'an initial option that is not offered',
    [select({ options: two, initial_option: option(3) })],
    'no_such_option',
    '/blocks/0/accessory/initial_option',
  ],
  [
    'an initial option that differs in one field',
    [select({ options: two, initial_option: option(1, { text: plain('Option 1', { emoji: true }) }) })],
    'no_such_option',
    '/blocks/0/accessory/initial_option',
  ],
  [
    'an initial option of no group',
    [
      withAccessory({
        type: 'multi_static_select',
        option_groups: [{ label: plain(), options: two }],
        initial_options: [option(1), option(3)],
      }),
    ],
    'no_such_option',
    '/blocks/0/accessory/initial_options/1',
  ],
  [
    'a null for an initial option',
    [select({ options: two, initial_option: null })],
    'wrong_type',
    '/blocks/0/accessory/initial_option',
  ],
  [
    'two options of one value',
    [select({ options: [option(1), option(1)] })],
    'duplicate',
    '/blocks/0/accessory/options/1/value',
  ],
  [
    'a day that is not in the calendar',
    [withAccessory({ type: 'datepicker', initial_date: '2027-02-29' })],
    'bad_format',
    '/blocks/0/accessory/initial_date',
  ],
  [
    'a date in another order',
    [withAccessory({ type: 'datepicker', initial_date: '01-02-2027' })],
    'bad_format',
    '/blocks/0/accessory/initial_date',
  ],
  [
    'an hour that is not on the clock',
    [withAccessory({ type: 'timepicker', initial_time: '24:00' })],
    'bad_format',
    '/blocks/0/accessory/initial_time',
  ],
  [
    'a time in milliseconds',
    [actions({ type: 'datetimepicker', initial_date_time: 1_628_633_820_000 })],
    'out_of_range',
    '/blocks/0/elements/0/initial_date_time',
  ],
  [
    'an initial user by name',
    [withAccessory({ type: 'users_select', initial_user: '@ada' })],
    'bad_format',
    '/blocks/0/accessory/initial_user',
  ],
  [
    'an empty filter',
    [withAccessory({ type: 'conversations_select', filter: {} })],
    'either_or',
    '/blocks/0/accessory/filter',
  ],
  [
    'a minimum above the maximum',
    [input({ type: 'plain_text_input', min_length: 6, max_length: 5 })],
    'out_of_range',
    '/blocks/0/element/min_length',
  ],
  [
    'a block_id used twice',
    [section({ block_id: 'a' }), { type: 'divider', block_id: 'a' }],
    'duplicate',
    '/blocks/1/block_id',
  ],
  [
    'a block_id used again inside a container',
    [{ type: 'divider', block_id: 'a' }, container({ child_blocks: [{ type: 'divider', block_id: 'a' }] })],
    'duplicate',
    '/blocks/1/child_blocks/0/block_id',
  ],
  [
    'an action_id used twice in a block',
    [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
    'duplicate',
    '/blocks/0/elements/1/action_id',
  ],
  ['a ragged data table', [dataTable([[cell(), cell()], [cell()]])], 'bad_value', '/blocks/0/rows/1'],
  ['an image url of a file', [{ ...picture, image_url: 'file:///etc/hosts' }], 'bad_format', '/blocks/0/image_url'],
];

describe('a message is refused for', () => {
  test.each(IN_MESSAGES)('%s', (_what, blocks, code, pointer) => {
    expect(brief(problemsOn('message', ...blocks))).toEqual([{ code, pointer }]);
  });

  test('blocks that are no list', () => {
    expect(brief(validateMessage({ blocks: '[]' }))).toEqual([{ code: 'wrong_type', pointer: '/blocks' }]);
  });

  test('text that is no string', () => {
    expect(brief(validateMessage({ text: 7 }))).toEqual([{ code: 'wrong_type', pointer: '/text' }]);
  });

  test('metadata that is nested or has other keys', () => {
    const metadata = {
      event_type: 'card',
      id: 1,
      event_payload: { list: ['a'], deep: { a: { b: 1 } }, ok: [{ a: 1 }] },
    };

    expect(brief(validateMessage({ text: 'Hi', metadata }))).toEqual([
      { code: 'invalid_metadata_format', pointer: '/metadata' },
      { code: 'invalid_metadata_format', pointer: '/metadata/event_payload/list' },
      { code: 'invalid_metadata_format', pointer: '/metadata/event_payload/deep' },
    ]);
  });
});

describe('a message is taken', () => {
  test('with one action_id in two blocks', () => {
    expect(problemsOn('message', actions(button({ action_id: 'a' })), actions(button({ action_id: 'a' })))).toEqual([]);
  });

  test('without text, blocks and metadata, as null or not at all', () => {
    expect(validateMessage({ text: null, blocks: null, metadata: null, delete_original: true })).toEqual([]);
  });

  test('with a long link that is shown as a short label', () => {
    const link = `<https://example.com/${text(2_000)}|here> &amp; there`;

    expect(problemsOn('message', ...Array.from({ length: 10 }, () => section({ text: mrkdwn(link) })))).toEqual([]);
  });

  test('with 3,000 characters that take two UTF-16 units each', () => {
    expect(problemsOn('message', section({ text: plain('\u{1F642}'.repeat(3_000)) }))).toEqual([]);
  });
});

test('a message reports all its problems at once, each at its place', () => {
  const problems = problemsOn(
    'message',
    { type: 'header', text: plain(text(151)) },
    actions(button({ url: 'nowhere' }), {}),
  );

  expect(brief(problems)).toEqual([
    { code: 'too_long', pointer: '/blocks/0/text/text' },
    { code: 'bad_format', pointer: '/blocks/1/elements/0/url' },
    { code: 'missing', pointer: '/blocks/1/elements/1' },
  ]);
});

test('a pointer escapes what JSON pointers use themselves', () => {
  const metadata = { event_type: 'card', event_payload: { 'a/b~c': null } };

  expect(brief(validateMessage({ metadata }))[0]?.pointer).toBe('/metadata/event_payload/a~1b~0c');
});

describe('a view is refused', () => {
  const textInput = { type: 'plain_text_input' };

  test.each<readonly [what: string, view: unknown, code: ProblemCode, pointer: string]>([
    ['of another type', { type: 'dialog', blocks: [] }, 'unsupported_type', '/view/type'],
    ['without a type', { blocks: [] }, 'missing', '/view'],
    ['that is no object', [], 'wrong_type', '/view'],
    ['without blocks', modal([], { blocks: undefined }), 'missing', '/view'],
    ['as a modal without a title', modal([], { title: undefined }), 'missing', '/view'],
    ['with a mrkdwn title', modal([], { title: mrkdwn() }), 'bad_value', '/view/title/type'],
    [
      'with inputs but no submit',
      modal([section(), input(textInput)], { submit: undefined }),
      'no_submit',
      '/view/blocks/1/input',
    ],
    ['with an unknown key', modal([], { hash: 'x' }), 'unknown_key', '/view'],
    ['as a home tab with a title', home([], { title: plain() }), 'unknown_key', '/view'],
    [
      'with two elements that take the focus',
      modal([input({ ...textInput, focus_on_load: true }), input({ ...textInput, focus_on_load: true })]),
      'duplicate',
      '/view/blocks/1/element/focus_on_load',
    ],
  ])('%s', (_what, view, code, pointer) => {
    expect(brief(validateView(view))).toEqual([{ code, pointer }]);
  });
});

test('a home tab may have inputs without a submit', () => {
  expect(validateView(home([input({ type: 'plain_text_input' })]))).toEqual([]);
});
