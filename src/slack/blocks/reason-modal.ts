import type { ModalView } from '@slack/types';
import { CANNOT_BE_UNDONE, headline } from '../../report/headline.ts';
import type { OperationInfo } from '../../report/operation-info.ts';
import type { RequestView } from '../../requests/view.ts';
import { VIEWS } from '../action-ids.ts';
import { context, input, modal, mrkdwn, section } from './elements.ts';
import { slackPen } from './text.ts';

/** Block ids are what errors are shown at; `value` is the action id of every input: one per block. */
export const REASON = { block: 'reason', value: 'value' } as const;
export const PHRASE = { block: 'phrase', value: 'value' } as const;

const MANY_AT_ONCE = 'This changes many people at once.';
const REASON_LENGTH = 500;
const PHRASE_LENGTH = 200;

/** What a submission still lacks. */
export interface Missing {
  readonly needsReason: boolean;
  /** What is to be typed for irreversible work, or null. */
  readonly phrase: string | null;
  /** It could be undone, and is about many. */
  readonly large?: true;
  /** The first characters of the plan's digest, to compare by eye. */
  readonly digest?: string;
  /** What the policy wants the reason to name. */
  readonly hint?: string;
}

export interface AskMissing extends Missing {
  readonly metadata: string;
  /** What was typed before, shown again. */
  readonly reason?: string;
}

function reasonInput(label: string, typed?: string) {
  return input(REASON.block, label, {
    type: 'plain_text_input',
    action_id: REASON.value,
    multiline: true,
    min_length: 1,
    max_length: REASON_LENGTH,
    focus_on_load: true,
    ...(typed ? { initial_value: typed } : {}),
  });
}

/** "Type exactly: delete 37 acme-prod" */
export function typeExactly(phrase: string): string {
  return `Type exactly: ${slackPen.text(phrase)}`;
}

const reasonLabel = (hint: string | undefined): string =>
  `Reason, for whoever approves this${hint === undefined ? '' : `; it has to name ${hint}`}`;

/** Asks the requester for what is still missing: why, and for irreversible work proof that it was read. */
export function missingModal({ needsReason, phrase, large, digest, metadata, reason, hint }: AskMissing): ModalView {
  return modal({
    callbackId: VIEWS.reason,
    title: 'Submit for approval',
    metadata,
    submit: 'Submit',
    close: 'Cancel',
    blocks: [
      ...(phrase === null ? [] : [section(mrkdwn(`*${large ? MANY_AT_ONCE : CANNOT_BE_UNDONE}*`))]),
      ...(needsReason ? [reasonInput(reasonLabel(hint), reason)] : []),
      ...(phrase === null
        ? []
        : [
            input(PHRASE.block, typeExactly(phrase), {
              type: 'plain_text_input',
              action_id: PHRASE.value,
              min_length: 1,
              max_length: PHRASE_LENGTH,
            }),
          ]),
      ...(digest === undefined ? [] : [context(`Digest \`${digest}\`.`)]),
    ],
  });
}

/** Asks the approver why not. */
export function rejectModal(view: RequestView, operation: OperationInfo, metadata: string): ModalView {
  const lead = `${headline(view, operation, slackPen)}, asked by ${slackPen.person(view.request.requester)}. Nobody will be changed.`;
  return modal({
    callbackId: VIEWS.reject,
    title: 'Reject this request',
    metadata,
    submit: 'Reject',
    close: 'Cancel',
    blocks: [section(mrkdwn(lead)), reasonInput('Why? The requester is told.')],
  });
}
