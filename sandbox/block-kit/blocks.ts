import { image } from './composition.ts';
import { dataTable, dataVisualization, table } from './data-blocks.ts';
import { elementIn } from './elements.ts';
import { httpsUrl, imageUrl, linkUrl } from './formats.ts';
import { LIMITS } from './limits.ts';
import { richText, richTextBlock } from './rich-text.ts';
import { atLeastOneOf, boolean, integer, type Kind, kindOf, list, object, oneOf, type Rule, string } from './rules.ts';
import { anyText, plainText } from './text-objects.ts';
import { isObject } from './walk.ts';

const picture = elementIn('picture');
const contextText = anyText(LIMITS.text);

const contextElement: Rule = (value, spot) => {
  const isText = isObject(value) && (value['type'] === 'plain_text' || value['type'] === 'mrkdwn');
  if (isText) contextText(value, spot);
  else picture(value, spot);
};

const imageBlock: Kind = { ...image, optional: { ...image.optional, title: plainText(LIMITS.imageTitle) } };

const card: Kind = {
  optional: {
    hero_image: picture,
    icon: picture,
    slack_icon: object({ required: { name: string() }, optional: { type: string() } }),
    title: anyText(LIMITS.cardTitle),
    subtitle: anyText(LIMITS.cardSubtitle),
    body: anyText(LIMITS.cardBody),
    subtext: anyText(LIMITS.cardSubtext),
    actions: list(elementIn('card'), LIMITS.cardActions),
  },
  checks: [atLeastOneOf('hero_image', 'title', 'actions', 'body')],
};

const taskCard: Kind = {
  surfaces: ['message'],
  required: {
    task_id: string(),
    title: string(),
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
  },
  optional: { details: richText, output: richText, sources: list(elementIn('task_card')) },
};

/** A file block comes only out of Slack, never in. https://docs.slack.dev/reference/block-kit/blocks/file-block */
const file: Kind = { surfaces: [], required: { source: string(), external_id: string() } };

/** Blocks that a container takes as well. */
const SIMPLE_BLOCKS = {
  actions: { required: { elements: list(elementIn('actions'), LIMITS.actionsElements) } },
  context: { required: { elements: list(contextElement, LIMITS.contextElements) } },
  divider: {},
  file,
  header: { required: { text: plainText(LIMITS.headerText) }, optional: { level: integer(LIMITS.headerLevel) } },
  image: imageBlock,
  input: {
    required: { label: plainText(LIMITS.inputLabel), element: elementIn('input') },
    optional: { hint: plainText(LIMITS.inputHint), optional: boolean, dispatch_action: boolean },
  },
  rich_text: richTextBlock,
  section: {
    optional: {
      text: anyText(LIMITS.sectionText),
      fields: list(anyText(LIMITS.sectionFieldText), LIMITS.sectionFields),
      accessory: elementIn('section'),
      expand: boolean,
    },
    checks: [atLeastOneOf('text', 'fields')],
  },
  table,
  video: {
    required: {
      alt_text: string(LIMITS.videoAltText),
      title: plainText(LIMITS.videoTitle),
      thumbnail_url: imageUrl(LIMITS.videoUrl),
      video_url: httpsUrl(LIMITS.videoUrl),
    },
    optional: {
      title_url: httpsUrl(LIMITS.videoUrl),
      description: plainText(LIMITS.videoDescription),
      author_name: string(LIMITS.videoAuthor),
      provider_name: string(LIMITS.videoProvider),
      provider_icon_url: linkUrl(LIMITS.videoUrl),
    },
  },
} as const satisfies Record<string, Kind>;

const withBlockId = (kinds: Readonly<Record<string, Kind>>): Readonly<Record<string, Kind>> =>
  Object.fromEntries(
    Object.entries(kinds).map(([type, kind]) => [
      type,
      { ...kind, optional: { ...kind.optional, block_id: string(LIMITS.blockId) } },
    ]),
  );

/** https://docs.slack.dev/reference/block-kit/blocks */
export const BLOCKS = withBlockId({
  ...SIMPLE_BLOCKS,
  alert: {
    surfaces: ['modal'],
    required: { text: anyText(LIMITS.alertText) },
    optional: { level: oneOf('default', 'info', 'warning', 'error', 'success') },
  },
  card,
  carousel: {
    surfaces: ['message', 'home'],
    required: { elements: list(kindOf(withBlockId({ card })), LIMITS.carouselCards) },
  },
  container: {
    surfaces: ['message', 'home'],
    required: { child_blocks: list(kindOf(withBlockId(SIMPLE_BLOCKS)), LIMITS.containerChildren) },
    optional: {
      title: plainText(LIMITS.containerTitle),
      rich_text_title: richText,
      subtitle: anyText(LIMITS.containerSubtitle),
      icon: picture,
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      is_collapsible: boolean,
      default_collapsed: boolean,
      has_header_divider: boolean,
    },
    checks: [atLeastOneOf('title', 'rich_text_title')],
  },
  context_actions: {
    surfaces: ['message'],
    required: { elements: list(elementIn('context_actions'), LIMITS.contextActionsElements) },
  },
  data_table: dataTable,
  data_visualization: dataVisualization,
  markdown: { surfaces: ['message'], required: { text: string(LIMITS.markdownText) } },
  plan: {
    surfaces: ['message'],
    required: { title: string() },
    optional: { tasks: list(kindOf(withBlockId({ task_card: taskCard })), LIMITS.planTasks) },
  },
  task_card: taskCard,
});

export const block = kindOf(BLOCKS);
