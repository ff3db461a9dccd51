/** A small workspace with everything the page can show. */

import type { PageEvent, PageMessage, PageUser, PageView } from '../../../sandbox/page/protocol.ts';

export type Snapshot = Extract<PageEvent, { readonly type: 'snapshot' }>;

const person = (id: string, name: string, realName: string, extra: Partial<PageUser> = {}): PageUser => ({
  id,
  name,
  realName,
  email: `${name}@example.com`,
  kind: 'member',
  playable: false,
  ...extra,
});

export const users = [
  person('U0ALICE', 'alice', 'Alice Moreau', { playable: true }),
  person('U0BOB', 'bob', 'Bob Okafor', { playable: true }),
  person('U0CAROL', 'carol', 'Carol Lindqvist', { playable: true }),
  person('U0GUEST', 'gil', 'Gil Ferreira', { playable: true, kind: 'guest' }),
  person('U0ALAN', 'alan', 'Alan Whitcombe'),
  person('U0DANA', 'dana', 'Dana Petrov'),
  person('U0ERIK', 'erik', 'Erik Solheim'),
  person('U0FATIMA', 'fatima', 'Fatima Zahra'),
  person('U0GRACE', 'grace', 'Grace Nakamura'),
  person('U0HUGO', 'hugo', 'Hugo Castellano'),
  person('U0GONE', 'alumna', 'Ines Left', { kind: 'deactivated' }),
  person('U0MUSTER', 'muster', 'Muster', { kind: 'bot', email: null }),
];

export const channelId = 'C0OPS';
const start = Date.UTC(2026, 9, 5, 9, 12) / 1000;
const tsAt = (seconds: number) => (start + seconds).toFixed(6);

export function message(extra: Partial<PageMessage> = {}): PageMessage {
  return {
    channel: channelId,
    ts: tsAt(0),
    threadTs: null,
    user: 'U0MUSTER',
    text: '',
    blocks: null,
    files: [],
    ephemeral: false,
    edited: false,
    replyCount: 0,
    ...extra,
  };
}

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });

export const cardTs = tsAt(120);

export const card = message({
  ts: cardTs,
  text: '<@U0ALICE> asks to suspend 3 accounts in *production*. Waiting for one approval.',
  edited: true,
  replyCount: 2,
  blocks: [
    { type: 'header', block_id: 'h', text: plain('Suspend 3 accounts') },
    {
      type: 'section',
      block_id: 's',
      fields: [
        mrkdwn('*Asked by*\n<@U0ALICE>'),
        mrkdwn('*Network*\nproduction'),
        mrkdwn('*Reason*\nLost laptops'),
        mrkdwn('*State*\nWaiting for one approval'),
      ],
    },
    {
      type: 'section',
      block_id: 'who',
      text: mrkdwn(
        '*3 will change*\n• Dana Petrov\n• Erik Solheim\n• Fatima Zahra\n~Grace Nakamura~ _already suspended_',
      ),
      accessory: {
        type: 'overflow',
        action_id: 'more',
        options: [
          { text: plain('Show the audit trail'), value: 'audit' },
          { text: plain('Withdraw'), value: 'withdraw' },
        ],
      },
    },
    { type: 'divider', block_id: 'd' },
    {
      type: 'actions',
      block_id: 'decide',
      elements: [
        { type: 'button', action_id: 'approve', text: plain('Approve'), style: 'primary', value: 'request-1' },
        {
          type: 'button',
          action_id: 'reject',
          text: plain('Reject'),
          style: 'danger',
          value: 'request-1',
          confirm: {
            title: plain('Reject this request?'),
            text: mrkdwn('*Nobody* will be suspended.'),
            confirm: plain('Reject'),
            deny: plain('Keep it'),
            style: 'danger',
          },
        },
        {
          type: 'static_select',
          action_id: 'pace',
          placeholder: plain('Pace'),
          options: [
            { text: plain('All at once'), value: 'fast' },
            { text: plain('Fifty an hour'), value: 'slow' },
          ],
        },
      ],
    },
    {
      type: 'context',
      block_id: 'c',
      elements: [mrkdwn(`Expires <!date^${start + 86_400}^{date_short} at {time}|tomorrow>`), mrkdwn('Request `9f3c`')],
    },
  ],
});

export const everyBlock = message({
  ts: tsAt(200),
  text: 'All kinds of blocks',
  blocks: [
    {
      type: 'rich_text',
      block_id: 'r',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'Rich ', style: { bold: true } },
            { type: 'user', user_id: 'U0BOB' },
            { type: 'text', text: ' wrote ' },
            { type: 'text', text: 'code', style: { code: true } },
          ],
        },
        {
          type: 'rich_text_list',
          style: 'bullet',
          elements: [
            { type: 'rich_text_section', elements: [{ type: 'text', text: 'first' }] },
            { type: 'rich_text_section', elements: [{ type: 'link', url: 'https://docs.slack.dev/', text: 'second' }] },
          ],
        },
      ],
    },
    {
      type: 'table',
      block_id: 't',
      rows: [
        [
          { type: 'raw_text', text: 'Person' },
          { type: 'raw_text', text: 'Outcome' },
        ],
        [
          { type: 'raw_text', text: 'Dana' },
          { type: 'raw_text', text: 'succeeded' },
        ],
      ],
    },
    { type: 'image', block_id: 'i', alt_text: 'A map of the network', image_url: 'https://example.com/map.png' },
    { type: 'carousel', block_id: 'x' },
  ],
});

