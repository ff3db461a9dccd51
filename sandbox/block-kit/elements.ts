import {
  confirm,
  conversationFilter,
  dispatchActionConfig,
  image,
  initialIsAmongOptions,
  option,
  optionGroups,
  options,
  style,
} from './composition.ts';
import {
  calendarDate,
  channelId,
  clockTime,
  conversationId,
  decimal,
  linkUrl,
  UNIX_SECONDS,
  userId,
} from './formats.ts';
import { LIMITS } from './limits.ts';
import { richText } from './rich-text.ts';
import {
  boolean,
  exactlyOneOf,
  inOrder,
  integer,
  type Kind,
  kindOf,
  list,
  object,
  oneOf,
  type Rule,
  string,
} from './rules.ts';
import { plainText } from './text-objects.ts';

const actionId = { action_id: string(LIMITS.actionId) };
const placeholder = { placeholder: plainText(LIMITS.placeholder) };
const focus = { focus_on_load: boolean };
const typed = { ...actionId, ...placeholder, ...focus, dispatch_action_config: dispatchActionConfig };
const chosen = { ...actionId, ...focus, confirm };
const menu = { ...chosen, ...placeholder };
const multiMenu = { ...menu, max_selected_items: integer(LIMITS.maxSelectedItems) };
const label = { accessibility_label: string(LIMITS.accessibilityLabel) };
const minQuery = { min_query_length: integer(LIMITS.minQueryLength) };
const respond = { response_url_enabled: boolean };

const selectOption = option('select');
const selectOptions = { options: options('select', LIMITS.selectOptions), option_groups: optionGroups };
const selectChecks = [exactlyOneOf('options', 'option_groups'), initialIsAmongOptions];
const initialOptions = (rule: Rule) => ({ initial_options: list(rule, { min: 1, max: LIMITS.selectOptions.max }) });
const conversations = { default_to_current_conversation: boolean, filter: conversationFilter };

const feedbackButton = object({
  required: { text: plainText(LIMITS.buttonText), value: string(LIMITS.buttonValue) },
  optional: label,
});

const workflow = object({
  required: {
    trigger: object({
      required: { url: linkUrl(LIMITS.buttonUrl) },
      optional: {
        customizable_input_parameters: list(object({ required: { name: string(), value: string() } })),
      },
    }),
  },
});

