import type { Button, KnownBlock } from '@slack/types';
import { stageLines } from '../../report/approvals-needed.ts';
import { settledCount } from '../../report/counts.ts';
import { CANNOT_BE_UNDONE, headline, reversibility } from '../../report/headline.ts';
import type { OperationInfo } from '../../report/operation-info.ts';
import { progressBar } from '../../report/progress-bar.ts';
import { decisionLines, stateSentence } from '../../report/state-sentence.ts';
import { people } from '../../report/wording.ts';
import { shortDigest } from '../../requests/plan.ts';
import { END_STATES, type RequestStateKind } from '../../requests/request.ts';
import type { RequestView } from '../../requests/view.ts';
import { ACTIONS } from '../action-ids.ts';
import { buttonValue } from '../button-value.ts';
import {
  actions,
  button,
  confirmation,
  context,
  fields,
  header,
  type Message,
  message,
  mrkdwn,
  section,
} from './elements.ts';
import { slackPen } from './text.ts';

/** The last decisions; earlier ones are in the audit trail. */
const DECISIONS_SHOWN = 20;

function approveButton(view: RequestView, operation: OperationInfo, value: string): Button {
  return button({
    id: ACTIONS.approve,
    label: 'Approve',
    value,
    style: 'primary',
    confirm: confirmation({
      title: 'Approve this request?',
      text: `${approvalText(headline(view, operation, slackPen), operation)} Digest ${shortDigest(view.request.digest)}.`,
      confirm: 'Approve',
      deny: 'Not now',
      ...(operation.reversible ? {} : { style: 'danger' }),
    }),
  });
}

/** What cannot be undone is said before everything else. */
function approvalText(what: string, operation: OperationInfo): string {
  const parts = operation.reversible
    ? [`${what}.`, reversibility(operation)].filter((part) => part !== '')
    : [CANNOT_BE_UNDONE, `${what}.`];
  return `${parts.join(' ')} The thread shows who exactly.`;
}

function stopButton(view: RequestView, operation: OperationInfo, value: string): Button {
  return button({
    id: ACTIONS.stop,
    label: 'Stop',
    value,
    style: 'danger',
    confirm: confirmation({
      title: 'Stop this request?',
      text: `${headline(view, operation, slackPen)}. Calls under way still finish; whoever has not been reached is left alone for good.`,
      confirm: 'Stop',
      deny: 'Let it run',
      style: 'danger',
    }),
  });
}

function buttons(view: RequestView, operation: OperationInfo): readonly Button[] {
  const value = buttonValue(view.request);
  const state: RequestStateKind = view.request.state.kind;
  switch (state) {
    case 'pending':
      return [
        approveButton(view, operation, value),
        button({ id: ACTIONS.reject, label: 'Reject', value, style: 'danger' }),
        button({ id: ACTIONS.withdraw, label: 'Withdraw', value }),
      ];
    case 'approved':
    case 'running':
      return [stopButton(view, operation, value)];
    case 'paused':
      return [button({ id: ACTIONS.resume, label: 'Resume', value }), stopButton(view, operation, value)];
    case 'finished':
    case 'stopped':
      return mayBeRetried(view, operation) ? [button({ id: ACTIONS.retryFailed, label: 'Retry failed', value })] : [];
    case 'drafted':
    case 'cancelled':
    case 'lapsed':
    case 'rejected':
    case 'withdrawn':
    case 'expired':
    case 'stopping':
      return [];
  }
}

function mayBeRetried({ outcomes }: RequestView, { repeatIsHarmless }: OperationInfo): boolean {
  return outcomes.failed > 0 || (outcomes.unconfirmed > 0 && repeatIsHarmless);
}

/** Only while there is progress to see: a full bar under a run that was stopped would tell an untruth. */
function progress({ request, outcomes }: RequestView): readonly KnownBlock[] {
  const { kind } = request.state;
  if (kind !== 'running' && kind !== 'paused' && kind !== 'stopping') return [];
  return [section(mrkdwn(`\`${progressBar(settledCount(outcomes), request.people)}\``))];
}

/** May something still happen that cannot be undone? */
function isGrave({ request: { state } }: RequestView, { reversible }: OperationInfo): boolean {
  return !reversible && !END_STATES.some((end) => end === state.kind);
}

function quorum({ request: { state } }: RequestView): string {
  if (state.kind !== 'pending') return '';
  return state.quorum === 1 ? 'Needs 1 approval by somebody else.' : `Needs ${state.quorum} approvals by others.`;
}

/** The one message that always shows a request's present state. Counts only: who exactly stands in its thread. */
export function cardMessage(view: RequestView, operation: OperationInfo): Message {
  const { request } = view;
  const title = headline(view, operation, slackPen);
  const sentence = stateSentence(view, operation, slackPen);
  const decisions = decisionLines(view, slackPen).slice(-DECISIONS_SHOWN);
  const stages = request.state.kind === 'pending' ? stageLines(request.state, view.decisions, slackPen) : [];
  const clickable = buttons(view, operation);
  const grave = isGrave(view, operation);
  const facts = [
    grave ? '' : reversibility(operation),
    quorum(view),
    `Digest \`${shortDigest(request.digest)}\`.`,
    `Request \`${request.id}\`${request.retryOf === null ? '' : `, repeats the failures of \`${request.retryOf}\``}.`,
  ];
  const text = `${title}, asked by ${slackPen.person(request.requester)}. ${grave ? `${CANNOT_BE_UNDONE} ` : ''}${sentence}`;
  return message(text, [
    header(title),
    ...(grave ? [section(mrkdwn(`*${CANNOT_BE_UNDONE}*`))] : []),
    section(mrkdwn(sentence)),
    ...progress(view),
    fields([
      `*Asked by*\n${slackPen.person(request.requester)}`,
      `*Where*\n${operation.kindTitle} ${slackPen.name(request.directory)}`,
      `*People*\n${people(request.people)}`,
      ...(request.choiceWords === null ? [] : [`*With*\n${slackPen.text(request.choiceWords)}`]),
      `*Reason*\n${slackPen.text(request.reason ?? 'none given')}`,
    ]),
    ...(stages.length > 0 ? [section(mrkdwn(stages.join('\n')))] : []),
    ...(decisions.length > 0 ? [section(mrkdwn(decisions.join('\n')))] : []),
    context(facts.filter((fact) => fact !== '').join(' ')),
    ...(clickable.length > 0 ? [actions(`card:${request.version}`, clickable)] : []),
  ]);
}
