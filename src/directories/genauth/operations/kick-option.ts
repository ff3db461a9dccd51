import type { Choices, ResolvedChoices } from '../../operation.ts';

/** The option's name, as typed, and where the choice is pinned. */
export const KICK_OPTION = 'kick';

/** Pure. */
export function chooseKick(typed: string | undefined): ResolvedChoices {
  switch (typed?.trim().toLowerCase()) {
    case undefined:
    case 'no':
      return { kind: 'chosen', choices: {}, words: null };
    case 'yes':
      return { kind: 'chosen', choices: { [KICK_OPTION]: 'yes' }, words: 'Present log-ins are ended as well' };
    default:
      return { kind: 'refused', reason: '--kick takes yes or no: whether present log-ins are ended as well.' };
  }
}

export const alsoKicks = (choices: Choices): boolean => choices[KICK_OPTION] === 'yes';
