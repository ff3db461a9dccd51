import { deciderWords, waitingFor } from '../../report/approvals-needed.ts';
import { headline } from '../../report/headline.ts';
import type { OperationInfo } from '../../report/operation-info.ts';
import { stateSentence } from '../../report/state-sentence.ts';
import type { RequestView } from '../../requests/view.ts';
import { ACTIONS } from '../action-ids.ts';
import { buttonValue } from '../button-value.ts';
import { actions, button, type Message, message, mrkdwn, section } from './elements.ts';
import { slackPen } from './text.ts';

/** Tells those for whom a request waits, by mentioning them, that it still does. */
export function reminderMessage(view: RequestView, operation: OperationInfo): Message {
  const { state } = view.request;
  const waiting = state.kind === 'pending' ? waitingFor(state, view.decisions) : null;
  const whom = waiting === null ? '' : `${deciderWords(waiting.stage, view.decisions, slackPen)}: `;
  const text = `${whom}a reminder. ${headline(view, operation, slackPen)}: ${stateSentence(view, operation, slackPen)}`;
  const quiet = button({ id: ACTIONS.quiet, label: 'No more reminders', value: buttonValue(view.request) });
  return message(text, [section(mrkdwn(text)), actions('reminder', [quiet])]);
}
