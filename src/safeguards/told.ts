import type { OperationTraits } from '../directories/operation.ts';
import { people } from '../report/wording.ts';
import type { CapAnswer } from './caps.ts';
import { coolDownOf, lengthWords } from './cool-down.ts';
import { isRamped, rampWords } from './ramp.ts';
import type { Safeguards } from './settings.ts';

export interface Told {
  readonly safeguards: Safeguards;
  readonly traits: OperationTraits;
  readonly count: number;
  /** People who were named and are protected. */
  readonly protectedCount: number;
  readonly cap: CapAnswer | null;
  /** What is said of administrators, if anything. */
  readonly admins: string | null;
  /** People who may approve such requests and whom this one is about. */
  readonly concernedDeciders: number;
  readonly phrase: string;
}

/** Does the requester type a phrase? */
export function needsPhrase(
  traits: Pick<OperationTraits, 'reversible'>,
  count: number,
  { largeFrom }: Pick<Safeguards, 'largeFrom'>,
): boolean {
  return !traits.reversible || count >= largeFrom;
}

function concernedWords(count: number): string {
  const who =
    count === 1 ? '1 person who may approve such requests is' : `${count} people who may approve such requests are`;
  return `${who} among those it would change, and cannot decide on this one.`;
}

/** Everything that stands between a preview and its effect besides approvals, one sentence each. */
export function safeguardSentences({
  safeguards,
  traits,
  count,
  protectedCount,
  cap,
  admins,
  concernedDeciders,
  phrase,
}: Told): readonly string[] {
  const ramp = rampWords(count, traits.batchSize, isRamped(traits, count, safeguards));
  const coolDown = coolDownOf(traits, safeguards.coolDownMs, 0);
  return [
    ...(protectedCount > 0 ? [`${people(protectedCount)} left out as protected.`] : []),
    ...(concernedDeciders > 0 ? [concernedWords(concernedDeciders)] : []),
    ...(admins === null ? [] : [admins]),
    ...(cap === null ? [] : [`Cap: ${cap.arithmetic}`]),
    ...(needsPhrase(traits, count, safeguards) ? [`To submit it you type: ${phrase}`] : []),
    ...(coolDown === null
      ? []
      : [`After the last approval it cools down for ${lengthWords(coolDown.startsAt)}, in which it can be stopped.`]),
    ...(ramp === null ? [] : [`Sent as ${ramp}; each stage is settled and read back before the next.`]),
    ...(safeguards.drift ? [] : ['Accounts are not read again before they are changed.']),
  ];
}
