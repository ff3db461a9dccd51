import type { AccountState } from '../directories/account.ts';
import type { PersonStory } from '../requests/person-story.ts';
import { targetKindWords } from './counts.ts';
import type { OperationInfo } from './operation-info.ts';
import type { Pen } from './pen.ts';
import { asSentence, capitalized, listed } from './wording.ts';

/** "active, suspended, an administrator". What the directory did not say is left out. */
function stateOf({ membership, suspended, admin }: AccountState): string {
  const parts = [
    ...(membership === 'unknown' ? [] : [membership === 'pending' ? 'invited' : 'active']),
    ...(suspended === 'unknown' ? [] : [suspended ? 'suspended' : 'not suspended']),
    ...(admin === true ? ['an administrator'] : []),
  ];
  return parts.join(', ') || 'unknown';
}

function outcomeSentence({ target, outcome }: PersonStory, operation: OperationInfo, pen: Pen): string {
  if (target !== 'will-change') return `Left out: ${targetKindWords(target, operation)}.`;
  if (outcome === null) return 'Nothing has come of it for this person.';
  const when = pen.moment(outcome.at);
  if (outcome.kind === 'succeeded') return `${capitalized(operation.words.done)}, ${when}.`;
  const reason = outcome.reason === null ? '' : `: ${asSentence(pen.text(outcome.reason))}`;
  return reason === '' ? `${capitalized(outcome.kind)}, ${when}.` : `${capitalized(outcome.kind)}, ${when}${reason}`;
}

function beforeAndAfter({ outcome }: PersonStory): readonly string[] {
  if (!outcome?.before) return [];
  const before = `Before: ${stateOf(outcome.before)}.`;
  if (outcome.after) return [`${before} Read back afterwards: ${stateOf(outcome.after)}.`];
  return [outcome.evidence === 'answer' ? `${before} The directory confirmed it in its answer.` : before];
}

function why(reason: string | null, pen: Pen): string {
  return reason === null ? '' : ` “${pen.text(reason)}”`;
}

/** What was done to one person, by whom asked and approved, why, and with what outcome: a sentence each. */
export function storySentences(story: PersonStory, operation: OperationInfo, pen: Pen): readonly string[] {
  const { asked, decisions } = story;
  const yes = decisions.filter(({ verdict }) => verdict === 'approve').map(({ by }) => pen.person(by));
  const no = decisions.filter(({ verdict }) => verdict === 'reject');
  return [
    outcomeSentence(story, operation, pen),
    `Asked for by ${pen.person(asked.by)}.${why(asked.reason, pen)}`,
    ...(yes.length === 0 ? [] : [`Approved by ${listed(yes)}.`]),
    ...no.map(({ by, reason }) => `Rejected by ${pen.person(by)}.${why(reason, pen)}`),
    ...beforeAndAfter(story),
  ];
}
