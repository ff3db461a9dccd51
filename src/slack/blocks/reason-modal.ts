import type { ModalView } from '@slack/types';
import { headline } from '../../report/headline.ts';
import type { OperationInfo } from '../../report/operation-info.ts';
import type { RequestView } from '../../requests/view.ts';
import { VIEWS } from '../action-ids.ts';
import { input, modal, mrkdwn, section } from './elements.ts';
import { slackPen } from './text.ts';

/** The one input of both modals that ask why. */
export const REASON = { block: 'reason', value: 'value' } as const;

const REASON_LENGTH = 500;

interface Why {
  readonly callbackId: string;
  readonly title: string;
  readonly lead: string;
  readonly label: string;
  readonly submit: string;
  readonly metadata: string;
}

function whyModal({ callbackId, title, lead, label, submit, metadata }: Why): ModalView {
  return modal({
    callbackId,
    title,
    metadata,
    submit,
    close: 'Cancel',
    blocks: [
      section(mrkdwn(lead)),
      input(REASON.block, label, {
        type: 'plain_text_input',
        action_id: REASON.value,
        multiline: true,
        min_length: 1,
        max_length: REASON_LENGTH,
        focus_on_load: true,
      }),
    ],
  });
}

/** Asks the requester why, for those who will decide. */
export function reasonModal(metadata: string): ModalView {
  return whyModal({
    callbackId: VIEWS.reason,
    title: 'Submit for approval',
    lead: 'Whoever approves this reads why it is needed.',
    label: 'Reason',
    submit: 'Submit',
    metadata,
  });
}

/** Asks the approver why not. */
export function rejectModal(view: RequestView, operation: OperationInfo, metadata: string): ModalView {
  return whyModal({
    callbackId: VIEWS.reject,
    title: 'Reject this request',
    lead: `${headline(view, operation, slackPen)}, asked by ${slackPen.person(view.request.requester)}. Nobody will be changed.`,
    label: 'Why? The requester is told.',
    submit: 'Reject',
    metadata,
  });
}
