import type { KnownBlock, ModalView } from '@slack/types';
import { demandWords } from '../../report/approvals-needed.ts';
import { targetCounts } from '../../report/counts.ts';
import { CANNOT_BE_UNDONE, headline, reversibility } from '../../report/headline.ts';
import type { OperationInfo } from '../../report/operation-info.ts';
import { pagesOf } from '../../report/outcomes.ts';
import { sharedSentences } from '../../report/shared-sentence.ts';
import { grouped, people } from '../../report/wording.ts';
import { shortDigest } from '../../requests/plan.ts';
import type { Previewed } from '../../requests/use-cases.ts';
import type { StoredTarget } from '../../requests/view.ts';
import { ACTIONS, VIEWS } from '../action-ids.ts';
import { buttonValue } from '../button-value.ts';
import {
  actions,
  button,
  context,
  divider,
  fields,
  header,
  type Message,
  message,
  modal,
  mrkdwn,
  section,
} from './elements.ts';
import { lineSections, namesInWords, pinnedLines, reasonLines } from './people-lines.ts';
import { slackPen } from './text.ts';

/** People on one page of a preview. */
export const PREVIEW_PAGE = 20;
const UNCHANGED_LINES = 30;
const UNCHANGED_BUDGET = 2_400;
/** A policy may name many people; past this they are told to look it up. */
const DECIDERS_LENGTH = 1_500;
/** Of the message's `text`, what names may take. */
const NAMES_LENGTH = 1_500;

export interface Preview {
  readonly previewed: Extract<Previewed, { readonly kind: 'previewed' }>;
  readonly operation: OperationInfo;
  /** From 0; a page beyond the last shows the last. */
  readonly page: number;
  /** Looked at only: no way to submit. */
  readonly dryRun: boolean;
}

/** Everything a person needs to know before asking, in a few sentences. */
export function previewText({ previewed: { view, targets }, operation }: Preview): string {
  const names = namesInWords(changingOf(targets), NAMES_LENGTH);
  const grave = operation.reversible ? '' : `${CANNOT_BE_UNDONE} `;
  return `${grave}${headline(view, operation, slackPen)}? ${targetCounts(view.targetCounts, operation)}. Who exactly: ${names}. ${[...sharedSentences(view, slackPen), 'Nothing has happened yet.'].join(' ')}`;
}

function changingOf(targets: readonly StoredTarget[]): readonly StoredTarget[] {
  return targets.filter(({ kind }) => kind === 'will-change');
}

/** What it does and whether it can be taken back; if it cannot, that comes first. */
function effect(operation: OperationInfo): string {
  const { words, reversible } = operation;
  return reversible ? `${words.effect} ${reversibility(operation)}`.trim() : `*${CANNOT_BE_UNDONE}* ${words.effect}`;
}

function approvals({ previewed: { deciders, quorum, stages = [] } }: Preview): string {
  if (stages.length > 1) return `${quorum} approvals: ${demandWords(stages, slackPen)}`;
  const whose = deciders.length > DECIDERS_LENGTH ? 'those the policy names' : deciders;
  return `${quorum === 1 ? '1 approval' : `${quorum} approvals`} from among ${whose}`;
}

/** What else stands between this and its effect. */
function safeguardBlocks({ previewed: { safeguards = [] } }: Preview): readonly KnownBlock[] {
  if (safeguards.length === 0) return [];
  return [section(mrkdwn(`*Safeguards*\n${safeguards.map((one) => `• ${slackPen.text(one)}`).join('\n')}`))];
}

