/**
 * What Slack reports as `state.values`: every stateful element, also the untouched ones with their initial values.
 * https://docs.slack.dev/reference/views/modal-views
 */

import type { PageState } from '../protocol.ts';
import { type Json, object, objects, text } from './json.ts';

export type ElementState = Record<string, unknown>;

/** Element type → where its value stands in the state, where its initial value stands in the element, and what "nothing" is. */
const stateShapes: Readonly<Record<string, readonly [key: string, initial: string, empty: null | readonly never[]]>> = {
  plain_text_input: ['value', 'initial_value', null],
  email_text_input: ['value', 'initial_value', null],
  url_text_input: ['value', 'initial_value', null],
  number_input: ['value', 'initial_value', null],
  static_select: ['selected_option', 'initial_option', null],
  radio_buttons: ['selected_option', 'initial_option', null],
  multi_static_select: ['selected_options', 'initial_options', []],
  checkboxes: ['selected_options', 'initial_options', []],
  users_select: ['selected_user', 'initial_user', null],
  multi_users_select: ['selected_users', 'initial_users', []],
  channels_select: ['selected_channel', 'initial_channel', null],
  conversations_select: ['selected_conversation', 'initial_conversation', null],
  datepicker: ['selected_date', 'initial_date', null],
  timepicker: ['selected_time', 'initial_time', null],
  file_input: ['files', '', []],
};

/** The state of an element that nobody touched; undefined for what has none, such as a button. */
export function elementState(element: Json): ElementState | undefined {
  const shape = stateShapes[text(element['type'])];
  return shape && { type: element['type'], [shape[0]]: element[shape[1]] ?? shape[2] };
}

/** The state of the same element with another value. */
export function stateWith(element: Json, value: unknown): ElementState {
  const type = text(element['type']);
  return { type, [stateShapes[type]?.[0] ?? 'value']: value };
}

export function stateValue(state: ElementState): unknown {
  const { type: _, ...values } = state;
  return Object.values(values)[0];
}

export function isEmptyState(state: ElementState): boolean {
  const value = stateValue(state);
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

export interface PlacedElement {
  readonly block: Json;
  readonly element: Json;
  readonly blockId: string;
  readonly actionId: string;
}

/** The elements of blocks in order, under the ids the page reports them by. */
export function elementsOf(blocks: readonly Json[]): PlacedElement[] {
  return blocks.flatMap((block, index) => {
    const blockId = blockIdOf(block, index);
    const single = object(block['element']) ?? object(block['accessory']);
    const elements = block['type'] === 'actions' ? objects(block['elements']) : single ? [single] : [];
    return elements.map((element, at) => ({ block, element, blockId, actionId: actionIdOf(element, at) }));
  });
}

export function stateOf(blocks: readonly Json[], values: PageState): PageState {
  const state: Record<string, Record<string, ElementState>> = {};
  for (const { element, blockId, actionId } of elementsOf(blocks)) {
    const initial = elementState(element);
    if (initial) state[blockId] = { ...state[blockId], [actionId]: values[blockId]?.[actionId] ?? initial };
  }
  return state;
}

/** What the client itself refuses before it submits: required inputs left empty, texts too short. */
export function clientErrors(blocks: readonly Json[], values: PageState): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { block, element, blockId, actionId } of elementsOf(blocks)) {
    if (block['type'] !== 'input') continue;
    const state = values[blockId]?.[actionId] ?? elementState(element) ?? {};
    const minLength = Number(element['min_length'] ?? 0);
    const value = text(state['value']);
    if (isEmptyState(state)) {
      if (block['optional'] !== true) errors[blockId] = 'Please fill in this field.';
    } else if (value && value.length < minLength) errors[blockId] = `Please write at least ${minLength} characters.`;
  }
  return errors;
}

export function blockIdOf(block: Json, index: number): string {
  return text(block['block_id']) || `block-${index}`;
}

export function actionIdOf(element: Json, index: number): string {
  return text(element['action_id']) || `action-${index}`;
}
