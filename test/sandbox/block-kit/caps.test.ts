import { expect, test } from 'vitest';
import { LIMITS } from '../../../sandbox/block-kit/limits.ts';
import { validateMessage } from '../../../sandbox/block-kit/messages.ts';
import { validateView } from '../../../sandbox/block-kit/views.ts';
import type { Problem } from '../../../sandbox/block-kit/walk.ts';
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
  line,
  modal,
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
  text,
  times,
  video,
  withAccessory,
} from './samples.ts';

interface CapCase {
  readonly cap: keyof typeof LIMITS;
  /** Written out again, so that a slip in the table is seen. */
  readonly min: number;
  readonly max: number;
  readonly pointer: string;
  readonly problems: (size: number) => readonly Problem[];
}

type Block = Readonly<Record<string, unknown>>;
type Row = readonly [CapCase['cap'], number, number, string, (size: number) => Block];

const inMessage = (rows: readonly Row[]): readonly CapCase[] =>
  rows.map(([cap, min, max, pointer, make]) => ({
    cap,
    min,
    max,
    pointer: `/blocks/0${pointer}`,
    problems: (size) => problemsOn('message', make(size)),
  }));

const inModal = (rows: readonly Row[]): readonly CapCase[] =>
  rows.map(([cap, min, max, pointer, make]) => ({
    cap,
    min,
    max,
    pointer: `/view/blocks/0${pointer}`,
    problems: (size) => problemsOn('modal', make(size)),
  }));

const viewField = (cap: CapCase['cap'], min: number, max: number, key: string, isText: boolean): CapCase => ({
  cap,
  min,
  max,
  pointer: `/view/${key}${isText ? '/text' : ''}`,
  problems: (size) => validateView(modal([], { [key]: isText ? plain(text(size)) : text(size) })),
});

const url = (length: number) => (length < 20 ? text(length) : `https://example.com/${text(length - 20)}`);
const person = (index: number) => `U${index}`;
const select = (more: Block) => withAccessory({ type: 'static_select', ...more });
const options = (count: number) => times(count, (index) => option(index));
const group = (index: number) => ({ label: plain(`Group ${index}`), options: [option(index)] });
const feedback = { text: plain('Good'), value: 'good' };
const datum = (index: number) => ({ label: `p${index}`, value: index });
const icon = (more: Block) => ({
  type: 'context_actions',
  elements: [{ type: 'icon_button', icon: 'trash', text: plain(), ...more }],
});

