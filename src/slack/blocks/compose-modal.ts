import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { GroupName } from '../../directories/directory.ts';
import type { IdentifierType } from '../../directories/naming.ts';
import type { PermittedOperation } from '../../requests/use-cases.ts';
import { VIEWS } from '../action-ids.ts';
import { context, input, modal, mrkdwn, option, plain, section } from './elements.ts';
import { LIMITS } from './limits.ts';
import { optionInput } from './option-inputs.ts';
import { clip, clipEscaped, oneLine } from './text.ts';

/** Block ids are what errors are shown at, and what keeps an input's content when the view is updated. */
export const COMPOSE = {
  operation: 'operation',
  directory: 'directory',
  by: 'by',
  people: 'people',
  list: 'list',
  /** Files the form came with: of a message, or of an earlier try. */
  attached: 'attached',
  file: 'file',
  reason: 'reason',
  /** The action id of every input: one per block. */
  value: 'value',
} as const;

/** A group of one directory is none of another's, so these carry what they belong to. */
export const groupBlock = (directory: string): string => `group:${directory}`;
export const groupNameBlock = (directory: string): string => `group-name:${directory}`;
export const columnBlock = (fileId: string): string => `column:${fileId}`;

/** Endings of files whose people can be read. */
export const FILE_TYPES = ['csv', 'tsv', 'txt'] as const;

/** A file in Slack. Only its id is used to get it; the name is for people. */
export interface SlackFileRef {
  readonly id: string;
  readonly name: string;
}

/** A column of a file that might hold the people. */
export interface FileColumn {
  /** From 0. */
  readonly index: number;
  readonly title: string;
}

/** What a person had entered, to be shown again beside what was wrong with it. */
export interface ComposeForm {
  readonly operation: string;
  readonly directory: string;
  /** Name of the type of identifier that texts and files name people by; empty when they speak for themselves. */
  readonly by: string;
  /** Empty when none was chosen, null when the form did not ask. */
  readonly group: string | null;
  /** What was entered for the operation's other options, by name. */
  readonly options: Readonly<Record<string, string>>;
  readonly users: readonly string[];
  readonly list: string;
  /** Ids of the files the form came with that are to be used. */
  readonly ticked: readonly string[];
  /** Which column of the file holds the people, where that was asked. */
  readonly column: number | null;
  readonly reason: string;
}

export const EMPTY_FORM: ComposeForm = {
  operation: '',
  directory: '',
  by: '',
  group: null,
  options: {},
  users: [],
  list: '',
  ticked: [],
  column: null,
  reason: '',
};

/** What the form carries besides its inputs. */
export interface Carried {
  /** `wickr` */
  readonly kind: string;
  readonly files: readonly SlackFileRef[];
  /** Asked for the one file that is used. Empty when nothing is to be asked. */
  readonly columns: readonly FileColumn[];
}

export interface Compose {
  readonly carried: Carried;
  /** `carried`, as the form brings it back. */
  readonly metadata: string;
  /** At least one. */
  readonly permitted: readonly PermittedOperation[];
  readonly form: ComposeForm;
  /** Of the kind; empty where there is nothing to choose. */
  readonly types: readonly Pick<IdentifierType, 'name' | 'title'>[];
  /** Of the directory, for an operation that takes one; empty when they could not be read. Null: not asked for. */
  readonly groups: readonly GroupName[] | null;
  /** Why the last try led nowhere, said at this block or, without one, before everything. */
  readonly notice?: { readonly text: string; readonly at: string | null };
}

/** Those of the chosen operation; all of them as long as none is chosen. */
const fittingOf = (permitted: readonly PermittedOperation[], { operation }: Pick<ComposeForm, 'operation'>) =>
  permitted.filter((one) => operation === '' || one.operation === operation);

interface ChosenScope {
  readonly directory: string;
  readonly permitted: PermittedOperation | null;
}

