import { z } from 'zod';
import { actedAnswer } from '../actions/acted.ts';
import { askMissing, isLacking, missingOf, submittedAnswer } from '../actions/submit.ts';
import { noticeModal } from '../blocks/notice-modal.ts';
import { PHRASE, REASON, typeExactly } from '../blocks/reason-modal.ts';
import { type ButtonValue, buttonValue } from '../button-value.ts';
import type { Desk } from '../desk.ts';
import type { SubmissionPayload } from '../payloads.ts';
import type { Delivered } from '../safely.ts';
import { ReasonMetadata } from './reason-metadata.ts';
import { submissionListener, type Wrong } from './submission.ts';

/** What stood in an input; undefined where the form had no such input. */
const Entered = z
  .object({ value: z.object({ value: z.string().nullable() }) })
  .transform(({ value }) => value.value?.toWellFormed() ?? '');
const Values = z.object({ [REASON.block]: Entered.optional(), [PHRASE.block]: Entered.optional() });

interface Filled {
  readonly button: ButtonValue;
  readonly responseUrl: string | null;
  /** Null where the form did not ask for one. */
  readonly reason: string | null;
  readonly phrase: string | null;
}

const OUT_OF_DATE = 'This form is out of date. Close it and try again.';

const inWords = (text: string): string => text.trim().split(/\s+/).join(' ');

function readFilled({ metadata, values }: SubmissionPayload): Filled | Wrong {
  const entered = Values.safeParse(values).data ?? {};
  const { reason, phrase } = entered;
  const carried = ReasonMetadata.safeParse(metadata);
  if (!carried.success) return { wrong: { [reason === undefined ? PHRASE.block : REASON.block]: OUT_OF_DATE } };
  const { phrase: asked, ...rest } = carried.data;
  const wrong = {
    ...(reason?.trim() === '' ? { [REASON.block]: 'Please say why.' } : {}),
    ...(phrase !== undefined && asked !== null && inWords(phrase) !== asked
      ? { [PHRASE.block]: `This is something else. ${typeExactly(asked)}` }
      : {}),
  };
  if (Object.keys(wrong).length > 0) return { wrong };
  return { ...rest, reason: reason?.trim() ?? null, phrase: phrase ?? null };
}

/** What a submission still lacked. Whatever is missing even then is asked for again, and nothing typed is lost. */
export function reasonSubmission(desk: Desk): (delivered: Delivered) => Promise<void> {
  return submissionListener<Filled>(desk, {
    name: 'reason',
    read: readFilled,
    working: 'Submitting …',
    work: async ({ useCases, answers }, { actor, viewId }, { button, reason, phrase, responseUrl }) => {
      const submitted = await useCases.submit(button.id, actor, { reason, phrase });
      if (isLacking(submitted)) {
        const missing = missingOf(submitted);
        // The draft has no reason of its own: what was typed stands in the form only.
        const needsReason = missing.needsReason || reason !== null;
        const carried = { button: buttonValue(button), responseUrl };
        return answers.show(
          viewId,
          askMissing({ ...missing, needsReason }, carried, reason === null ? {} : { reason }),
        );
      }
      const { title, message } = await submittedAnswer(desk, submitted);
      await answers.show(viewId, noticeModal(title, message.text));
      if (responseUrl !== null) await answers.inPlace({ user: actor.id, channel: null, responseUrl }, message);
    },
  });
}

/** Why an approver says no. */
export function rejectSubmission(desk: Desk): (delivered: Delivered) => Promise<void> {
  return submissionListener<Filled>(desk, {
    name: 'reject',
    read: readFilled,
    working: 'Rejecting …',
    work: async ({ useCases, answers }, { actor, viewId }, { button, reason }) => {
      if (reason === null) throw new Error('A rejection came without a reason');
      const acted = await useCases.reject(button.id, actor, reason);
      const title = acted.kind === 'done' ? 'Rejected' : 'Not rejected';
      await answers.show(viewId, noticeModal(title, actedAnswer(desk, acted, 'The requester is told.').text));
    },
  });
}
