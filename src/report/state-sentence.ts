import { ONLY_STAGE } from '../requests/request.ts';
import type { RequestView } from '../requests/view.ts';
import { freezeSentence } from '../safeguards/freeze.ts';
import { waitingFor as stageThatWaits } from './approvals-needed.ts';
import { outcomeCounts, settledCount } from './counts.ts';
import type { OperationInfo } from './operation-info.ts';
import type { Pen } from './pen.ts';
import { sharedSentences } from './shared-sentence.ts';
import { speedSentence } from './speed-words.ts';
import { asSentence, grouped, people } from './wording.ts';

const UNTOUCHED = 'Nobody was changed.';

/** Where a request stands, in one or two sentences that need no other text to be understood. */
export function stateSentence(view: RequestView, operation: OperationInfo, pen: Pen): string {
  const frozen = (view.frozen ?? []).map((one) => ` ${freezeSentence(one, pen)}`).join('');
  return `${ownSentence(view, operation, pen)}${frozen}`;
}

function ownSentence(view: RequestView, operation: OperationInfo, pen: Pen): string {
  const { request, outcomes, decisions, waitingFor } = view;
  const { state } = request;
  const of = people(request.people);
  const progress = `${grouped(settledCount(outcomes))} of ${of} have an outcome: ${outcomeCounts(outcomes, operation)}.`;
  const waiting = waitingFor === null ? '' : ` ${asSentence(pen.text(waitingFor))}`;
  const speed = view.speed === null ? '' : ` ${speedSentence(view.speed)}`.trimEnd();
  const sharing = sharedSentences(view, pen)
    .map((sentence) => ` ${sentence}`)
    .join('');
  switch (state.kind) {
    case 'drafted':
      return `A draft, not submitted yet. It lapses ${pen.moment(state.lapsesAt)}.`;
    case 'cancelled':
      return `Cancelled before it was submitted. ${UNTOUCHED}`;
    case 'lapsed':
      return `Lapsed: nobody submitted it in time. ${UNTOUCHED}`;
    case 'pending': {
      const given = decisions.filter(({ verdict }) => verdict === 'approve').length;
      const next = (state.stages ?? []).length > 1 ? stageThatWaits(state, decisions) : null;
      const whose = next === null ? '' : ` by ${pen.name(next.stage.name)}`;
      return `Waiting for approval${whose}: ${given} of ${state.quorum} given. Expires ${pen.moment(state.expiresAt)}.${sharing}`;
    }
    case 'rejected':
      return `Rejected by ${pen.person(state.by)}: ${asSentence(pen.text(state.reason))} ${UNTOUCHED}`;
    case 'withdrawn':
      return `Withdrawn by ${pen.person(state.by)}. ${UNTOUCHED}`;
    case 'expired':
      if (state.unstarted)
        return `Expired ${pen.moment(state.at)}: it was approved and did not start in time. ${UNTOUCHED}`;
      return `Expired ${pen.moment(state.at)} without enough approvals. ${UNTOUCHED}`;
    case 'approved':
      return `Approved ${pen.moment(state.at)}. ${coolDownSentence(view, pen) ?? 'About to start.'}${sharing}${waiting}${startLimit(state, pen)}`;
    case 'running':
      return `Running. ${progress}${speed}${sharing}${waiting}`;
    case 'paused':
      return `Paused: ${asSentence(pen.text(state.reason))} ${progress}${startLimit(state, pen)}`;
    case 'stopping':
      return `Stopping, asked by ${pen.person(state.by)}. Calls under way are finishing. ${progress}${waiting}`;
    case 'stopped':
      return `Stopped by ${pen.person(state.by)}, ended ${pen.moment(state.at)}. Of ${of}: ${outcomeCounts(outcomes, operation)}.`;
    case 'finished':
      return `Finished ${pen.moment(state.at)}. Of ${of}: ${outcomeCounts(outcomes, operation)}.`;
  }
}

/** What happens when, and who can still keep it from happening; null when nothing is waited for. */
export function coolDownSentence({ coolDown }: RequestView, pen: Pen): string | null {
  if (!coolDown || coolDown.nextAt === null) return null;
  return `It cools down and starts ${pen.moment(coolDown.startsAt)}; until then whoever asked or may decide can stop it, and nobody is changed.`;
}

/** What waits for its start does not wait for ever. */
function startLimit({ startBy }: { readonly startBy?: number | undefined }, pen: Pen): string {
  return startBy === undefined ? '' : ` It expires ${pen.moment(startBy)} unless it has started.`;
}

/** "Approved by @bob, 3 March at 10:12", one line per decision, in the order they were made. */
export function decisionLines(view: RequestView, pen: Pen): readonly string[] {
  return view.decisions.map(
    ({ approver, verdict, at, stage }) =>
      `${verdict === 'approve' ? 'Approved' : 'Rejected'} by ${pen.person(approver)}${forStage(stage, pen)}, ${pen.moment(at)}`,
  );
}

const forStage = (stage: string | undefined, pen: Pen): string =>
  stage === undefined || stage === ONLY_STAGE ? '' : ` for ${pen.name(stage)}`;
