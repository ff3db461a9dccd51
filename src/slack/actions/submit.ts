import { headline } from '../../report/headline.ts';
import type { Acted } from '../../requests/use-cases.ts';
import type { RequestView } from '../../requests/view.ts';
import { ACTIONS } from '../action-ids.ts';
import { TOO_SLOW } from '../answers.ts';
import { actions, button, type Message, mrkdwn, section } from '../blocks/elements.ts';
import { reasonModal } from '../blocks/reason-modal.ts';
import { slackPen } from '../blocks/text.ts';
import { buttonValue } from '../button-value.ts';
import { type Desk, operationOf } from '../desk.ts';
import { reasonMetadata } from '../modals/reason-metadata.ts';
import { actedAnswer } from './acted.ts';
import { answerClick, type Click, placeOf } from './action.ts';

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

/** Asks for the reason before anything else: a form must open within three seconds of the click. */
export async function askReason(desk: Desk, click: Click): Promise<void> {
  const metadata = reasonMetadata({ button: click.value, responseUrl: click.responseUrl });
  const viewId = await desk.answers.open(click.triggerId, reasonModal(metadata));
  if (viewId === null) await desk.answers.privately(placeOf(click), TOO_SLOW);
}

export async function submit(desk: Desk, click: Click): Promise<void> {
  const submitted = await desk.useCases.submit(click.button.id, click.actor, null);
  if (submitted.kind === 'needs-reason') return askReason(desk, click);
  const { message } = await submittedAnswer(desk, submitted);
  return answerClick(desk, click, message);
}
