import { outcomeCounts } from '../../report/counts.ts';
import { CANNOT_BE_UNDONE, headline } from '../../report/headline.ts';
import type { OperationInfo } from '../../report/operation-info.ts';
import { groupByReason } from '../../report/outcomes.ts';
import { stateSentence } from '../../report/state-sentence.ts';
import { asSentence, people, reasonSentence } from '../../report/wording.ts';
import type { OutcomeKind } from '../../requests/request.ts';
import type { RequestView, StoredTarget } from '../../requests/view.ts';
import { type Message, message, mrkdwn, section } from './elements.ts';
import { firstLines, lineSections, namesInWords, personLines, pinnedLines, reasonLines } from './people-lines.ts';
import { clipEscaped, oneLine, slackPen } from './text.ts';

/** People a thread names in messages; more go into a CSV file. */
export const THREAD_PAGE = 40;
const OUTCOME_LINES = 60;
/** Of a message's `text`, what names may take. */
const NAMES_LENGTH = 2_500;
const NAMES_OF_REASON_LENGTH = 300;

/** Said before anything else of what cannot be undone. */
function warning({ reversible }: OperationInfo): string {
  return reversible ? '' : `*${CANNOT_BE_UNDONE}* `;
}

/** Who exactly would be changed, and how: what approvers decide on. */
export function peopleMessage(view: RequestView, operation: OperationInfo, targets: readonly StoredTarget[]): Message {
  const where = slackPen.name(view.request.directory);
  const sentence = `Who exactly: ${people(targets.length)} will be ${operation.words.done} in ${where} if this is approved`;
  const { choiceWords } = view.request;
  const chosen = choiceWords === null ? '' : ` ${asSentence(slackPen.text(choiceWords))}`;
  const grave = operation.reversible ? '' : `${CANNOT_BE_UNDONE} `;
  return message(`${grave}${sentence}: ${namesInWords(targets, NAMES_LENGTH)}.${chosen}`, [
    section(mrkdwn(`${warning(operation)}*${sentence}*${chosen}`)),
    ...lineSections(pinnedLines(targets)),
  ]);
}

/** Goes with the file that says who exactly. */
export function peopleFileComment(view: RequestView, operation: OperationInfo): string {
  return `${warning(operation)}Who exactly: the file names all ${people(view.request.people)} who will be ${operation.words.done} if this is approved, and whoever was named besides.`;
}

function outcomeTitle(kind: OutcomeKind, count: number, { words }: OperationInfo): string {
  switch (kind) {
    case 'succeeded':
      return `Succeeded: ${people(count)} ${words.done}.`;
    case 'failed':
      return `Failed: ${people(count)} stayed as they were.`;
    case 'unconfirmed':
      return `Unconfirmed: of ${people(count)} nobody knows yet whether it happened. Look them up before you ask again.`;
    case 'skipped':
      return `Skipped: ${people(count)} not touched.`;
  }
}

/** What became of those with one kind of outcome, grouped by reason. `count`: how many there are; `targets` may be fewer. */
export function outcomeMessage(
  kind: OutcomeKind,
  count: number,
  targets: readonly StoredTarget[],
  operation: OperationInfo,
): Message {
  const title = outcomeTitle(kind, count, operation);
  const missing = count - targets.length;
  const lines = kind === 'succeeded' ? personLines(targets) : reasonLines(targets, OUTCOME_LINES - 1);
  const all = missing > 0 ? [...lines, `… and ${people(missing)} more in the file`] : lines;
  return message(title + reasonsInWords(kind, targets), [
    section(mrkdwn(`*${title}*`)),
    ...lineSections(firstLines(all, OUTCOME_LINES, ' in the file')),
  ]);
}

/** The reasons and their people, for those who hear `text` only. */
function reasonsInWords(kind: OutcomeKind, targets: readonly StoredTarget[]): string {
  if (kind === 'succeeded') return '';
  const groups = groupByReason(targets).slice(0, 5);
  return groups
    .map(
      ({ reason, targets: members }) =>
        ` ${namesInWords(members, NAMES_OF_REASON_LENGTH)}: ${reasonSentence(clipEscaped(oneLine(reason ?? ''), 300))}`,
    )
    .join('');
}

/** The end of a run in one message. */
export function summaryMessage(view: RequestView, operation: OperationInfo): Message {
  const sentence = stateSentence(view, operation, slackPen);
  const { outcomes } = view;
  const next = outcomes.unconfirmed > 0 ? ' Unconfirmed people are named below: please look them up.' : '';
  return message(`${headline(view, operation, slackPen)}: ${sentence}${next}`, [section(mrkdwn(`${sentence}${next}`))]);
}

/** Goes with the file of everybody's outcome. */
export function resultsFileComment(view: RequestView, operation: OperationInfo): string {
  return `Everybody's outcome: ${outcomeCounts(view.outcomes, operation)}.`;
}

/** Told to the requester directly, wherever they are. */
export function noticeMessage(view: RequestView, operation: OperationInfo, link: string | null): Message {
  const text = `${headline(view, operation, slackPen)}: ${stateSentence(view, operation, slackPen)}${link === null ? '' : ` <${link}|See the card>.`}`;
  return message(text, [section(mrkdwn(text))]);
}

/** Told to the requester once, when the card has no place to stand. */
export function unreachableMessage(view: RequestView, operation: OperationInfo, channel: string): Message {
  const text = `${headline(view, operation, slackPen)}: the card cannot be posted in <#${channel}>, so nobody can approve it there yet. Nothing is lost; ask somebody in that channel to invite me, and the card appears by itself.`;
  return message(text, [section(mrkdwn(text))]);
}