export function snapshot(extra: Partial<Snapshot> = {}): Snapshot {
  return {
    type: 'snapshot',
    me: 'U0ALICE',
    users,
    userGroups: [{ id: 'S0HELP', handle: 'helpdesk', name: 'Help desk', members: ['U0BOB', 'U0CAROL'] }],
    channels: [
      { id: channelId, name: 'account-admin', kind: 'channel' },
      { id: 'C0RANDOM', name: 'general', kind: 'channel' },
      { id: 'G0AUDIT', name: 'audit', kind: 'private' },
      { id: 'D0MUSTER', name: 'Muster', kind: 'dm' },
    ],
    messages: [
      message({ user: 'U0BOB', text: 'Three laptops were left on the train. Alice, can you lock those accounts?' }),
      message({ user: 'U0ALICE', ts: tsAt(60), text: 'On it, <@U0BOB>.' }),
      card,
      message({ ts: tsAt(130), threadTs: cardTs, text: '*2 succeeded*: Dana Petrov, Erik Solheim' }),
      message({
        ts: tsAt(131),
        threadTs: cardTs,
        text: '1 failed &amp; can be retried: Fatima Zahra',
        files: [{ id: 'F0CSV', name: 'outcomes.csv', sizeBytes: 2150, href: '/files/outcomes.csv' }],
      }),
    ],
    messageShortcuts: [],
    commands: [
      {
        command: '/wickr',
        description: 'Change Wickr accounts, many at once',
        usageHint: 'suspend @alice @bob --reason "…"',
      },
      { command: '/genauth', description: 'Change GenAuth accounts, many at once', usageHint: 'suspend @alice' },
    ],
    botConnected: true,
    calls: [
      {
        at: start * 1000 + 121_000,
        operation: 'BatchToggleUserSuspendStatus',
        network: '10000001',
        status: 200,
        token: '0199b3f2-6c1e-7c1a-9a51-2a4f3b7c9d10',
        people: 3,
        note: '',
      },
      {
        at: start * 1000 + 122_500,
        operation: 'ListUsers',
        network: '10000001',
        status: 429,
        token: null,
        people: null,
        note: 'fault: throttle',
      },
    ],
    faults: [
      { id: 'reset-after', where: 'wickr', title: 'Do the work, then cut the line', remaining: 0 },
      { id: 'throttle', where: 'wickr', title: 'Answer 429, slow down', remaining: 2 },
      { id: 'slow-ack', where: 'slack', title: 'Lose the answer to a post', remaining: 0 },
    ],
    ...extra,
  };
}

/** One input of each kind. */
export const modal: PageView = {
  id: 'V0MODAL',
  hash: '1.abc',
  view: {
    type: 'modal',
    title: plain('Suspend accounts'),
    submit: plain('Preview'),
    close: plain('Cancel'),
    blocks: [
      { type: 'section', block_id: 'intro', text: mrkdwn('Nothing happens before *a second person* approves.') },
      {
        type: 'input',
        block_id: 'people',
        label: plain('People'),
        element: { type: 'multi_users_select', action_id: 'people', placeholder: plain('Choose people') },
      },
      {
        type: 'input',
        block_id: 'list',
        optional: true,
        label: plain('Addresses'),
        hint: plain('One on each line. For more than 100, attach a CSV file.'),
        element: { type: 'plain_text_input', action_id: 'list', multiline: true },
      },
      {
        type: 'input',
        block_id: 'file',
        optional: true,
        label: plain('CSV file'),
        element: { type: 'file_input', action_id: 'file', filetypes: ['csv'], max_files: 1 },
      },
      {
        type: 'input',
        block_id: 'reason',
        label: plain('Reason'),
        element: { type: 'plain_text_input', action_id: 'reason', min_length: 5 },
      },
      {
        type: 'input',
        block_id: 'network',
        label: plain('Network'),
        element: {
          type: 'static_select',
          action_id: 'network',
          options: [
            { text: plain('production'), value: 'prod' },
            { text: plain('staging'), value: 'staging' },
          ],
          initial_option: { text: plain('production'), value: 'prod' },
        },
      },
      {
        type: 'input',
        block_id: 'when',
        label: plain('When'),
        element: {
          type: 'radio_buttons',
          action_id: 'when',
          options: [
            { text: plain('At once'), value: 'now' },
            { text: plain('Later'), value: 'later', description: plain('On the day below') },
          ],
        },
      },
      {
        type: 'input',
        block_id: 'day',
        optional: true,
        label: plain('Day'),
        element: { type: 'datepicker', action_id: 'day' },
      },
      {
        type: 'input',
        block_id: 'also',
        optional: true,
        label: plain('Also'),
        element: {
          type: 'checkboxes',
          action_id: 'also',
          options: [{ text: mrkdwn('Reset their *devices*'), value: 'devices' }],
        },
      },
      {
        type: 'input',
        block_id: 'search',
        optional: true,
        label: plain('Search'),
        element: { type: 'external_select', action_id: 'search' },
      },
    ],
  },
};
