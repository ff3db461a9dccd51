import { isDeepStrictEqual } from 'node:util';
import { imageUrl, linkUrl } from './formats.ts';
import { type Cap, LIMITS } from './limits.ts';
import {
  atLeastOneOf,
  boolean,
  both,
  exactlyOneOf,
  list,
  type ObjectCheck,
  object,
  oneOf,
  type Rule,
  string,
} from './rules.ts';
import { anyText, plainText } from './text-objects.ts';
import { isObject, type JsonObject, listAt } from './walk.ts';

export const style = oneOf('primary', 'danger');

/** https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object */
export const confirm = object({
  required: {
    title: plainText(LIMITS.confirmTitle),
    text: anyText(LIMITS.confirmText),
    confirm: plainText(LIMITS.confirmButton),
    deny: plainText(LIMITS.confirmButton),
  },
  optional: { style },
});

type Menu = 'select' | 'overflow' | 'choice';

/**
 * Only checkboxes and radio buttons ("choice") may have mrkdwn, and only an overflow menu a url.
 * https://docs.slack.dev/reference/block-kit/composition-objects/option-object
 */
export const option = (menu: Menu): Rule => {
  const text = menu === 'choice' ? anyText : plainText;
  const url = menu === 'overflow' ? { url: linkUrl(LIMITS.optionUrl) } : {};
  return object({
    required: { text: text(LIMITS.optionText), value: string(LIMITS.optionValue) },
    optional: { description: text(LIMITS.optionDescription), ...url },
  });
};

/** Options of one menu, whose values must differ. */
export const options = (menu: Menu, cap: Cap): Rule => both(list(option(menu), cap), distinctValues);

const distinctValues: Rule = (value, spot) => {
  const seen = new Set<unknown>();
  for (const [index, entry] of Array.isArray(value) ? value.entries() : []) {
    if (!isObject(entry) || entry['value'] === undefined) continue;
    if (seen.has(entry['value'])) spot.into(index).into('value').report('duplicate', 'must be unique in its menu');
    seen.add(entry['value']);
  }
};

/** https://docs.slack.dev/reference/block-kit/composition-objects/option-group-object */
export const optionGroups = list(
  object({
    required: { label: plainText(LIMITS.optionGroupLabel), options: options('select', LIMITS.selectOptions) },
  }),
  LIMITS.optionGroups,
);

/** What is chosen at first must equal one of the options in every field, or Slack refuses the whole payload. */
export const initialIsAmongOptions: ObjectCheck = (value, spot) => {
  const offered = offeredBy(value);
  // What is no object has been told already.
  const isOffered = (chosen: unknown) =>
    !isObject(chosen) || offered.some((candidate) => isDeepStrictEqual(candidate, chosen));
  const refuse = 'must match one of the options';
  const { initial_option: one } = value;
  if (!isOffered(one)) spot.into('initial_option').report('no_such_option', refuse);
  for (const [index, chosen] of listAt(value, 'initial_options').entries()) {
    if (!isOffered(chosen)) spot.into('initial_options').into(index).report('no_such_option', refuse);
  }
};

const offeredBy = (menu: JsonObject): readonly unknown[] => [
  ...listAt(menu, 'options'),
  ...listAt(menu, 'option_groups').flatMap((group) => listAt(group, 'options')),
];

/** https://docs.slack.dev/reference/block-kit/composition-objects/conversation-filter-object */
export const conversationFilter = object({
  optional: {
    include: list(oneOf('im', 'mpim', 'private', 'public'), { min: 1, max: 4 }),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
  checks: [atLeastOneOf('include', 'exclude_external_shared_channels', 'exclude_bot_users')],
});

/** https://docs.slack.dev/reference/block-kit/composition-objects/dispatch-action-configuration-object */
export const dispatchActionConfig = object({
  optional: { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), LIMITS.triggerActions) },
});

/** What the image block and the image element have in common. */
export const image = {
  required: { alt_text: string(LIMITS.imageAltText) },
  optional: {
    image_url: imageUrl(LIMITS.imageUrl),
    slack_file: object({
      optional: { id: string(), url: imageUrl(LIMITS.imageUrl) },
      checks: [exactlyOneOf('id', 'url')],
    }),
  },
  checks: [exactlyOneOf('image_url', 'slack_file')],
} as const;
