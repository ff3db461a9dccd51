import { z } from 'zod';
import { slackUserId } from '../../ids.ts';
import type { Actor } from '../../requests/use-cases.ts';
import { readIdentifiers } from '../../targets/read-identifiers.ts';
import type { ReadIdentifiers } from '../../targets/target.ts';
import { refusalText } from '../answers.ts';
import { COMPOSE, type ComposeForm, composeModal } from '../blocks/compose-modal.ts';
import { noRights } from '../blocks/help.ts';
import { noticeModal } from '../blocks/notice-modal.ts';
import { nothingToDo, previewModal, unchangedBlocks } from '../blocks/preview.ts';
import { clip, oneLine } from '../blocks/text.ts';
import type { CommandKind } from '../command-kind.ts';
import { type Desk, operationOf } from '../desk.ts';
import type { SubmissionPayload } from '../payloads.ts';
import type { Delivered } from '../safely.ts';
import { submissionListener, type Wrong } from './submission.ts';

const Chosen = z.object({ selected_option: z.object({ value: z.string() }).nullish() });
const Entered = z.object({ value: z.string().nullish() });

/** https://docs.slack.dev/reference/views#state */
const Values = z
  .object({
    [COMPOSE.operation]: z.object({ [COMPOSE.value]: Chosen }),
    [COMPOSE.directory]: z.object({ [COMPOSE.value]: Chosen }),
    [COMPOSE.people]: z.object({ [COMPOSE.value]: z.object({ selected_users: z.array(z.string()).nullish() }) }),
    [COMPOSE.list]: z.object({ [COMPOSE.value]: Entered }),
    [COMPOSE.reason]: z.object({ [COMPOSE.value]: Entered }),
  })
  .transform(
    (values): ComposeForm => ({
      operation: values.operation.value.selected_option?.value ?? '',
      directory: values.directory.value.selected_option?.value ?? '',
      users: values.people.value.selected_users ?? [],
      list: values.list.value.value ?? '',
      reason: (values.reason.value.value ?? '').trim(),
    }),
  );

interface Composed {
  readonly kind: CommandKind;
  readonly form: ComposeForm;
  readonly people: ReadIdentifiers;
}

/** Shows the form in a modal that is already open. */
export async function openCompose(
  desk: Desk,
  { kind, title }: CommandKind,
  actor: Actor,
  viewId: string,
): Promise<void> {
  const permitted = await desk.useCases.permitted(actor, kind);
  const view =
    permitted.length === 0 ? noticeModal('Change accounts', noRights(title)) : composeModal({ kind, permitted });
  await desk.answers.show(viewId, view);
}

const ERROR_LENGTH = 200;

function readForm({ kinds }: Desk, { metadata, values }: SubmissionPayload): Composed | Wrong {
  const kind = kinds.find((one) => one.kind === metadata);
  const read = Values.safeParse(values);
  if (!kind || !read.success) {
    return { wrong: { [COMPOSE.operation]: 'This form is out of date. Close it and try again.' } };
  }
  const form = read.data;
  const listed = readIdentifiers(form.list, kind);
  const chosen = form.users.map((id) => ({
    kind: 'mention' as const,
    slackUserId: slackUserId(id),
    typed: `<@${id}>`,
  }));
  const [unreadable] = listed.unreadable;
  const wrong = {
    ...(form.operation === '' ? { [COMPOSE.operation]: 'Please choose what to do.' } : {}),
    ...(form.directory === '' ? { [COMPOSE.directory]: 'Please choose where.' } : {}),
    ...(form.reason === '' ? { [COMPOSE.reason]: 'Please say why: whoever approves reads it.' } : {}),
    ...(unreadable
      ? { [COMPOSE.list]: clip(`“${oneLine(unreadable.typed)}”: ${oneLine(unreadable.reason)}`, ERROR_LENGTH) }
      : {}),
    ...(chosen.length + listed.identifiers.length === 0 && !unreadable
      ? { [COMPOSE.people]: 'Please choose somebody here, or name them by e-mail or account id.' }
      : {}),
  };
  if (Object.keys(wrong).length > 0) return { wrong };
  return { kind, form, people: { identifiers: [...chosen, ...listed.identifiers], unreadable: [] } };
}

/** From the filled-in form to a preview in the same modal. A refusal brings the form back as it was, with the reason. */
export function composeSubmission(desk: Desk): (delivered: Delivered) => Promise<void> {
  return submissionListener<Composed>(desk, {
    name: 'compose',
    read: (payload) => readForm(desk, payload),
    working: 'Looking up who you mean. Nothing is changed yet.',
    work: async ({ useCases, answers, describe }, { actor, viewId }, { kind: { kind }, form, people }) => {
      const { operation, directory, reason } = form;
      const previewed = await useCases.preview({ actor, kind, operation, directory, people, reason });
      switch (previewed.kind) {
        case 'previewed':
          return answers.show(
            viewId,
            previewModal({ previewed, operation: operationOf(desk, previewed.view), page: 0, dryRun: false }),
          );
        case 'nothing-to-do': {
          const { text } = nothingToDo(previewed, describe(kind, operation));
          return answers.show(viewId, noticeModal('Nothing to do', text, unchangedBlocks(previewed.targets)));
        }
        case 'refused': {
          const permitted = await useCases.permitted(actor, kind);
          if (permitted.length === 0)
            return answers.show(viewId, noticeModal('Not possible', refusalText(previewed.reason)));
          return answers.show(viewId, composeModal({ kind, permitted, form, notice: previewed.reason }));
        }
      }
    },
  });
}
