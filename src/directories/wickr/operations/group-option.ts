import type { Choices, ResolvedChoices } from '../../operation.ts';
import { groupNamed, namesOf } from '../groups.ts';
import type { Group } from '../schema.ts';

/** The option's name, as typed. */
export const GROUP_OPTION = 'group';
/** Where the resolved id is pinned. */
const CHOICE = 'securityGroupId';

/** What was typed for `--group`, or null: then it is the network's default group, where `orDefault` says so. Pure. */
export function chooseGroup(
  typed: string | undefined,
  groups: readonly Group[],
  { orDefault }: { readonly orDefault: boolean },
): ResolvedChoices {
  if (typed !== undefined) {
    const found = groupNamed(typed, groups);
    return found.kind === 'found' ? chosen(found.group) : found;
  }
  const [usual, ...others] = orDefault ? groups.filter(({ isDefault }) => isDefault) : [];
  if (usual !== undefined && others.length === 0) return chosen(usual);
  const why = orDefault ? 'This network has no default security group. ' : '';
  return { kind: 'refused', reason: `${why}Say which security group with --group. There are: ${namesOf(groups)}.` };
}

/** Null when none was pinned. */
export function groupOf(choices: Choices): string | null {
  return choices[CHOICE] ?? null;
}

const chosen = ({ id, name }: Group): ResolvedChoices => ({
  kind: 'chosen',
  choices: { [CHOICE]: id },
  words: `Security group: ${name}`,
});
