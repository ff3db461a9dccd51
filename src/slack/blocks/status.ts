import type { KnownBlock } from '@slack/types';
import { headline, reversibility } from '../../report/headline.ts';
import type { DescribeOperation, OperationInfo } from '../../report/operation-info.ts';
import { decisionLines, stateSentence } from '../../report/state-sentence.ts';
import { shortDigest } from '../../requests/plan.ts';
import type { RequestView } from '../../requests/view.ts';
import { context, type Message, message, mrkdwn, section } from './elements.ts';
import { slackPen } from './text.ts';

/** Requests in a list: with the longest reasons they still fit one message. */
export const STATUS_LIST = 8;

function line(view: RequestView, operation: OperationInfo): string {
  return `*${headline(view, operation, slackPen)}*, asked by ${slackPen.person(view.request.requester)}\n${stateSentence(view, operation, slackPen)}`;
}

/** One request. `link` leads to its card. */
export function statusMessage(view: RequestView, operation: OperationInfo, link: string | null): Message {
  const { request } = view;
  const decisions = decisionLines(view, slackPen).slice(-20);
  const blocks: KnownBlock[] = [
    section(mrkdwn(line(view, operation))),
    ...(request.reason === null ? [] : [section(mrkdwn(`*Reason*\n${slackPen.text(request.reason)}`))]),
    ...(decisions.length === 0 ? [] : [section(mrkdwn(decisions.join('\n')))]),
    context(
      `${reversibility(operation)} Digest \`${shortDigest(request.digest)}\`. Request \`${request.id}\`.${link === null ? '' : ` <${link}|See the card>`}`.trim(),
    ),
  ];
  return message(`${headline(view, operation, slackPen)}. ${stateSentence(view, operation, slackPen)}`, blocks);
}

/** A person's latest requests and those they may decide. */
export function recentMessage(command: string, views: readonly RequestView[], describe: DescribeOperation): Message {
  if (views.length === 0) {
    const none = `You have no requests yet, and none waits for you. Type \`${command} help\` to see what you can ask for.`;
    return message(none, [section(mrkdwn(none))]);
  }
  const shown = views.slice(0, STATUS_LIST);
  const words = (view: RequestView) => describe(view.request.kind, view.request.operation);
  const text = shown.map((view) => `${headline(view, words(view), slackPen)}: ${view.request.state.kind}.`).join(' ');
  return message(`Latest requests. ${text}`, [
    section(mrkdwn('*Your latest requests, and those that wait for you*')),
    ...shown.map((view) => section(mrkdwn(`${line(view, words(view))}\n\`${view.request.id}\``))),
    context(`\`${command} status <id>\`: one of them in full.`.replace(/[<>]/g, (c) => (c === '<' ? '&lt;' : '&gt;'))),
  ]);
}
