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

/** Everything that stands between a preview and its effect besides approvals, one sentence each. */
export function safeguardSentences({
  safeguards,
  traits,
  count,
  protectedCount,
  cap,
  phrase,
}: Told): readonly string[] {
  const ramp = rampWords(count, traits.batchSize, isRamped(traits, count, safeguards));
  const coolDown = coolDownOf(traits, safeguards.coolDownMs, 0);
  return [
    ...(protectedCount > 0 ? [`${people(protectedCount)} left out as protected.`] : []),
    ...(cap === null ? [] : [`Cap: ${cap.arithmetic}`]),
    ...(needsPhrase(traits, count, safeguards) ? [`To submit it you type: ${phrase}`] : []),
    ...(coolDown === null
      ? []
      : [`After the last approval it cools down for ${lengthWords(coolDown.startsAt)}, in which it can be stopped.`]),
    ...(ramp === null ? [] : [`Sent as ${ramp}; each stage is settled and read back before the next.`]),
    ...(safeguards.drift ? [] : ['Accounts are not read again before they are changed.']),
  ];
}