function pageBlocks({ previewed: { view, targets }, page, dryRun }: Preview): readonly KnownBlock[] {
  const changing = changingOf(targets);
  const pages = pagesOf(changing, PREVIEW_PAGE);
  const at = Math.min(page, pages.length - 1);
  const shown = pages[at] ?? [];
  const first = at * PREVIEW_PAGE + 1;
  const span = pages.length === 1 ? '' : `${first} to ${first + shown.length - 1} of `;
  const title = `*Who exactly: ${span}${people(changing.length)}*`;
  const turning = [
    ...(at > 0
      ? [
          button({
            id: ACTIONS.previousPage,
            label: 'Previous',
            value: buttonValue(view.request, { page: at - 1, dryRun }),
          }),
        ]
      : []),
    ...(at < pages.length - 1
      ? [button({ id: ACTIONS.nextPage, label: 'Next', value: buttonValue(view.request, { page: at + 1, dryRun }) })]
      : []),
  ];
  return [
    section(mrkdwn(title)),
    ...lineSections(pinnedLines(shown), 4_000),
    ...(turning.length > 0 ? [actions('page', turning)] : []),
  ];
}

/** Everything that was named and leads to no change, with why: people, and words that name nobody. */
export function unchangedBlocks(targets: readonly StoredTarget[]): readonly KnownBlock[] {
  const unchanged = targets.filter(({ kind }) => kind !== 'will-change');
  if (unchanged.length === 0) return [];
  return [
    divider(),
    section(mrkdwn(`*Left out: ${grouped(unchanged.length)} of what was named*`)),
    ...lineSections(reasonLines(unchanged, UNCHANGED_LINES), UNCHANGED_BUDGET),
  ];
}

function previewBlocks(preview: Preview): readonly KnownBlock[] {
  const { previewed, operation, dryRun } = preview;
  const { request } = previewed.view;
  const noReason = dryRun ? 'none given' : 'You are asked for it when you submit.';
  const reason = request.reason === null ? noReason : slackPen.text(request.reason);
  const overlaps = sharedSentences(previewed.view, slackPen);
  const lapses =
    request.state.kind === 'drafted' ? ` This draft lapses ${slackPen.moment(request.state.lapsesAt)}.` : '';
  return [
    header(`${headline(previewed.view, operation, slackPen)}?`),
    section(mrkdwn(`${effect(operation)} *Nothing has happened yet.*`)),
    fields([
      `*Where*\n${operation.kindTitle} ${slackPen.name(request.directory)}`,
      `*How many*\n${targetCounts(previewed.view.targetCounts, operation)}`,
      ...(request.choiceWords === null ? [] : [`*With*\n${slackPen.text(request.choiceWords)}`]),
      `*Needs*\n${approvals(preview)}`,
      `*Reason*\n${reason}`,
    ]),
    ...(overlaps.length > 0 ? [section(mrkdwn(overlaps.join(' ')))] : []),
    ...safeguardBlocks(preview),
    ...pageBlocks(preview),
    ...unchangedBlocks(previewed.targets),
    context(`Digest \`${shortDigest(request.digest)}\`.${dryRun ? ' A dry run: it cannot be submitted.' : lapses}`),
  ];
}

/** The ephemeral answer to a command. */
export function previewMessage(preview: Preview): Message {
  const { request } = preview.previewed.view;
  const value = buttonValue(request);
  const style = preview.operation.reversible ? 'primary' : 'danger';
  const decide = actions('preview', [
    button({ id: ACTIONS.submit, label: 'Submit for approval', value, style }),
    button({ id: ACTIONS.cancel, label: 'Cancel', value }),
  ]);
  return message(previewText(preview), [...previewBlocks(preview), ...(preview.dryRun ? [] : [decide])]);
}

/** The same as the second step of the modal. */
export function previewModal(preview: Preview): ModalView {
  return modal({
    callbackId: VIEWS.preview,
    title: 'Preview',
    blocks: previewBlocks(preview),
    metadata: buttonValue(preview.previewed.view.request),
    submit: 'Submit for approval',
    close: 'Cancel',
  });
}

/** Nobody would change: why, person by person. */
export function nothingToDo(
  { targets, directory, admins = null }: Extract<Previewed, { readonly kind: 'nothing-to-do' }>,
  operation: OperationInfo,
): Message {
  const told = admins === null ? '' : ` ${slackPen.text(admins)}`;
  const sentence = `Nobody in ${slackPen.name(directory)} would be ${operation.words.done}. Nothing was stored and nobody is asked.${told}`;
  return message(sentence, [section(mrkdwn(sentence)), ...unchangedBlocks(targets)]);
}
