import { slackUserId } from '../../ids.ts';
import { grouped } from '../../report/wording.ts';
import type { Actor } from '../../requests/use-cases.ts';
import { readIdentifiers } from '../../targets/read-identifiers.ts';
import type { Identifier } from '../../targets/target.ts';
import { MAX_BYTES, TOO } from '../../uploads/limits.ts';
import { rejectionsCsv } from '../../uploads/rejections-csv.ts';
import { refusalText, sentence } from '../answers.ts';
import {
  type Carried,
  COMPOSE,
  type ComposeForm,
  chosenScope,
  columnBlock,
  EMPTY_FORM,
  FILE_TYPES,
  fileName,
  type SlackFileRef,
  takesGroup,
} from '../blocks/compose-modal.ts';
import { noticeModal } from '../blocks/notice-modal.ts';
import { nothingToDo, previewModal, unchangedBlocks } from '../blocks/preview.ts';
import { clip, oneLine } from '../blocks/text.ts';
import type { CommandKind } from '../command-kind.ts';
import { type Desk, operationOf } from '../desk.ts';
import type { SubmissionPayload } from '../payloads.ts';
import type { Delivered } from '../safely.ts';
import { fileNote, type NamedFile, withFirst } from './compose-file-note.ts';
import { type ChosenFile, readEntered } from './compose-form.ts';
import { readCarried } from './compose-metadata.ts';
import { type ComposeState, composeView } from './compose-view.ts';
import { submissionListener, type Wrong } from './submission.ts';

/** What a form may begin with. */
export interface ComposePreset {
  readonly operation?: string;
  readonly directory?: string;
  /** Of these the first is used unless another is ticked. */
  readonly files?: readonly SlackFileRef[];
}

/** Shows the form in a modal that is already open. */
export async function openCompose(
  desk: Desk,
  kind: CommandKind,
  actor: Actor,
  viewId: string,
  { operation = '', directory = '', files = [] }: ComposePreset = {},
): Promise<void> {
  const carried: Carried = { kind: kind.kind, files, columns: [] };
  const form = { ...EMPTY_FORM, operation, directory, ticked: files.slice(0, 1).map(({ id }) => id) };
  await desk.answers.show(viewId, await composeView(desk, kind, actor, { carried, form }));
}

interface Composed {
  readonly kind: CommandKind;
  readonly carried: Carried;
  readonly form: ComposeForm;
  readonly file: SlackFileRef | null;
  /** From the picker and the text, in that order. */
  readonly identifiers: readonly Identifier[];
}

const ERROR_LENGTH = 200;

function readForm({ kinds }: Desk, { metadata, values }: SubmissionPayload): Composed | Wrong {
  const carried = readCarried(metadata);
  const kind = kinds.find((one) => one.kind === carried?.kind);
  const entered = readEntered(values);
  if (!carried || !kind || !entered) {
    return { wrong: { [COMPOSE.operation]: 'This form is out of date. Close it and try again.' } };
  }
  const { form, newFile } = entered;
  const by = typeChosen(kind, form);
  const listed = readIdentifiers(form.list, { ...kind, by });
  const chosen = form.users.map((id) => ({
    kind: 'mention' as const,
    slackUserId: slackUserId(id),
    typed: `<@${id}>`,
  }));
  const ticked = carried.files.filter(({ id }) => form.ticked.includes(id));
  const file = newFile ? { id: newFile.id, name: fileName(newFile.name ?? '') } : (ticked[0] ?? null);
  const [unreadable] = listed.unreadable;
  const nobody = chosen.length + listed.identifiers.length === 0 && !unreadable && !file;
  const fileProblem = newFile ? problemOf(newFile) : null;
  const wrong = {
    ...(form.operation === '' ? { [COMPOSE.operation]: 'Please choose what to do.' } : {}),
    ...(form.directory === '' ? { [COMPOSE.directory]: 'Please choose where.' } : {}),
    ...(form.reason === '' ? { [COMPOSE.reason]: 'Please say why: whoever approves reads it.' } : {}),
    ...(unreadable
      ? { [COMPOSE.list]: clip(`“${oneLine(unreadable.typed)}”: ${oneLine(unreadable.reason)}`, ERROR_LENGTH) }
      : {}),
    ...(!newFile && ticked.length > 1 ? { [COMPOSE.attached]: 'Please choose one file: I take one at a time.' } : {}),
    ...(fileProblem === null ? {} : { [COMPOSE.file]: fileProblem }),
    ...(nobody
      ? { [COMPOSE.people]: 'Please choose somebody here, name them by e-mail or account id, or attach a file.' }
      : {}),
  };
  if (Object.keys(wrong).length > 0) return { wrong };
  return { kind, carried, form, file, identifiers: [...chosen, ...listed.identifiers] };
}

