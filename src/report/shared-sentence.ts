import type { RequestView, SharedWith } from '../requests/view.ts';
import type { Pen } from './pen.ts';
import { grouped, verbAndPeople } from './wording.ts';

const theirs = ({ id, requester, operation, people }: SharedWith, pen: Pen): string =>
  `request \`${id}\` (“${pen.name(verbAndPeople(operation, people))}”, asked by ${pen.person(requester)})`;

const ours = (shared: number): string => (shared === 1 ? '1 of these people' : `${grouped(shared)} of these people`);

function holds(other: SharedWith, pen: Pen): string {
  const waiting = `Waiting for ${theirs(other, pen)}, which comes first with ${ours(other.shared)}`;
  if (other.state === 'paused') return `${waiting} and is paused: it has to be resumed or stopped.`;
  return other.until === null ? `${waiting}.` : `${waiting} and may take until ${pen.moment(other.until)}.`;
}

function overlaps(other: SharedWith, pen: Pen): string {
  const where = other.state === 'pending' ? 'waits for approval too' : `is ${other.state}`;
  return `Another open request is about ${ours(other.shared)}: ${theirs(other, pen)} ${where}.`;
}

/**
 * What other requests about the same people mean for this one, or nothing: a warning before it is approved, and afterwards
 * whom it waits for.
 */
export function sharedSentences({ request, sharedWith }: RequestView, pen: Pen): readonly string[] {
  const approved = request.state.kind === 'approved' || request.state.kind === 'running';
  // One is named, since a list would crowd out everything else on a card; of the others there is only their number.
  const [first, ...others] = sharedWith;
  if (!first) return [];
  const named = approved ? holds(first, pen) : overlaps(first, pen);
  const rest =
    others.length === 0
      ? []
      : [`${others.length === 1 ? '1 more is' : `${grouped(others.length)} more are`} about some of them.`];
  const rule = !approved ? ['Nobody is changed by two at once: what is approved first goes first.'] : [];
  return [named, ...rest, ...rule];
}