/** What would be done where, as the form stands: a directory that was not chosen is the usual or the only one. */
export function chosenScope(
  permitted: readonly PermittedOperation[],
  form: Pick<ComposeForm, 'operation' | 'directory'>,
): ChosenScope {
  const fitting = fittingOf(permitted, form);
  const names = [...new Set(fitting.map(({ directory }) => directory))];
  const usual = fitting.find(({ isDefault }) => isDefault)?.directory ?? (names.length === 1 ? names[0] : undefined);
  const directory = form.directory || (usual ?? '');
  const scope = permitted.find((one) => one.operation === form.operation && one.directory === directory);
  return { directory, permitted: scope ?? null };
}

/** What the operation takes besides a group. */
function otherOptions({ permitted }: ChosenScope): readonly string[] {
  return (permitted?.options ?? []).filter((name) => name !== 'group');
}

export function takesGroup(permitted: readonly PermittedOperation[], form: ComposeForm): boolean {
  return chosenScope(permitted, form).permitted?.options.includes('group') ?? false;
}

function optionsOf(values: readonly string[], words: (value: string) => string): PlainTextOption[] {
  return [...new Set(values)].slice(0, LIMITS.options).map((value) => option(words(value), value));
}

function chooser(placeholder: string, options: PlainTextOption[], chosen: string) {
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'static_select' as const,
    action_id: COMPOSE.value,
    placeholder: plain(placeholder),
    options,
    ...(initial ? { initial_option: initial } : {}),
  };
}

function writing(value: string, more: { readonly multiline?: boolean; readonly max_length: number }) {
  return {
    type: 'plain_text_input' as const,
    action_id: COMPOSE.value,
    ...more,
    ...(value === '' ? {} : { initial_value: value }),
  };
}

/** The app hears of every change, because other inputs depend on it. */
const telling = (block: InputBlock): InputBlock => ({ ...block, dispatch_action: true });

/** Newcomers have no group yet, so theirs is the default unless another is chosen; whoever has one must be given another. */
function groupInput(
  groups: readonly GroupName[],
  { directory, permitted }: ChosenScope,
  entered: string | null,
): InputBlock {
  const forNewcomers = permitted?.forNewcomers ?? false;
  const usual = groups.find(({ isDefault }) => isDefault)?.name;
  const chosen = entered ?? (forNewcomers ? (usual ?? '') : '');
  const names = groups.map(({ name }) => name);
  const ofNewcomers = usual === undefined ? 'One group for everybody.' : `One group for everybody; usually ${usual}.`;
  const rest = {
    optional: forNewcomers && usual !== undefined,
    ...(forNewcomers ? { hint: ofNewcomers } : {}),
  };
  const listed = names.length > 0 && names.length <= LIMITS.options;
  if (listed && names.every((name) => name.length <= LIMITS.optionValue)) {
    const options = optionsOf(names, (name) => (name === usual ? `${name} (default)` : name));
    return input(groupBlock(directory), 'Security group', chooser('Choose a group', options, chosen), rest);
  }
  const hint = ['Its name, exactly.', rest.hint ?? ''].join(' ').trim();
  return input(groupNameBlock(directory), 'Security group', writing(chosen, { max_length: 500 }), { ...rest, hint });
}

/** More than a list can hold are named by hand. */
function directoryInput(names: readonly string[], chosen: string): InputBlock {
  const options = optionsOf(names, (name) => name);
  return names.length <= LIMITS.options
    ? input(COMPOSE.directory, 'Where', chooser('Choose a directory', options, chosen))
    : input(COMPOSE.directory, 'Where', writing(chosen, { max_length: 100 }), { hint: 'The name of a directory.' });
}

function attachedInput(files: readonly SlackFileRef[], ticked: readonly string[]): InputBlock {
  const options = files.map(({ id, name }) => option(name, id));
  const initial = options.filter(({ value }) => value !== undefined && ticked.includes(value));
  return input(
    COMPOSE.attached,
    'Attached',
    {
      type: 'checkboxes',
      action_id: COMPOSE.value,
      options,
      ...(initial.length > 0 ? { initial_options: initial } : {}),
    },
    { optional: true, hint: 'A file chosen below is used instead.' },
  );
}

