import { z } from 'zod';

/** Values of inputs in Slack's own shape: block id → action id → element state. */
export type StateValues = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** Where an element's state stands, under which name the app sets it first, and what it is when nobody has. */
interface StateField {
  readonly field: string;
  readonly initial: string | null;
  readonly empty: null | readonly never[];
}

const one = (field: string, initial: string): StateField => ({ field, initial, empty: null });
const many = (field: string, initial: string | null): StateField => ({ field, initial, empty: [] });

/**
 * Elements that have a state; a button, for one, has none.
 * https://docs.slack.dev/reference/views/modal-views#state
 */
const STATEFUL: ReadonlyMap<string, StateField> = new Map([
  ['plain_text_input', one('value', 'initial_value')],
  ['email_text_input', one('value', 'initial_value')],
  ['url_text_input', one('value', 'initial_value')],
  ['number_input', one('value', 'initial_value')],
  ['rich_text_input', one('rich_text_value', 'initial_value')],
  ['static_select', one('selected_option', 'initial_option')],
  ['external_select', one('selected_option', 'initial_option')],
  ['radio_buttons', one('selected_option', 'initial_option')],
  ['users_select', one('selected_user', 'initial_user')],
  ['channels_select', one('selected_channel', 'initial_channel')],
  ['conversations_select', one('selected_conversation', 'initial_conversation')],
  ['datepicker', one('selected_date', 'initial_date')],
  ['timepicker', one('selected_time', 'initial_time')],
  ['datetimepicker', one('selected_date_time', 'initial_date_time')],
  ['multi_static_select', many('selected_options', 'initial_options')],
  ['multi_external_select', many('selected_options', 'initial_options')],
  ['checkboxes', many('selected_options', 'initial_options')],
  ['multi_users_select', many('selected_users', 'initial_users')],
  ['multi_channels_select', many('selected_channels', 'initial_channels')],
  ['multi_conversations_select', many('selected_conversations', 'initial_conversations')],
  ['file_input', many('files', null)],
]);

const Element = z.looseObject({ type: z.string(), action_id: z.string() });
const Block = z.looseObject({
  type: z.string(),
  block_id: z.string(),
  optional: z.boolean().default(false),
  element: z.unknown().optional(),
  accessory: z.unknown().optional(),
  elements: z.array(z.unknown()).optional(),
});

interface StatefulElement {
  readonly block: z.infer<typeof Block>;
  readonly element: z.infer<typeof Element>;
  readonly state: StateField;
}

function statefulElements(blocks: unknown): readonly StatefulElement[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((candidate: unknown) => {
    const block = Block.safeParse(candidate);
    if (!block.success) return [];
    const { element, accessory, elements = [] } = block.data;
    return [element, accessory, ...elements].flatMap((inner): readonly StatefulElement[] => {
      const read = Element.safeParse(inner);
      const state = read.success ? STATEFUL.get(read.data.type) : undefined;
      return read.success && state ? [{ block: block.data, element: read.data, state }] : [];
    });
  });
}

/** Every input block has an id of its own in the state, also one that the app left to Slack to name. */
export function withBlockIds(view: Readonly<Record<string, unknown>>, newId: () => string): Record<string, unknown> {
  const blocks = Array.isArray(view['blocks']) ? view['blocks'] : [];
  const named = blocks.map((block: unknown) =>
    typeof block === 'object' && block !== null && !('block_id' in block) ? { ...block, block_id: newId() } : block,
  );
  return { ...view, blocks: named };
}

/** The state of all stateful elements of a message or view, touched or not, with what the person entered where they did. */
export function stateOf(blocks: unknown, entered: StateValues): StateValues {
  const values: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const { block, element, state } of statefulElements(blocks)) {
    const { type, action_id: actionId } = element;
    const initial = state.initial === null ? undefined : element[state.initial];
    const known = { type, [state.field]: initial ?? state.empty, ...entered[block.block_id]?.[actionId] };
    // What a person has emptied is null, as if never filled.
    const own = { ...known, [state.field]: known[state.field] === '' ? null : known[state.field] };
    values[block.block_id] = { ...values[block.block_id], [actionId]: own };
  }
  return values;
}

export const viewState = (view: Readonly<Record<string, unknown>>, entered: StateValues): StateValues =>
  stateOf(view['blocks'], entered);

/** Ids of the view's input blocks: the only places that can show an error. */
export function inputBlockIds(view: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const inputs = statefulElements(view['blocks']).filter(({ block }) => block.type === 'input');
  return new Set(inputs.map(({ block }) => block.block_id));
}

const size = (value: unknown): number =>
  value === null || value === undefined ? 0 : typeof value === 'string' || Array.isArray(value) ? value.length : 1;

/** Are these files, if it is for files, of the endings that an element takes? */
function endsRightly({ filetypes }: StatefulElement['element'], files: unknown): boolean {
  if (!Array.isArray(filetypes) || !Array.isArray(files)) return true;
  return files.every(({ name }) => filetypes.some((ending) => String(name).toLowerCase().endsWith(`.${ending}`)));
}

/** The same state with what Slack tells the app of each file in it; the client itself knows files by their ids. */
export function withFiles(values: StateValues, describe: (id: string) => Record<string, unknown> | null): StateValues {
  const described = (state: Readonly<Record<string, unknown>>) =>
    state['type'] === 'file_input' && Array.isArray(state['files'])
      ? { ...state, files: state['files'].flatMap(({ id }) => describe(String(id)) ?? []) }
      : state;
  const mapped = Object.entries(values).map(([blockId, elements]) => [
    blockId,
    Object.fromEntries(Object.entries(elements).map(([actionId, state]) => [actionId, described(state)])),
  ]);
  return Object.fromEntries(mapped);
}

/** What Slack's client itself holds against a submission, by block id: the app never sees such a one. */
export function entryErrors(view: Readonly<Record<string, unknown>>, values: StateValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { block, element, state } of statefulElements(view['blocks'])) {
    if (block.type !== 'input') continue;
    const entered = size(values[block.block_id]?.[element.action_id]?.[state.field]);
    const most = element['max_length'] ?? element['max_selected_items'] ?? element['max_files'];
    const least = element['min_length'];
    if (entered === 0) {
      if (!block.optional) errors[block.block_id] = 'Please complete this required field.';
    } else if (typeof least === 'number' && entered < least)
      errors[block.block_id] = `Enter at least ${least} characters.`;
    else if (typeof most === 'number' && entered > most)
      errors[block.block_id] = `No more than ${most} can be entered.`;
    else if (!endsRightly(element, values[block.block_id]?.[element.action_id]?.['files']))
      errors[block.block_id] = 'This type of file is not supported.';
  }
  return errors;
}
