import { headline } from '../../report/headline.ts';
import type { OperationInfo } from '../../report/operation-info.ts';
import { stateWords } from '../../report/state-words.ts';
import type { RequestView } from '../../requests/view.ts';
import { context, type Message, message, mrkdwn, section } from './elements.ts';
import { slackPen } from './text.ts';

/** Requests in one answer: with the longest names they still fit one message. */
export const HISTORY_LIST = 20;

export interface PastRequest {
  readonly view: RequestView;
  readonly operation: OperationInfo;
  /** Leads to its card, or null. */
  readonly link: string | null;
}

function line({ view, operation, link }: PastRequest): string {
  const { request } = view;
  const title = `*${headline(view, operation, slackPen)}*: ${stateWords(view, operation)}`;
  const where = link === null ? '' : ` <${link}|See the card>`;
  return `${title}\n${slackPen.person(request.requester)}, ${slackPen.moment(request.createdAt)} · \`${request.id}\`${where}`;
}

/** What was asked for, newest first. */
export function historyMessage(command: string, requests: readonly PastRequest[]): Message {
  if (requests.length === 0) {
    const none = 'No request that you may see fits this.';
    return message(none, [section(mrkdwn(none))]);
  }
  const shown = requests.slice(0, HISTORY_LIST);
  const text = shown
    .slice(0, 10)
    .map(({ view, operation }) => `${headline(view, operation, slackPen)}: ${stateWords(view, operation)}.`)
    .join(' ');
  const more =
    requests.length >= HISTORY_LIST
      ? ` The ${HISTORY_LIST} newest are shown; \`--since\`, \`--about\`, \`--mine\` and \`--in\` narrow them down.`
      : '';
  return message(`History. ${text}`, [
    section(mrkdwn('*What was asked for, newest first*')),
    ...shown.map((request) => section(mrkdwn(line(request)))),
    context(`\`${command} status\` with the id shows one of them in full.${more}`),
  ]);
}
