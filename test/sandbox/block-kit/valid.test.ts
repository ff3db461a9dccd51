import { describe, expect, test } from 'vitest';
import { BLOCKS } from '../../../sandbox/block-kit/blocks.ts';
import { ELEMENTS } from '../../../sandbox/block-kit/elements.ts';
import type { Surface } from '../../../sandbox/block-kit/walk.ts';
import {
  actions,
  button,
  card,
  cell,
  confirm,
  container,
  dataTable,
  input,
  line,
  mrkdwn,
  option,
  picture,
  pie,
  plain,
  problemsOn,
  section,
  sentence,
  table,
  task,
  video,
  withAccessory,
} from './samples.ts';

const SURFACES: readonly Surface[] = ['message', 'modal', 'home'];

type Sample = readonly [type: string, surfaces: readonly Surface[], block: Readonly<Record<string, unknown>>];

const everywhere = SURFACES;
const feedback = { text: plain('Good'), value: 'good', accessibility_label: 'Good answer' };

const BLOCK_SAMPLES: readonly Sample[] = [
  ['section', everywhere, section({ fields: [mrkdwn(), plain()], accessory: button(), expand: true, block_id: 's' })],
  ['actions', everywhere, actions(button({ action_id: 'a' }), button({ action_id: 'b' }))],
  ['context', everywhere, { type: 'context', elements: [mrkdwn('a', { verbatim: true }), plain(), picture] }],
  ['divider', everywhere, { type: 'divider', block_id: 'line' }],
  ['header', everywhere, { type: 'header', text: plain('Done', { emoji: true }), level: 2 }],
  ['image', everywhere, { ...picture, title: plain('Chart') }],
  ['input', everywhere, input({ type: 'plain_text_input' }, { hint: plain('Why'), optional: true })],
  ['video', everywhere, video({ description: plain(), author_name: 'Ada' })],
  ['rich_text', everywhere, sentence('Words')],
  ['card', everywhere, card({ hero_image: picture, body: mrkdwn(), actions: [button()] })],
  ['alert', ['modal'], { type: 'alert', text: mrkdwn(), level: 'warning' }],
  ['markdown', ['message'], { type: 'markdown', text: '**Words**' }],
  [
    'context_actions',
    ['message'],
    {
      type: 'context_actions',
      elements: [{ type: 'feedback_buttons', positive_button: feedback, negative_button: feedback }],
    },
  ],
  ['plan', ['message'], { type: 'plan', title: 'Plan', tasks: [task()] }],
  ['task_card', ['message'], task({ sources: [{ type: 'url', url: 'https://example.com', text: 'Source' }] })],
  ['table', ['message', 'home'], table([[cell(), { type: 'raw_number', value: 1, text: '1' }, sentence('x')]])],
  ['data_table', ['message', 'home'], dataTable([[cell()], [sentence('x')]], { page_size: 10 })],
  ['data_visualization', ['message', 'home'], pie([{ label: 'Suspended', value: 4 }])],
  ['carousel', ['message', 'home'], { type: 'carousel', elements: [card(), card()] }],
  ['container', ['message', 'home'], container({ is_collapsible: true, child_blocks: [section()] })],
  ['file', [], { type: 'file', source: 'remote', external_id: 'F1' }],
];

const options = [option(1), option(2)];
const groups = [{ label: plain('Group'), options }];
const choices = [option(1, { text: mrkdwn('*one*'), description: mrkdwn('_why_') }), option(2)];
const more = {
  action_id: 'a',
  focus_on_load: true,
  placeholder: plain('Choose'),
  confirm: confirm({ style: 'danger' }),
};
const dispatch = { dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] } };

