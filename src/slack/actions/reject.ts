import { refusalText, TOO_SLOW } from '../answers.ts';
import { noticeModal } from '../blocks/notice-modal.ts';
import { rejectModal } from '../blocks/reason-modal.ts';
import { type Desk, operationOf } from '../desk.ts';
import { reasonMetadata } from '../modals/reason-metadata.ts';
import { type Click, placeOf } from './action.ts';

/** Asks why. The form opens at once, and its questions come when the right to decide has been checked. */
export async function askWhyNot(desk: Desk, click: Click): Promise<void> {
  const { answers, useCases } = desk;
  const viewId = await answers.open(click.triggerId, noticeModal('Reject this request', 'One moment …'));
  if (viewId === null) return answers.privately(placeOf(click), TOO_SLOW);
  const may = await useCases.mayDecide(click.button.id, click.actor);
  if (may.kind === 'refused') return answers.show(viewId, noticeModal('Not rejected', refusalText(may.reason)));
  const metadata = reasonMetadata({ button: click.value, responseUrl: null, phrase: null });
  return answers.show(viewId, rejectModal(may.view, operationOf(desk, may.view), metadata));
}