const CASES: readonly CapCase[] = [
  ...inMessage([
    ['blockId', 1, 255, '/block_id', (n) => section({ block_id: text(n) })],
    ['text', 1, 3_000, '/elements/0/text', (n) => ({ type: 'context', elements: [mrkdwn(text(n))] })],
    ['sectionText', 1, 3_000, '/text/text', (n) => section({ text: mrkdwn(text(n)) })],
    ['sectionFields', 1, 10, '/fields', (n) => section({ fields: times(n, () => plain()) })],
    ['sectionFieldText', 1, 2_000, '/fields/0/text', (n) => section({ fields: [plain(text(n))] })],
    ['actionsElements', 1, 25, '/elements', (n) => actions(...times(n, () => button()))],
    ['contextElements', 1, 10, '/elements', (n) => ({ type: 'context', elements: times(n, () => plain()) })],
    ['headerText', 1, 150, '/text/text', (n) => ({ type: 'header', text: plain(text(n)) })],
    ['headerLevel', 1, 6, '/level', (n) => ({ type: 'header', text: plain(), level: n })],
    ['imageUrl', 1, 3_000, '/image_url', (n) => ({ ...picture, image_url: url(n) })],
    ['imageAltText', 1, 2_000, '/alt_text', (n) => ({ ...picture, alt_text: text(n) })],
    ['imageTitle', 1, 2_000, '/title/text', (n) => ({ ...picture, title: plain(text(n)) })],
    ['inputLabel', 1, 2_000, '/label/text', (n) => input({ type: 'plain_text_input' }, { label: plain(text(n)) })],
    ['inputHint', 1, 2_000, '/hint/text', (n) => input({ type: 'plain_text_input' }, { hint: plain(text(n)) })],
    ['markdownText', 1, 12_000, '/text', (n) => ({ type: 'markdown', text: text(n) })],
    ['videoAltText', 1, 199, '/alt_text', (n) => video({ alt_text: text(n) })],
    ['videoTitle', 1, 199, '/title/text', (n) => video({ title: plain(text(n)) })],
    ['videoDescription', 1, 199, '/description/text', (n) => video({ description: plain(text(n)) })],
    ['videoAuthor', 1, 49, '/author_name', (n) => video({ author_name: text(n) })],
    ['videoProvider', 1, 49, '/provider_name', (n) => video({ provider_name: text(n) })],
    ['videoUrl', 1, 3_000, '/video_url', (n) => video({ video_url: url(n) })],
    [
      'richTextIndent',
      0,
      8,
      '/elements/0/indent',
      (n) => ({
        type: 'rich_text',
        elements: [{ type: 'rich_text_list', style: 'bullet', indent: n, elements: [] }],
      }),
    ],
    ['tableRows', 1, 100, '/rows', (n) => table(times(n, () => [cell()]))],
    ['tableCells', 1, 20, '/rows/0', (n) => table([times(n, () => cell())])],
    [
      'tableColumnSettings',
      0,
      20,
      '/column_settings',
      (n) => table([[cell()]], { column_settings: times(n, () => ({ align: 'left' })) }),
    ],
    ['dataTableRows', 2, 201, '/rows', (n) => dataTable(times(n, () => [cell()]))],
    ['dataTableCells', 1, 20, '/rows/0', (n) => dataTable([times(n, () => cell()), times(n, () => cell())])],
    ['dataTablePageSize', 1, 100, '/page_size', (n) => dataTable([[cell()], [cell()]], { page_size: n })],
    ['chartTitle', 1, 50, '/title', (n) => pie([datum(1)], text(n))],
    ['chartSegments', 1, 12, '/chart/segments', (n) => pie(times(n, datum))],
    ['chartSeries', 1, 12, '/chart/series', (n) => line(times(n, () => ({ name: 's', data: [datum(1)] })))],
    ['chartPoints', 1, 20, '/chart/series/0/data', (n) => line([{ name: 's', data: times(n, datum) }])],
    ['chartLabel', 1, 20, '/chart/segments/0/label', (n) => pie([{ label: text(n), value: 1 }])],
    ['cardTitle', 1, 150, '/title/text', (n) => card({ title: mrkdwn(text(n)) })],
    ['cardSubtitle', 1, 150, '/subtitle/text', (n) => card({ subtitle: mrkdwn(text(n)) })],
    ['cardBody', 1, 200, '/body/text', (n) => card({ body: mrkdwn(text(n)) })],
    ['cardSubtext', 1, 200, '/subtext/text', (n) => card({ subtext: mrkdwn(text(n)) })],
    ['cardActions', 1, 3, '/actions', (n) => card({ actions: times(n, () => button()) })],
    ['carouselCards', 1, 10, '/elements', (n) => ({ type: 'carousel', elements: times(n, () => card()) })],
    ['containerTitle', 1, 150, '/title/text', (n) => container({ title: plain(text(n)) })],
    ['containerSubtitle', 1, 150, '/subtitle/text', (n) => container({ subtitle: plain(text(n)) })],
    [
      'containerChildren',
      1,
      10,
      '/child_blocks',
      (n) => container({ child_blocks: times(n, () => ({ type: 'divider' })) }),
    ],
    [
      'contextActionsElements',
      1,
      5,
      '/elements',
      (n) => ({
        type: 'context_actions',
        elements: times(n, () => ({ type: 'feedback_buttons', positive_button: feedback, negative_button: feedback })),
      }),
    ],
    ['planTasks', 0, 50, '/tasks', (n) => ({ type: 'plan', title: 'Plan', tasks: times(n, () => task()) })],

    ['actionId', 1, 255, '/accessory/action_id', (n) => withAccessory(button({ action_id: text(n) }))],
    ['buttonText', 1, 75, '/accessory/text/text', (n) => withAccessory(button({ text: plain(text(n)) }))],
    ['buttonValue', 0, 2_000, '/accessory/value', (n) => withAccessory(button({ value: text(n) }))],
    ['buttonUrl', 1, 3_000, '/accessory/url', (n) => withAccessory(button({ url: url(n) }))],
    [
      'accessibilityLabel',
      1,
      75,
      '/accessory/accessibility_label',
      (n) => withAccessory(button({ accessibility_label: text(n) })),
    ],
    [
      'confirmTitle',
      1,
      100,
      '/accessory/confirm/title/text',
      (n) => withAccessory(button({ confirm: confirm({ title: plain(text(n)) }) })),
    ],
    [
      'confirmText',
      1,
      300,
      '/accessory/confirm/text/text',
      (n) => withAccessory(button({ confirm: confirm({ text: plain(text(n)) }) })),
    ],
    [
      'confirmButton',
      1,
      30,
      '/accessory/confirm/deny/text',
      (n) => withAccessory(button({ confirm: confirm({ deny: plain(text(n)) }) })),
    ],
    [
      'placeholder',
      1,
      150,
      '/accessory/placeholder/text',
      (n) => select({ options: options(1), placeholder: plain(text(n)) }),
    ],
    [
      'optionText',
      1,
      75,
      '/accessory/options/0/text/text',
      (n) => select({ options: [option(1, { text: plain(text(n)) })] }),
    ],
    ['optionValue', 1, 150, '/accessory/options/0/value', (n) => select({ options: [option(1, { value: text(n) })] })],
    [
      'optionDescription',
      1,
      75,
      '/accessory/options/0/description/text',
      (n) => select({ options: [option(1, { description: plain(text(n)) })] }),
    ],
    [
      'optionUrl',
      1,
      3_000,
      '/accessory/options/0/url',
      (n) => withAccessory({ type: 'overflow', options: [option(1, { url: url(n) })] }),
    ],
    ['selectOptions', 1, 100, '/accessory/options', (n) => select({ options: options(n) })],
    ['optionGroups', 1, 100, '/accessory/option_groups', (n) => select({ option_groups: times(n, group) })],
    [
      'optionGroupLabel',
      1,
      75,
      '/accessory/option_groups/0/label/text',
      (n) => select({ option_groups: [{ label: plain(text(n)), options: options(1) }] }),
    ],
    ['overflowOptions', 1, 5, '/accessory/options', (n) => withAccessory({ type: 'overflow', options: options(n) })],
    ['checkboxOptions', 1, 10, '/accessory/options', (n) => withAccessory({ type: 'checkboxes', options: options(n) })],
    ['radioOptions', 1, 10, '/accessory/options', (n) => withAccessory({ type: 'radio_buttons', options: options(n) })],
    [
      'maxSelectedItems',
      1,
      Number.MAX_SAFE_INTEGER,
      '/accessory/max_selected_items',
      (n) => withAccessory({ type: 'multi_users_select', max_selected_items: n }),
    ],
    [
      'minQueryLength',
      0,
      Number.MAX_SAFE_INTEGER,
      '/accessory/min_query_length',
      (n) => withAccessory({ type: 'external_select', min_query_length: n }),
    ],
    [
      'visibleToUsers',
      1,
      10,
      '/elements/0/visible_to_user_ids',
      (n) => icon({ visible_to_user_ids: times(n, person) }),
    ],
    ['sourceUrl', 1, 3_000, '/sources/0/url', (n) => task({ sources: [{ type: 'url', url: url(n), text: 'Source' }] })],
  ]),
  ...inModal([
    ['alertText', 1, 200, '/text/text', (n) => ({ type: 'alert', text: plain(text(n)) })],
    [
      'triggerActions',
      1,
      2,
      '/element/dispatch_action_config/trigger_actions_on',
      (n) =>
        input({
          type: 'plain_text_input',
          dispatch_action_config: { trigger_actions_on: times(n, () => 'on_enter_pressed') },
        }),
    ],
    ['inputMinLength', 0, 3_000, '/element/min_length', (n) => input({ type: 'plain_text_input', min_length: n })],
    ['inputMaxLength', 1, 3_000, '/element/max_length', (n) => input({ type: 'plain_text_input', max_length: n })],
    [
      'inputInitialValue',
      0,
      3_000,
      '/element/initial_value',
      (n) => input({ type: 'plain_text_input', initial_value: text(n) }),
    ],
    ['richTextInputLines', 1, 100, '/element/max_lines', (n) => input({ type: 'rich_text_input', max_lines: n })],
    ['maxFiles', 1, 10, '/element/max_files', (n) => input({ type: 'file_input', max_files: n })],
  ]),
  viewField('viewTitle', 1, 24, 'title', true),
  viewField('viewSubmit', 1, 24, 'submit', true),
  viewField('viewClose', 1, 24, 'close', true),
  viewField('viewPrivateMetadata', 0, 3_000, 'private_metadata', false),
  viewField('viewCallbackId', 0, 255, 'callback_id', false),
  viewField('viewExternalId', 0, 255, 'external_id', false),
  {
    cap: 'viewBlocks',
    min: 0,
    max: 100,
    pointer: '/view/blocks',
    problems: (n) => validateView(home(times(n, () => ({ type: 'divider' })))),
  },
  {
    cap: 'viewBytes',
    min: 0,
    max: 250_000,
    pointer: '/view',
    problems: (n) => validateView(viewOfBytes(n)),
  },
  {
    cap: 'messageBlocks',
    min: 0,
    max: 50,
    pointer: '/blocks',
    problems: (n) => validateMessage({ blocks: times(n, () => ({ type: 'divider' })) }),
  },
  { cap: 'messageText', min: 0, max: 40_000, pointer: '/text', problems: (n) => validateMessage({ text: text(n) }) },
  {
    cap: 'messageCharacters',
    min: 0,
    max: 13_200,
    pointer: '/blocks',
    problems: (n) =>
      problemsOn(
        'message',
        ...times(4, () => section({ text: plain(text(3_000)) })),
        section({ text: mrkdwn(text(n - 12_000)) }),
      ),
  },
  {
    cap: 'markdownCharacters',
    min: 0,
    max: 12_000,
    pointer: '/blocks',
    problems: (n) => problemsOn('message', markdown(6_000), markdown(n - 6_000)),
  },
  {
    cap: 'tableCharacters',
    min: 0,
    max: 10_000,
    pointer: '/blocks',
    problems: (n) => problemsOn('message', table([[cell(text(5_000)), sentence(text(n - 5_000))]])),
  },
  {
    cap: 'dataTableCharacters',
    min: 0,
    max: 20_000,
    pointer: '/blocks',
    problems: (n) =>
      problemsOn(
        'message',
        dataTable([[cell(text(9_994))], [cell(text(4))]]),
        dataTable([[cell('a')], [cell(text(n - 10_011))]]),
      ),
  },
  {
    cap: 'tablesInMessage',
    min: 0,
    max: 1,
    pointer: '/blocks/1',
    problems: (n) => problemsOn('message', ...times(n, () => table([[cell()]]))),
  },
  {
    cap: 'chartsInMessage',
    min: 0,
    max: 2,
    pointer: '/blocks/2',
    problems: (n) => problemsOn('message', ...times(n, () => pie([datum(1)]))),
  },
  {
    cap: 'metadataEventType',
    min: 1,
    max: 50,
    pointer: '/metadata/event_type',
    problems: (n) => validateMessage({ metadata: { event_type: text(n), event_payload: {} } }),
  },
];

