import { askMissing, isLacking, missingOf, NOTHING_GIVEN, submittedAnswer } from '../actions/submit.ts';
import { noticeModal } from '../blocks/notice-modal.ts';
import { ButtonValue } from '../button-value.ts';
import type { Desk } from '../desk.ts';
import type { Delivered } from '../safely.ts';
import { submissionListener } from './submission.ts';

interface Submit {
  readonly button: ButtonValue | null;
  readonly value: string;
}

/** *Submit for approval* in the second step of the modal. */
export function previewSubmission(desk: Desk): (delivered: Delivered) => Promise<void> {
  return submissionListener<Submit>(desk, {
    name: 'preview',
    read: ({ metadata }) => ({ button: ButtonValue.safeParse(metadata).data ?? null, value: metadata }),
    working: 'Submitting …',
    work: async ({ useCases, answers }, { actor, viewId }, { button, value }) => {
      if (button === null) throw new Error('A preview carried no request');
      const submitted = await useCases.submit(button.id, actor, NOTHING_GIVEN);
      if (isLacking(submitted)) {
        return answers.show(viewId, askMissing(missingOf(submitted), { button: value, responseUrl: null }));
      }
      const { title, message } = await submittedAnswer(desk, submitted);
      return answers.show(viewId, noticeModal(title, message.text));
    },
  });
}
