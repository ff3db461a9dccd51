import { linkUrl, UNIX_SECONDS } from './formats.ts';
import { LIMITS } from './limits.ts';
import { boolean, format, integer, type Kind, kindOf, list, number, object, oneOf, string } from './rules.ts';

const NOT_EMPTY = { ...LIMITS.text, max: Number.MAX_SAFE_INTEGER };

const style = object({
  optional: {
    bold: boolean,
    italic: boolean,
    strike: boolean,
    underline: boolean,
    code: boolean,
    highlight: boolean,
    client_highlight: boolean,
    unlink: boolean,
  },
});

const url = linkUrl(LIMITS.buttonUrl);
const text: Kind = { required: { text: string(NOT_EMPTY) }, optional: { style } };
const link: Kind = { required: { url }, optional: { text: string(), unsafe: boolean, style } };

const inline = kindOf({
  text,
  link,
  user: { required: { user_id: string(NOT_EMPTY) }, optional: { style } },
  usergroup: { required: { usergroup_id: string(NOT_EMPTY) }, optional: { style } },
  channel: { required: { channel_id: string(NOT_EMPTY) }, optional: { style } },
  team: { required: { team_id: string(NOT_EMPTY) }, optional: { style } },
  broadcast: { required: { range: oneOf('here', 'channel', 'everyone') }, optional: { style } },
  date: {
    required: { timestamp: integer({ min: 0, max: UNIX_SECONDS.max }), format: string(NOT_EMPTY) },
    optional: { url, fallback: string(), style },
  },
  emoji: { required: { name: string(NOT_EMPTY) }, optional: { unicode: string(), url, skin_tone: number, style } },
  color: {
    required: { value: format('a hex colour', (value) => /^#[0-9a-f]{6}$/i.test(value)) },
    optional: { style },
  },
});

const border = integer({ min: 0, max: 1 });
const section: Kind = { required: { elements: list(inline) } };

/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export const richTextBlock: Kind = {
  required: {
    elements: list(
      kindOf({
        rich_text_section: section,
        rich_text_list: {
          required: { style: oneOf('bullet', 'ordered'), elements: list(kindOf({ rich_text_section: section })) },
          optional: {
            indent: integer(LIMITS.richTextIndent),
            offset: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
            border,
          },
        },
        rich_text_quote: { required: { elements: list(inline) }, optional: { border } },
        rich_text_preformatted: {
          required: { elements: list(kindOf({ text, link })) },
          optional: { border, language: string() },
        },
      }),
    ),
  },
  optional: { block_id: string(LIMITS.blockId) },
};

export const richText = kindOf({ rich_text: richTextBlock });
