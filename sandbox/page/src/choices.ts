/** What a select, a list of checkboxes or radio buttons offers. */

import { type Json, object, objects, text } from './json.ts';
import type { World } from './world.ts';

export interface Choice {
  readonly id: string;
  readonly label: Json;
  readonly description: Json | undefined;
  /** What the state reports when it is chosen. */
  readonly value: unknown;
}

export interface ChoiceGroup {
  readonly label: string | null;
  readonly choices: readonly Choice[];
}

export function choiceGroups(element: Json, world: World): ChoiceGroup[] {
  switch (text(element['type'])) {
    case 'users_select':
    case 'multi_users_select': {
      const people = [...world.users.values()].filter((user) => user.kind !== 'deactivated');
      const choices = people.map((user) => plainChoice(user.id, `${user.realName} (@${user.name})`));
      return [{ label: null, choices: choices.sort((a, b) => labelText(a).localeCompare(labelText(b))) }];
    }
    case 'channels_select':
    case 'conversations_select':
      return [{ label: null, choices: world.channels.map((channel) => plainChoice(channel.id, channel.name)) }];
    default: {
      const groups = objects(element['option_groups']);
      if (groups.length === 0) return [{ label: null, choices: objects(element['options']).map(optionChoice) }];
      return groups.map((group) => ({
        label: text(object(group['label'])?.['text']),
        choices: objects(group['options']).map(optionChoice),
      }));
    }
  }
}

export function labelText(choice: Choice): string {
  return text(choice.label['text']);
}

/** The id of what the state holds: an option object or an id. */
export function choiceId(value: unknown): string {
  return text(value) || text(object(value)?.['value']);
}

function optionChoice(option: Json): Choice {
  return {
    id: text(option['value']),
    label: object(option['text']) ?? {},
    description: object(option['description']),
    value: option,
  };
}

function plainChoice(id: string, label: string): Choice {
  return { id, label: { type: 'plain_text', text: label }, description: undefined, value: id };
}
