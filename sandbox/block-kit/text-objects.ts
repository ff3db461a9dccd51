import type { Cap } from './limits.ts';
import { anything, boolean, object, type Rule, string } from './rules.ts';
import { isObject } from './walk.ts';

type TextType = 'plain_text' | 'mrkdwn';

/** https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
const textObject = (types: readonly TextType[], cap: Cap): Rule => {
  const required = { type: anything, text: string(cap) };
  const rules: Readonly<Record<TextType, Rule>> = {
    plain_text: object({ required, optional: { emoji: boolean } }),
    mrkdwn: object({ required, optional: { verbatim: boolean } }),
  };
  return (value, spot) => {
    if (!isObject(value)) return spot.report('wrong_type', 'must provide an object');
    if (value['type'] === undefined) return spot.report('missing', 'missing required field: type');
    const type = types.find((allowed) => allowed === value['type']);
    if (type === undefined) return spot.into('type').report('bad_value', 'must be a valid enum value');
    rules[type](value, spot);
  };
};

export const plainText = (cap: Cap): Rule => textObject(['plain_text'], cap);
export const anyText = (cap: Cap): Rule => textObject(['plain_text', 'mrkdwn'], cap);
