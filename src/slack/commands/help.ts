import type { Actor } from '../../requests/use-cases.ts';
import type { Message } from '../blocks/elements.ts';
import { helpMessage } from '../blocks/help.ts';
import { type CommandKind, commandOf } from '../command-kind.ts';
import type { Desk } from '../desk.ts';

/** What the person may ask for. `notice`: what was wrong with the text that led here. */
export async function helpAnswer(
  { useCases }: Desk,
  kind: CommandKind,
  actor: Actor,
  about: { readonly topic: string | null; readonly notice?: string },
): Promise<Message> {
  const permitted = await useCases.permitted(actor, kind.kind);
  const lookups = await useCases.mayLookUp(actor, kind.kind);
  return helpMessage({ command: commandOf(kind), title: kind.title, permitted, lookups, naming: kind, ...about });
}
