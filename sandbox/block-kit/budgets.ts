import { everyBlock } from './every-block.ts';
import { LIMITS } from './limits.ts';
import { charactersIn, isObject, type Spot } from './walk.ts';

/** Seen only once a menu or dialog is open, or drawn. */
const HIDDEN = new Set([
  'options',
  'option_groups',
  'initial_option',
  'initial_options',
  'confirm',
  'placeholder',
  'chart',
]);
/** They have budgets of their own. */
const TABLES = new Set<unknown>(['table', 'data_table']);

/** Caps that count over all blocks of a message. Expects blocks that are right one by one. */
export function checkBudgets(blocks: readonly unknown[], spot: Spot): void {
  const all = everyBlock(blocks, spot);
  const ofType = (type: string) => all.filter(({ value }) => isObject(value) && value['type'] === type);
  const charactersOf = (type: string) =>
    ofType(type).reduce((sum, { value }) => sum + (isObject(value) ? shownCharacters(inside(value)) : 0), 0);

  for (const { spot: extra } of ofType('table').slice(LIMITS.tablesInMessage.max)) {
    extra.report('too_many', 'only_one_table_allowed');
  }
  for (const { spot: extra } of ofType('data_visualization').slice(LIMITS.chartsInMessage.max)) {
    extra.report('too_many', `no more than ${LIMITS.chartsInMessage.max} charts allowed`);
  }
  const budgets = [
    ['table', LIMITS.tableCharacters],
    ['data_table', LIMITS.dataTableCharacters],
    ['markdown', LIMITS.markdownCharacters],
  ] as const;
  for (const [type, { max }] of budgets) {
    if (charactersOf(type) <= max) continue;
    spot.report('too_long', `all ${type} blocks together must be less than ${max + 1} characters`);
  }
  if (shownCharacters(blocks) > LIMITS.messageCharacters.max) spot.report('msg_blocks_too_long', 'msg_blocks_too_long');
}

/** A block without its `type`, so that a table counts for itself. */
const inside = ({ type: _type, ...rest }: Readonly<Record<string, unknown>>) => rest;

/** Characters a reader sees: text objects, titles and captions; of a link its label. */
function shownCharacters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + shownCharacters(entry), 0);
  if (!isObject(value) || TABLES.has(value['type'])) return 0;
  let sum = 0;
  for (const [key, field] of Object.entries(value)) {
    if (HIDDEN.has(key)) continue;
    if (typeof field !== 'string') sum += shownCharacters(field);
    else if (key === 'text') sum += charactersIn(value['type'] === 'mrkdwn' ? rendered(field) : field);
    else if (key === 'title' || key === 'caption') sum += charactersIn(field);
  }
  return sum;
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** https://docs.slack.dev/messaging/formatting-message-text: `<…|label>` is shown as its label, three entities as one character. */
const rendered = (mrkdwn: string) =>
  mrkdwn
    .replace(/<([^<>|]*)(?:\|([^<>]*))?>/g, (_whole, target: string, label: string | undefined) => label ?? target)
    .replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