/** Null: what is written speaks for itself. */
const typeChosen = ({ identifierTypes }: CommandKind, { by }: ComposeForm) =>
  identifierTypes.find(({ name }) => name === by) ?? null;

/** What can be told before the file is fetched: Slack's own filter is a convenience only. */
function problemOf({ name, size }: ChosenFile): string | null {
  const ending = /\.(\w+)$/.exec(name ?? '')?.[1]?.toLowerCase() ?? '';
  if (name !== null && !FILE_TYPES.some((type) => type === ending)) {
    return 'I read files that end in .csv, .tsv or .txt. Export your table as CSV.';
  }
  return typeof size === 'number' && size > MAX_BYTES ? TOO.large : null;
}

/** From the filled-in form to a preview in the same modal. Whatever is missing or refused brings the form back as it was, with the reason. */
export function composeSubmission(desk: Desk): (delivered: Delivered) => Promise<void> {
  return submissionListener<Composed>(desk, {
    name: 'compose',
    read: (payload) => readForm(desk, payload),
    working: 'Looking up who you mean. Nothing is changed yet.',
    work: async (_, { actor, viewId }, composed) => {
      const { kind, carried, form } = composed;
      if (form.group === null && takesGroup(await desk.useCases.permitted(actor, kind.kind), form)) {
        const kept = composed.file === null ? { carried, form } : withFile(carried, form, composed.file);
        return back(desk, actor, viewId, kind, {
          ...kept,
          notice: { text: 'Please look at the rest of the form: this takes a security group as well.', at: null },
        });
      }
      const fromFile = composed.file === null ? null : await readFile(desk, composed, composed.file);
      if (fromFile?.kind === 'back') return back(desk, actor, viewId, kind, fromFile.state);
      await showPreview(desk, actor, viewId, composed, fromFile?.people ?? null);
    },
  });
}

async function back(desk: Desk, actor: Actor, viewId: string, kind: CommandKind, state: ComposeState): Promise<void> {
  await desk.answers.show(viewId, await composeView(desk, kind, actor, state));
}

type FromFile =
  | { readonly kind: 'people'; readonly people: NamedFile }
  | { readonly kind: 'back'; readonly state: ComposeState };

async function readFile(desk: Desk, { kind, carried, form }: Composed, file: SlackFileRef): Promise<FromFile> {
  const column = form.ticked.includes(file.id) ? form.column : null;
  const read = await desk.uploads.read({ fileId: file.id, kind, by: typeChosen(kind, form), column });
  const kept = withFile(carried, form, file);
  const unused = { carried: { ...carried, columns: [] }, form: { ...form, ticked: [], column: null } };
  switch (read.kind) {
    case 'read': {
      const elsewhere = read.exportOf.filter((name) => name !== form.directory);
      if (elsewhere.length === 0) return { kind: 'people', people: { name: file.name, read } };
      const text = `${file.name} was exported from ${elsewhere.join(', ')}: its account ids mean nobody, or somebody else, in ${form.directory}. Choose the same directory under “Where”, or another file.`;
      return { kind: 'back', state: { ...kept, notice: { text, at: COMPOSE.directory } } };
    }
    case 'which-column': {
      const columns = read.candidates.map(({ position, title }) => ({
        index: position,
        title: `${title} (column ${position + 1})`,
      }));
      const text = `${file.name}: ${read.reason} Please choose the column, then go on.`;
      const asking = { ...kept, carried: { ...kept.carried, columns }, form: { ...kept.form, column } };
      return { kind: 'back', state: { ...asking, notice: { text, at: columnBlock(file.id) } } };
    }
    case 'not-got': {
      const state = read.again ? kept : unused;
      return { kind: 'back', state: { ...state, notice: { text: `${file.name}: ${read.reason}`, at: COMPOSE.file } } };
    }
    case 'refused': {
      const line = read.line === null ? '' : `, line ${read.line}`;
      const text = `${file.name}${line}: ${read.reason}`;
      return { kind: 'back', state: { ...unused, notice: { text, at: COMPOSE.file } } };
    }
  }
}

