import { headline } from '../../report/headline.ts';
import type { OperationInfo } from '../../report/operation-info.ts';
import type { Pen } from '../../report/pen.ts';
import { storySentences } from '../../report/person-story.ts';
import { stateWords } from '../../report/state-words.ts';
import type { PastView } from '../../requests/person-story.ts';
import { context, type Message, message, mrkdwn, section } from './elements.ts';
import { LIMITS } from './limits.ts';
import { clipEscaped, oneLine, slackPen } from './text.ts';

/** Requests in one answer: with the longest names they still fit one message. */
export const HISTORY_LIST = 20;

export interface PastRequest {
  readonly view: PastView;
  readonly operation: OperationInfo;
  /** Leads to its card, or null. */
  readonly link: string | null;
}

/** Reasons are read in full on the card; here they share a message with many others. */
const pen: Pen = { ...slackPen, text: (foreign) => clipEscaped(oneLine(foreign), 300) };

function line({ view, operation, link }: PastRequest): string {
  const { request } = view;
  const title = `*${headline(view, operation, pen)}*: ${stateWords(view, operation)}`;
  const story = view.story ? `\n${storySentences(view.story, operation, pen).join('\n')}` : '';
  const where = link === null ? '' : ` <${link}|See the card>`;
  return `${title}\n${pen.person(request.requester)}, ${pen.moment(request.createdAt)} · \`${request.id}\`${where}${story}`;
}

/** With the frame around them, as many entries fit as come to less than this. */
const ROOM = { text: LIMITS.messageText - 200, blocks: LIMITS.messageCharacters - 1_500 } as const;

/** As many from the front as fit together; stories take room. */
function fitting<T>(items: readonly T[], room: number, size: (item: T) => number): readonly T[] {
  let taken = 0;
  const end = items.findIndex((item) => {
    taken += size(item);
    return taken > room;
  });
  return end < 0 ? items : items.slice(0, end);
}

function spoken({ view, operation }: PastRequest): string {
  const story = view.story ? ` ${storySentences(view.story, operation, pen).join(' ')}` : '';
  return `${headline(view, operation, pen)}: ${stateWords(view, operation)}.${story}`;
}

/** What was asked for, newest first. */
export function historyMessage(command: string, requests: readonly PastRequest[]): Message {
  if (requests.length === 0) {
    const none = 'No request that you may see fits this.';
    return message(none, [section(mrkdwn(none))]);
  }
  const lines = requests.slice(0, HISTORY_LIST).map((request) => section(mrkdwn(line(request))));
  const shown = fitting(lines, ROOM.blocks, (block) => JSON.stringify(block).length + 1);
  const text = fitting(requests.slice(0, 10).map(spoken), ROOM.text, ({ length }) => length + 1).join(' ');
  const more =
    shown.length < requests.length || requests.length >= HISTORY_LIST
      ? ` The ${shown.length} newest are shown; \`--since\`, \`--about\`, \`--mine\` and \`--in\` narrow them down.`
      : '';
  return message(`History. ${text}`, [
    section(mrkdwn('*What was asked for, newest first*')),
    ...shown,
    context(`\`${command} status\` with the id shows one of them in full.${more}`),
  ]);
}
