import type { SlackUserGroupId, SlackUserId } from '../ids.ts';
import type { RightsScope } from '../requests/rights.ts';
import type { Policy, PolicyRule, Principal } from './policy.ts';

/** Who is in which user group. */
export type Memberships = ReadonlyMap<SlackUserGroupId, ReadonlySet<SlackUserId>>;

export function matches(rule: PolicyRule, scope: RightsScope): boolean {
  const covers = (listed: readonly string[] | '*', value: string) => listed === '*' || listed.includes(value);
  return covers(rule.directories, scope.directory) && covers(rule.operations, scope.operation);
}

/** Everybody the principals stand for. A group that could not be expanded stands for nobody. */
export function membersOf(principals: readonly Principal[], memberships: Memberships): ReadonlySet<SlackUserId> {
  const people = new Set<SlackUserId>();
  for (const principal of principals) {
    if (principal.kind === 'user') people.add(principal.id);
    else for (const member of memberships.get(principal.id) ?? []) people.add(member);
  }
  return people;
}

/** The rules by which this person may ask for this. None means: may not. */
export function governingRules(
  policy: Policy,
  scope: RightsScope,
  requester: SlackUserId,
  memberships: Memberships,
): readonly PolicyRule[] {
  return policy.rules.filter((rule) => matches(rule, scope) && membersOf(rule.ask, memberships).has(requester));
}

/** The groups that must be expanded before these rules can be judged. */
export function groupsOf(rules: readonly PolicyRule[]): readonly SlackUserGroupId[] {
  const ids = rules
    .flatMap(({ ask, decide, stages = [], escalate = [] }) => [
      ...ask,
      ...decide,
      ...[...stages, ...escalate.flatMap((one) => one.stages ?? [])].flatMap((stage) => stage.decide),
    ])
    .flatMap((principal) => (principal.kind === 'group' ? [principal.id] : []));
  return [...new Set(ids)];
}