/** https://docs.slack.dev/reference/block-kit/block-elements */
export const ELEMENTS = {
  button: {
    required: { text: plainText(LIMITS.buttonText) },
    optional: {
      ...actionId,
      ...label,
      value: string(LIMITS.buttonValue),
      url: linkUrl(LIMITS.buttonUrl),
      style,
      confirm,
    },
  },
  checkboxes: {
    required: { options: options('choice', LIMITS.checkboxOptions) },
    optional: { ...chosen, ...initialOptions(option('choice')) },
    checks: [initialIsAmongOptions],
  },
  radio_buttons: {
    required: { options: options('choice', LIMITS.radioOptions) },
    optional: { ...chosen, initial_option: option('choice') },
    checks: [initialIsAmongOptions],
  },
  overflow: {
    required: { options: options('overflow', LIMITS.overflowOptions) },
    optional: { ...actionId, confirm },
  },
  datepicker: { optional: { ...menu, initial_date: calendarDate } },
  timepicker: { optional: { ...menu, initial_time: clockTime, timezone: string() } },
  datetimepicker: {
    surfaces: ['message', 'modal'],
    optional: { ...chosen, initial_date_time: integer(UNIX_SECONDS) },
  },

  static_select: {
    optional: { ...menu, ...selectOptions, initial_option: selectOption },
    checks: selectChecks,
  },
  external_select: { optional: { ...menu, ...minQuery, initial_option: selectOption } },
  users_select: { optional: { ...menu, initial_user: userId } },
  conversations_select: {
    optional: { ...menu, ...conversations, ...respond, initial_conversation: conversationId },
  },
  channels_select: { optional: { ...menu, ...respond, initial_channel: channelId } },
  multi_static_select: {
    optional: { ...multiMenu, ...selectOptions, ...initialOptions(selectOption) },
    checks: selectChecks,
  },
  multi_external_select: { optional: { ...multiMenu, ...minQuery, ...initialOptions(selectOption) } },
  multi_users_select: { optional: { ...multiMenu, initial_users: list(userId) } },
  multi_conversations_select: {
    optional: { ...multiMenu, ...conversations, initial_conversations: list(conversationId) },
  },
  multi_channels_select: { optional: { ...multiMenu, initial_channels: list(channelId) } },

  plain_text_input: {
    optional: {
      ...typed,
      initial_value: string(LIMITS.inputInitialValue),
      multiline: boolean,
      min_length: integer(LIMITS.inputMinLength),
      max_length: integer(LIMITS.inputMaxLength),
    },
    checks: [inOrder('min_length', 'max_length')],
  },
  email_text_input: { surfaces: ['modal'], optional: { ...typed, initial_value: string() } },
  url_text_input: { surfaces: ['modal'], optional: { ...typed, initial_value: string() } },
  number_input: {
    surfaces: ['modal'],
    required: { is_decimal_allowed: boolean },
    optional: { ...typed, initial_value: decimal, min_value: decimal, max_value: decimal },
    checks: [inOrder('min_value', 'max_value')],
  },
  rich_text_input: {
    surfaces: ['modal', 'home'],
    optional: {
      ...typed,
      initial_value: richText,
      min_lines: integer(LIMITS.richTextInputLines),
      max_lines: integer(LIMITS.richTextInputLines),
    },
    checks: [inOrder('min_lines', 'max_lines')],
  },
  file_input: {
    surfaces: ['modal'],
    optional: {
      ...actionId,
      filetypes: list(string(), { min: 1, max: Number.POSITIVE_INFINITY }),
      max_files: integer(LIMITS.maxFiles),
    },
  },

  image,
  workflow_button: {
    surfaces: ['message'],
    required: { text: plainText(LIMITS.buttonText), workflow },
    optional: { ...actionId, ...label, style },
  },
  feedback_buttons: {
    required: { positive_button: feedbackButton, negative_button: feedbackButton },
    optional: actionId,
  },
  icon_button: {
    required: { icon: oneOf('trash'), text: plainText(LIMITS.buttonText) },
    optional: {
      ...actionId,
      ...label,
      value: string(LIMITS.buttonValue),
      confirm,
      visible_to_user_ids: list(userId, LIMITS.visibleToUsers),
    },
  },
  url: { required: { url: linkUrl(LIMITS.sourceUrl), text: string() } },
} as const satisfies Record<string, Kind>;

type ElementType = keyof typeof ELEMENTS;

const PICKERS = ['checkboxes', 'radio_buttons', 'datepicker', 'timepicker'] as const;
const MENUS = [
  'static_select',
  'external_select',
  'users_select',
  'conversations_select',
  'channels_select',
  'multi_static_select',
  'multi_external_select',
  'multi_users_select',
  'multi_conversations_select',
  'multi_channels_select',
] as const;

/** Which elements a block takes: as in the types of `@slack/types`, which follow the pages of the elements. */
export const PLACES = {
  section: ['button', 'image', 'overflow', 'workflow_button', ...PICKERS, ...MENUS],
  actions: ['button', 'overflow', 'workflow_button', 'datetimepicker', 'rich_text_input', ...PICKERS, ...MENUS],
  input: [
    'datetimepicker',
    'plain_text_input',
    'email_text_input',
    'url_text_input',
    'number_input',
    'rich_text_input',
    'file_input',
    ...PICKERS,
    ...MENUS,
  ],
  context_actions: ['feedback_buttons', 'icon_button'],
  card: ['button'],
  task_card: ['url'],
  picture: ['image'],
} as const satisfies Record<string, readonly ElementType[]>;

export const elementIn = (place: keyof typeof PLACES): Rule =>
  kindOf(Object.fromEntries(PLACES[place].map((type) => [type, ELEMENTS[type]])));
