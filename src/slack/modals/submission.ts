import type { z } from 'zod';
import { sentence } from '../answers.ts';
import { noticeModal } from '../blocks/notice-modal.ts';
import type { Desk } from '../desk.ts';
import { SubmissionPayload } from '../payloads.ts';
import { type Acknowledgement, type Delivered, safely } from '../safely.ts';

export interface Submission<Form> {
  readonly name: string;
  /** Reads the payload into what was asked, or into what is wrong, by block id. Pure. */
  readonly read: (payload: SubmissionPayload) => Form | Wrong;
  /** Shown while the work goes on. */
  readonly working: string;
  readonly work: (desk: Desk, payload: SubmissionPayload, form: Form) => Promise<void>;
}

/** Said at the inputs; the keys are ids of input blocks. */
export interface Wrong {
  readonly wrong: Readonly<Record<string, string>>;
}

function isWrong(form: object): form is Wrong {
  return 'wrong' in form;
}

/**
 * The listener of one modal's submission. A submission is done once: Slack names the view and what it showed, and the
 * same view showing the same cannot be submitted for two purposes.
 */
export function submissionListener<Form extends object>(
  desk: Desk,
  { name, read, working, work }: Submission<Form>,
): (delivered: Delivered) => Promise<void> {
  const payload: z.ZodType<SubmissionPayload> = SubmissionPayload;
  const ack = (submitted: SubmissionPayload): Acknowledgement => {
    const form = read(submitted);
    return isWrong(form)
      ? { body: { response_action: 'errors', errors: form.wrong }, finished: true }
      : { body: { response_action: 'update', view: noticeModal('One moment', working) } };
  };
  return safely(desk.safely, {
    name: `view ${name}`,
    payload,
    key: ({ viewId, hash }) => `view:${name}:${viewId}:${hash}`,
    ack,
    work: async (submitted) => {
      const form = read(submitted);
      if (!isWrong(form)) await work(desk, submitted, form);
    },
    failed: async (submitted, text) => {
      await desk.answers.show(submitted.viewId, noticeModal('Not finished', text));
      await desk.answers.privately({ user: submitted.actor.id, channel: null, responseUrl: null }, sentence(text));
    },
  });
}