const markdown = (length: number) => ({ type: 'markdown', text: text(length) });

/** Mostly filler, then one section that brings it to exactly as many bytes. */
function viewOfBytes(bytes: number) {
  const filler = times(80, () => section({ text: plain(text(3_000)) }));
  const withTail = (length: number) =>
    home([...filler, ...times(2, (index) => section({ text: plain(text(index === 0 ? 3_000 : length)) }))]);
  const rest = bytes - Buffer.byteLength(JSON.stringify(withTail(0)));
  return rest > 0 ? withTail(rest) : home([]);
}

test('every cap of the table is tried', () => {
  expect(CASES.map(({ cap }) => cap).sort()).toEqual(Object.keys(LIMITS).sort());
});

test('every cap says where Slack documents it', () => {
  for (const { doc } of Object.values(LIMITS))
    expect(doc).toMatch(/^https:\/\/(docs\.slack\.dev|github\.com\/slackapi)\//);
});

const pointersOf = (problems: readonly Problem[]) => problems.map(({ pointer }) => pointer);

test.each(CASES)('$cap: $max is taken, one more is refused at $pointer', ({ max, pointer, problems }) => {
  expect(problems(max)).toEqual([]);
  expect(pointersOf(problems(max + 1))[0]).toBe(pointer);
});

/** Numbers, of which there are some below zero. */
const NUMBERS: readonly CapCase['cap'][] = ['inputMinLength', 'minQueryLength', 'richTextIndent'];
const WITH_FLOOR = CASES.filter(({ cap, min }) => min > 0 || NUMBERS.includes(cap));

test.each(WITH_FLOOR)('$cap: one less than $min is refused at $pointer', ({ min, pointer, problems }) => {
  expect(pointersOf(problems(min - 1))).toContain(pointer);
});

/** A url of one character is refused for another reason. */
const SMALLEST = WITH_FLOOR.filter(({ cap }) => !cap.endsWith('Url'));

test.each(SMALLEST)('$cap: $min is taken', ({ min, problems }) => {
  expect(problems(min)).toEqual([]);
});
