import type { SlackUserGroupId, SlackUserId } from '../ids.ts';
import type { RightsScope } from '../requests/rights.ts';
import type { Policy, PolicyRule, Principal } from './policy.ts';

/** Who is in which user group, as Slack said a moment ago. */
export type Memberships = ReadonlyMap<SlackUserGroupId, ReadonlySet<SlackUserId>>;

export function matches(rule: PolicyRule, scope: RightsScope): boolean {
  const covers = (listed: readonly string[] | '*', value: string) => listed === '*' || listed.includes(value);
  return covers(rule.directories, scope.directory) && covers(rule.operations, scope.operation);
}

/** Does one of the principals stand for this person? */
export function includes(principals: readonly Principal[], person: SlackUserId, memberships: Memberships): boolean {
  return principals.some((principal) =>
    principal.kind === 'user' ? principal.id === person : (memberships.get(principal.id)?.has(person) ?? false),
  );
}

/** A rule that lets somebody ask, with the quorum it takes for what is asked. */
export type GoverningRule = PolicyRule & { readonly quorum: number };

/** The quorum of rules that name none: what cannot be undone takes two others. */
export function defaultQuorum(reversible: boolean): number {
  return reversible ? 1 : 2;
}

/** The rules by which this person may ask for this. None means: may not. */
export function governingRules(
  policy: Policy,
  scope: RightsScope & { readonly reversible: boolean },
  requester: SlackUserId,
  memberships: Memberships,
): readonly GoverningRule[] {
  return policy.rules
    .filter((rule) => matches(rule, scope) && includes(rule.ask, requester, memberships))
    .map((rule) => ({ ...rule, quorum: rule.quorum ?? defaultQuorum(scope.reversible) }));
}

/** Everyone a rule lets decide on this person's request. The requester is never among them. */
export function decidersOf(
  rule: PolicyRule,
  requester: SlackUserId,
  memberships: Memberships,
): ReadonlySet<SlackUserId> {
  const people = new Set<SlackUserId>();
  for (const principal of rule.decide) {
    if (principal.kind === 'user') people.add(principal.id);
    else for (const member of memberships.get(principal.id) ?? []) people.add(member);
  }
  people.delete(requester);
  return people;
}

/** May this person decide on that requester's request? Four eyes come before any other right. */
export function mayDecide(
  governing: readonly PolicyRule[],
  requester: SlackUserId,
  person: SlackUserId,
  memberships: Memberships,
): boolean {
  return person !== requester && governing.some((rule) => includes(rule.decide, person, memberships));
}

/** Have enough different people that one governing rule names said yes? */
export function quorumReached(
  governing: readonly GoverningRule[],
  requester: SlackUserId,
  approvers: readonly SlackUserId[],
  memberships: Memberships,
): boolean {
  const yes = new Set(approvers);
  return governing.some((rule) => {
    const deciders = decidersOf(rule, requester, memberships);
    return [...yes].filter((person) => deciders.has(person)).length >= rule.quorum;
  });
}

/** The fewest approvals that can be enough. */
export function smallestQuorum(governing: readonly GoverningRule[]): number {
  return Math.min(...governing.map((rule) => rule.quorum));
}

/** The groups that must be expanded before these rules can be judged. */
export function groupsOf(rules: readonly PolicyRule[]): readonly SlackUserGroupId[] {
  const ids = rules
    .flatMap((rule) => [...rule.ask, ...rule.decide])
    .flatMap((principal) => (principal.kind === 'group' ? [principal.id] : []));
  return [...new Set(ids)];
}