function columnInput(columns: readonly FileColumn[], fileId: string, chosen: number | null): InputBlock {
  const options = columns.slice(0, LIMITS.options).map(({ index, title }) => option(title, String(index)));
  return input(columnBlock(fileId), 'Column', chooser('Choose a column', options, chosen === null ? '' : `${chosen}`), {
    hint: 'Which column of the file says who is meant?',
  });
}

/** A user id or an e-mail is told by its looks; any other text may name several people by several types. */
function byInput(types: Compose['types'], chosen: string): InputBlock {
  const options = types.slice(0, LIMITS.options).map(({ name, title }) => option(title, name));
  return input(COMPOSE.by, 'Named by', chooser('E-mail or account id', options, chosen), {
    optional: true,
    hint: 'What the list or the file below names people by. The people chosen above are always found by their Slack profile.',
  });
}

/** Choose what, where and who. Only what the person may ask for is offered; the use case checks it again. */
export function composeModal({ carried, metadata, permitted, form, types, groups, notice }: Compose): ModalView {
  const scope = chosenScope(permitted, form);
  const effectOf = (operation: string) => permitted.find((one) => one.operation === operation)?.effect ?? '';
  const operations = optionsOf(
    permitted.map(({ operation }) => operation),
    (operation) => `${operation}: ${effectOf(operation)}`,
  );
  const directories = fittingOf(permitted, form).map(({ directory }) => directory);
  const effect = effectOf(form.operation);
  const [used] = form.ticked;
  const inputs: readonly KnownBlock[] = [
    telling(input(COMPOSE.operation, 'What', chooser('Choose an operation', operations, form.operation))),
    ...(effect === '' ? [] : [context(clipEscaped(effect, 500))]),
    telling(directoryInput([...new Set(directories)], scope.directory)),
    ...(groups === null ? [] : [groupInput(groups, scope, form.group)]),
    ...otherOptions(scope).map((name) => optionInput(name, form.options)),
    input(
      COMPOSE.people,
      'People in Slack',
      {
        type: 'multi_users_select',
        action_id: COMPOSE.value,
        placeholder: plain('Choose people'),
        ...(form.users.length > 0 ? { initial_users: [...form.users] } : {}),
      },
      { optional: true },
    ),
    ...(types.length === 0 ? [] : [byInput(types, form.by)]),
    input(
      COMPOSE.list,
      types.length === 0 ? 'E-mails or account ids' : 'Who, as named above',
      writing(form.list, { multiline: true, max_length: LIMITS.plainTextInput }),
      {
        optional: true,
        hint: 'One per line, or separated by commas or spaces; newcomers as First Last &lt;mail&gt;. At most 3,000 characters: for more, attach a file.',
      },
    ),
    ...(carried.files.length > 0 ? [attachedInput(carried.files, form.ticked)] : []),
    input(
      COMPOSE.file,
      'A file of people',
      { type: 'file_input', action_id: COMPOSE.value, filetypes: [...FILE_TYPES], max_files: 1 },
      {
        optional: true,
        hint: 'CSV, TSV or text, one person in a row: a column with e-mails or account ids and, for newcomers, columns with first and last names.',
      },
    ),
    ...(carried.columns.length > 0 && used !== undefined ? [columnInput(carried.columns, used, form.column)] : []),
    input(COMPOSE.reason, 'Reason', writing(form.reason, { max_length: 500 })),
    context('Nothing happens yet: next you see exactly who would be changed, and a second person must approve.'),
  ];
  return modal({
    callbackId: VIEWS.compose,
    title: 'Change accounts',
    blocks: withNotice(inputs, notice),
    metadata,
    submit: 'Preview',
    close: 'Cancel',
  });
}

function withNotice(blocks: readonly KnownBlock[], notice: Compose['notice']): readonly KnownBlock[] {
  if (!notice) return blocks;
  const at = blocks.findIndex(({ block_id }) => block_id !== undefined && block_id === notice.at);
  const said = section(mrkdwn(`*${clipEscaped(oneLine(notice.text), 1_000)}*`));
  return blocks.toSpliced(Math.max(at, 0), 0, said);
}

/** A file's name as it is carried and shown. */
export function fileName(name: string): string {
  return clip(oneLine(name), LIMITS.optionText) || 'file';
}
