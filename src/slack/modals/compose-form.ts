import { z } from 'zod';
import { COMPOSE, type ComposeForm, columnBlock, groupBlock, groupNameBlock } from '../blocks/compose-modal.ts';
import { optionOf } from '../blocks/option-inputs.ts';

/** A file that was just chosen in the form. https://docs.slack.dev/reference/block-kit/block-elements/file-input-element */
const ChosenFile = z.object({
  id: z.string().min(1),
  name: z.string().nullish().catch(null),
  size: z.number().nullish().catch(null),
});
export type ChosenFile = z.infer<typeof ChosenFile>;

const Text = z.string().transform((text) => text.toWellFormed());
const Option = z.object({ value: Text });
const Chosen = z.object({ selected_option: Option.nullish() });
const Entered = z.object({ value: Text.nullish() });

/** https://docs.slack.dev/reference/views#state */
const Values = z.record(z.string(), z.record(z.string(), z.unknown()));

export interface EnteredForm {
  readonly form: ComposeForm;
  /** Chosen now, as opposed to those the form came with. */
  readonly newFile: ChosenFile | null;
}

/** What the inputs hold; those that the form does not have hold nothing. Null when this is no state at all. */
export function readEntered(values: unknown): EnteredForm | null {
  const read = Values.safeParse(values);
  if (!read.success) return null;
  const state = (blockId: string): unknown => read.data[blockId]?.[COMPOSE.value];
  const has = (blockId: string): boolean => state(blockId) !== undefined;
  const chosen = (blockId: string): string => Chosen.safeParse(state(blockId)).data?.selected_option?.value ?? '';
  const text = (blockId: string): string => Entered.safeParse(state(blockId)).data?.value ?? '';

  const directory = chosen(COMPOSE.directory) || text(COMPOSE.directory).trim().toLowerCase();
  const [selectable, typed] = [groupBlock(directory), groupNameBlock(directory)];
  const people = z.object({ selected_users: z.array(z.string()).nullish() }).safeParse(state(COMPOSE.people));
  const attached = z.object({ selected_options: z.array(Option).nullish() }).safeParse(state(COMPOSE.attached));
  const files = z.object({ files: z.array(ChosenFile).nullish() }).safeParse(state(COMPOSE.file));
  const options = Object.keys(read.data).flatMap((blockId) => {
    const [name, value] = [optionOf(blockId), chosen(blockId) || text(blockId).trim()];
    return name === null || value === '' ? [] : [[name, value] as const];
  });
  const ticked = (attached.data?.selected_options ?? []).map(({ value }) => value);
  const column = ticked.map((id) => chosen(columnBlock(id))).find((value) => value !== '');
  return {
    form: {
      operation: chosen(COMPOSE.operation),
      directory,
      by: chosen(COMPOSE.by),
      group: has(selectable) || has(typed) ? chosen(selectable) || text(typed).trim() : null,
      options: Object.fromEntries(options),
      users: people.data?.selected_users ?? [],
      list: text(COMPOSE.list),
      ticked,
      column: column === undefined ? null : Number(column),
      reason: text(COMPOSE.reason).trim(),
    },
    newFile: files.data?.files?.[0] ?? null,
  };
}
