import type { ModalView } from '@slack/types';
import { headline } from '../../report/headline.ts';
import type { Acted, Submission, Submitted } from '../../requests/use-cases.ts';
import type { RequestView } from '../../requests/view.ts';
import { ACTIONS } from '../action-ids.ts';
import { TOO_SLOW } from '../answers.ts';
import { actions, button, type Message, mrkdwn, section } from '../blocks/elements.ts';
import { type Missing, missingModal } from '../blocks/reason-modal.ts';
import { slackPen } from '../blocks/text.ts';
import { buttonValue } from '../button-value.ts';
import { type Desk, operationOf } from '../desk.ts';
import { type ReasonMetadata, reasonMetadata } from '../modals/reason-metadata.ts';
import { actedAnswer } from './acted.ts';
import { answerClick, type Click, placeOf } from './action.ts';

/** What is given before anything was asked for. */
export const NOTHING_GIVEN: Submission = { reason: null, phrase: null };

/** Says that others can decide now, and where. */
async function submittedMessage(desk: Desk, view: RequestView): Promise<Message> {
  const link = await desk.cards.soon(view.request.id);
  const where = link === null ? 'The card follows in the approvals channel.' : `<${link}|See the card.>`;
  const text = `Submitted for approval: ${headline(view, operationOf(desk, view), slackPen)}. ${where}`;
  const withdraw = button({ id: ACTIONS.withdraw, label: 'Withdraw', value: buttonValue(view.request) });
  return { text, blocks: [section(mrkdwn(text)), actions('submitted', [withdraw])] };
}

/** What a person reads after submitting, and under which title. Whoever submits twice reads the same twice. */
export async function submittedAnswer(
  desk: Desk,
  submitted: Acted,
): Promise<{ readonly title: string; readonly message: Message }> {
  if (submitted.kind !== 'refused' && submitted.view.request.state.kind === 'pending') {
    return { title: 'Submitted', message: await submittedMessage(desk, submitted.view) };
  }
  return { title: 'Not submitted', message: actedAnswer(desk, submitted, '') };
}

type Lacking = Exclude<Submitted, Acted>;

/** What is to be asked for before a submission can count. */
export function missingOf(submitted: Lacking): Missing {
  const hint = submitted.hint === undefined ? {} : { hint: submitted.hint };
  return submitted.kind === 'needs-reason'
    ? { needsReason: true, phrase: null, ...hint }
    : {
        needsReason: submitted.needsReason,
        phrase: submitted.phrase,
        ...(submitted.large ? { large: true } : {}),
        ...(submitted.digest === undefined ? {} : { digest: submitted.digest }),
        ...hint,
      };
}

export function isLacking(submitted: Submitted): submitted is Lacking {
  return submitted.kind === 'needs-reason' || submitted.kind === 'needs-phrase';
}

export function askMissing(
  missing: Missing,
  carried: Omit<ReasonMetadata, 'phrase'>,
  typed: { readonly reason?: string } = {},
): ModalView {
  return missingModal({ ...missing, ...typed, metadata: reasonMetadata({ ...carried, phrase: missing.phrase }) });
}

/** Submits, or asks for what is missing: that is told from the store alone, well within the time a form has to open. */
export async function submit(desk: Desk, click: Click): Promise<void> {
  const submitted = await desk.useCases.submit(click.button.id, click.actor, NOTHING_GIVEN);
  if (!isLacking(submitted)) {
    const { message } = await submittedAnswer(desk, submitted);
    return answerClick(desk, click, message);
  }
  const view = askMissing(missingOf(submitted), { button: click.value, responseUrl: click.responseUrl });
  const viewId = await desk.answers.open(click.triggerId, view);
  if (viewId === null) await desk.answers.privately(placeOf(click), TOO_SLOW);
}