const ELEMENT_SAMPLES: readonly Sample[] = [
  [
    'button',
    everywhere,
    withAccessory(button({ value: 'v', url: 'https://example.com', style: 'primary', confirm: confirm() })),
  ],
  ['checkboxes', everywhere, withAccessory({ type: 'checkboxes', options: choices, initial_options: [choices[0]] })],
  ['radio_buttons', everywhere, withAccessory({ type: 'radio_buttons', options: choices, initial_option: choices[1] })],
  ['overflow', everywhere, withAccessory({ type: 'overflow', options: [option(1, { url: 'https://example.com' })] })],
  ['datepicker', everywhere, withAccessory({ type: 'datepicker', ...more, initial_date: '2028-02-29' })],
  [
    'timepicker',
    everywhere,
    withAccessory({ type: 'timepicker', ...more, initial_time: '23:59', timezone: 'Asia/Tokyo' }),
  ],
  ['datetimepicker', ['message', 'modal'], actions({ type: 'datetimepicker', initial_date_time: 1_628_633_820 })],
  ['static_select', everywhere, withAccessory({ type: 'static_select', ...more, options, initial_option: option(2) })],
  ['external_select', everywhere, withAccessory({ type: 'external_select', ...more, min_query_length: 0 })],
  ['users_select', everywhere, withAccessory({ type: 'users_select', ...more, initial_user: 'U012AB3CD' })],
  [
    'conversations_select',
    everywhere,
    withAccessory({ type: 'conversations_select', ...more, filter: { include: ['im'] } }),
  ],
  ['channels_select', everywhere, withAccessory({ type: 'channels_select', ...more, initial_channel: 'C012AB3CD' })],
  [
    'multi_static_select',
    everywhere,
    input({ type: 'multi_static_select', option_groups: groups, initial_options: options }),
  ],
  ['multi_external_select', everywhere, input({ type: 'multi_external_select', ...more, initial_options: options })],
  ['multi_users_select', everywhere, input({ type: 'multi_users_select', ...more, max_selected_items: 5 })],
  [
    'multi_conversations_select',
    everywhere,
    input({ type: 'multi_conversations_select', initial_conversations: ['D012AB3CD'] }),
  ],
  ['multi_channels_select', everywhere, input({ type: 'multi_channels_select', initial_channels: ['C012AB3CD'] })],
  [
    'plain_text_input',
    everywhere,
    input({ type: 'plain_text_input', ...dispatch, multiline: true, min_length: 5, max_length: 5 }),
  ],
  ['email_text_input', ['modal'], input({ type: 'email_text_input', initial_value: 'ada@example.com' })],
  ['url_text_input', ['modal'], input({ type: 'url_text_input', initial_value: 'https://example.com' })],
  [
    'number_input',
    ['modal'],
    input({ type: 'number_input', is_decimal_allowed: true, min_value: '-1.5', max_value: '9' }),
  ],
  [
    'rich_text_input',
    ['modal', 'home'],
    input({ type: 'rich_text_input', initial_value: sentence('x'), min_lines: 2 }),
  ],
  ['file_input', ['modal'], input({ type: 'file_input', filetypes: ['csv'], max_files: 1 })],
  ['image', everywhere, withAccessory({ type: 'image', alt_text: 'A', slack_file: { id: 'F012AB3CD' } })],
  [
    'workflow_button',
    ['message'],
    actions({ type: 'workflow_button', text: plain(), workflow: { trigger: { url: 'https://slack.com/x' } } }),
  ],
  [
    'feedback_buttons',
    ['message'],
    {
      type: 'context_actions',
      elements: [{ type: 'feedback_buttons', positive_button: feedback, negative_button: feedback }],
    },
  ],
  [
    'icon_button',
    ['message'],
    { type: 'context_actions', elements: [{ type: 'icon_button', icon: 'trash', text: plain() }] },
  ],
  ['url', ['message'], task({ sources: [{ type: 'url', url: 'https://example.com', text: 'Source' }] })],
];

describe.each([
  ['block', BLOCK_SAMPLES, Object.keys(BLOCKS)],
  ['element', ELEMENT_SAMPLES, Object.keys(ELEMENTS)],
])('every %s', (_what, samples, known) => {
  test('has an example here', () => {
    expect(samples.map(([type]) => type).sort()).toEqual([...known].sort());
  });

  test.each(samples)('%s passes on its surfaces and is an unsupported type elsewhere', (_type, surfaces, block) => {
    for (const surface of SURFACES) {
      const codes = problemsOn(surface, block).map(({ code }) => code);
      expect(codes, surface).toEqual(surfaces.includes(surface) ? [] : ['unsupported_type']);
    }
  });
});

test('rich text takes lists, quotes, code and every inline element', () => {
  const style = { bold: true, italic: false };
  const inline = [
    { type: 'text', text: 'a', style },
    { type: 'link', url: 'https://example.com', text: 'b' },
    { type: 'user', user_id: 'U1' },
    { type: 'usergroup', usergroup_id: 'S1' },
    { type: 'channel', channel_id: 'C1' },
    { type: 'team', team_id: 'T1' },
    { type: 'broadcast', range: 'here' },
    { type: 'date', timestamp: 1_700_000_000, format: '{date_long}', fallback: 'then' },
    { type: 'emoji', name: 'wave' },
    { type: 'color', value: '#00FFaa' },
  ];
  const elements = [
    { type: 'rich_text_section', elements: inline },
    {
      type: 'rich_text_list',
      style: 'ordered',
      indent: 1,
      elements: [{ type: 'rich_text_section', elements: inline }],
    },
    { type: 'rich_text_quote', elements: inline, border: 1 },
    { type: 'rich_text_preformatted', elements: inline.slice(0, 2) },
  ];

  expect(problemsOn('message', { type: 'rich_text', elements })).toEqual([]);
});

test('a line chart and an image of Slack by its url pass', () => {
  const series = [{ name: 'Suspended', data: [{ label: 'May', value: 3 }] }];
  const slackImage = { type: 'image', alt_text: 'A', slack_file: { url: 'https://files.slack.com/a.png' } };

  expect(problemsOn('message', line(series), slackImage)).toEqual([]);
});
