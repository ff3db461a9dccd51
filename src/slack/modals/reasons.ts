import { z } from 'zod';
import { actedAnswer } from '../actions/acted.ts';
import { submittedAnswer } from '../actions/submit.ts';
import { noticeModal } from '../blocks/notice-modal.ts';
import { REASON } from '../blocks/reason-modal.ts';
import type { ButtonValue } from '../button-value.ts';
import type { Desk } from '../desk.ts';
import type { SubmissionPayload } from '../payloads.ts';
import type { Delivered } from '../safely.ts';
import { ReasonMetadata } from './reason-metadata.ts';
import { submissionListener, type Wrong } from './submission.ts';

const Values = z.object({ [REASON.block]: z.object({ [REASON.value]: z.object({ value: z.string().nullable() }) }) });

interface Reason {
  readonly button: ButtonValue;
  readonly responseUrl: string | null;
  readonly reason: string;
}

function readReason({ metadata, values }: SubmissionPayload): Reason | Wrong {
  const carried = ReasonMetadata.safeParse(metadata);
  if (!carried.success) return { wrong: { [REASON.block]: 'This form is out of date. Close it and try again.' } };
  const entered = Values.safeParse(values);
  const reason = entered.success ? (entered.data[REASON.block][REASON.value].value ?? '').trim() : '';
  if (reason === '') return { wrong: { [REASON.block]: 'Please say why.' } };
  return { ...carried.data, reason };
}

/** The reason a submission still lacked. */
export function reasonSubmission(desk: Desk): (delivered: Delivered) => Promise<void> {
  return submissionListener<Reason>(desk, {
    name: 'reason',
    read: readReason,
    working: 'Submitting …',
    work: async ({ useCases, answers }, { actor, viewId }, { button, reason, responseUrl }) => {
      const submitted = await useCases.submit(button.id, actor, reason);
      if (submitted.kind === 'needs-reason') throw new Error('A reason was given and yet asked for');
      const { title, message } = await submittedAnswer(desk, submitted);
      await answers.show(viewId, noticeModal(title, message.text));
      if (responseUrl !== null) await answers.inPlace({ user: actor.id, channel: null, responseUrl }, message);
    },
  });
}

/** Why an approver says no. */
export function rejectSubmission(desk: Desk): (delivered: Delivered) => Promise<void> {
  return submissionListener<Reason>(desk, {
    name: 'reject',
    read: readReason,
    working: 'Rejecting …',
    work: async ({ useCases, answers }, { actor, viewId }, { button, reason }) => {
      const acted = await useCases.reject(button.id, actor, reason);
      const title = acted.kind === 'done' ? 'Rejected' : 'Not rejected';
      await answers.show(viewId, noticeModal(title, actedAnswer(desk, acted, 'The requester is told.').text));
    },
  });
}