/** A file input cannot be filled in by us: the file is carried along instead and stands ticked. */
function withFile(carried: Carried, form: ComposeForm, file: SlackFileRef): Pick<ComposeState, 'carried' | 'form'> {
  const others = carried.files.filter(({ id }) => id !== file.id);
  return {
    carried: { ...carried, files: [file, ...others], columns: [] },
    form: { ...form, ticked: [file.id] },
  };
}

async function showPreview(
  desk: Desk,
  actor: Actor,
  viewId: string,
  { kind, carried, form, file, identifiers }: Composed,
  people: NamedFile | null,
): Promise<void> {
  const { useCases, answers, describe } = desk;
  const { operation, directory, group, reason } = form;
  const { permitted } = chosenScope(await useCases.permitted(actor, kind.kind), form);
  // What a form showed for another operation is none of this one's.
  const entered = Object.entries({ ...form.options, ...(group ? { group } : {}) });
  const options = entered.filter(([name]) => permitted?.options.includes(name));
  const kept = file === null ? { carried, form } : withFile(carried, form, file);
  const everybody = [...identifiers, ...(people?.read.people ?? []).map(({ identifier }) => identifier)];
  if (everybody.length === 0) {
    await sendRejected(desk, actor, people);
    const text = `No row of ${people?.name ?? 'the file'} names anybody I could look up. You get the rows with the reasons as a file.`;
    return back(desk, actor, viewId, kind, { ...kept, notice: { text, at: COMPOSE.file } });
  }
  const previewed = await useCases.preview({
    actor,
    kind: kind.kind,
    operation,
    directory,
    people: { identifiers: everybody, unreadable: [] },
    selection: null,
    options: Object.fromEntries(options),
    reason,
  });
  const note = people === null ? [] : fileNote(people);
  switch (previewed.kind) {
    case 'previewed': {
      const preview = { previewed, operation: operationOf(desk, previewed.view), page: 0, dryRun: false };
      await answers.show(viewId, withFirst(note, previewModal(preview)));
      return sendRejected(desk, actor, people);
    }
    case 'nothing-to-do': {
      const { text } = nothingToDo(previewed, describe(kind.kind, operation));
      const why = unchangedBlocks(previewed.targets);
      await answers.show(viewId, withFirst(note, noticeModal('Nothing to do', text, why)));
      return sendRejected(desk, actor, people);
    }
    case 'refused':
      return back(desk, actor, viewId, kind, { ...kept, notice: { text: refusalText(previewed.reason), at: null } });
  }
}

/** The preview stands without it: that it did not come is said, and nothing else is lost. */
async function sendRejected(desk: Desk, actor: Actor, people: NamedFile | null): Promise<void> {
  if (people === null || people.read.rejectedCount === 0) return;
  const { name, read } = people;
  try {
    await desk.uploads.sendTo(actor.id, {
      name: `rejected-${name.replace(/\.\w+$/, '')}.csv`,
      content: rejectionsCsv(read.rejected),
      comment: `Rows of your file that name nobody I could look up: ${grouped(read.rejectedCount)}. Correct them and use the file again.`,
    });
  } catch (error) {
    desk.safely.log.warn({ err: error }, 'Rejected rows could not be sent');
    const text = 'The rejected rows of your file could not be sent to you. The form tells the first of them.';
    await desk.answers.privately({ user: actor.id, channel: null, responseUrl: null }, sentence(text));
  }
}
