import type { SlackUserId } from '../ids.ts';
import type { Blast } from '../requests/blast.ts';
import type { WaitingStage } from '../requests/request.ts';
import type { RightsScope } from '../requests/rights.ts';
import type { Policy, PolicyRule } from './policy.ts';
import { approvalsNeeded, type DemandedStage, demandedStages } from './quorum.ts';
import { governingRules, type Memberships, membersOf } from './rule-matching.ts';
import { byPerson, type Identity } from './same-person.ts';
import { type Seating, seat, waitingStage } from './stages.ts';

export interface DemandOf {
  readonly scope: RightsScope & { readonly reversible: boolean };
  readonly requester: SlackUserId;
  /** Null: not known yet. */
  readonly blast: Blast | null;
}

/** What one rule demands of a request before it may run. */
export interface Demand {
  readonly rule: PolicyRule;
  readonly stages: readonly (DemandedStage & { readonly deciders: ReadonlySet<SlackUserId> })[];
}

/** What each rule that lets this person ask demands; none means that they may not. The requester decides nowhere. */
export function demandsOf(
  policy: Policy,
  { scope, requester, blast }: DemandOf,
  memberships: Memberships,
): readonly Demand[] {
  return governingRules(policy, scope, requester, memberships).map((rule) => ({
    rule,
    stages: demandedStages(rule, blast, scope.reversible).map((stage) => ({
      ...stage,
      deciders: without(membersOf(stage.decide, memberships), requester),
    })),
  }));
}

const without = (people: ReadonlySet<SlackUserId>, one: SlackUserId): ReadonlySet<SlackUserId> =>
  new Set([...people].filter((person) => person !== one));

export function decidersOf(demands: readonly Demand[]): ReadonlySet<SlackUserId> {
  return new Set(demands.flatMap(({ stages }) => stages.flatMap(({ deciders }) => [...deciders])));
}

/** Who said yes to exactly this plan and may, seated in the stages of one demand. */
function seated({ stages }: Demand, voters: readonly Identity[]): Seating & { readonly waiting: number | null } {
  const people = byPerson(voters).map((accounts) => accounts.map(({ id }) => id));
  const seating = seat(stages, people);
  return { ...seating, waiting: waitingStage(stages, seating) };
}

/** Has one rule all that it demands? Approvers of different rules do not add up. */
export function isEnough(demands: readonly Demand[], voters: readonly Identity[]): boolean {
  return demands.some((demand) => seated(demand, voters).waiting === null);
}

/**
 * The stage for which a yes of this person would count now, or null when it would bring none of the demands on: then it is
 * another stage's turn. They must be none of the voters.
 */
export function stageFor(demands: readonly Demand[], person: Identity, voters: readonly Identity[]): string | null {
  for (const demand of demands) {
    const { waiting, filled } = seated(demand, voters);
    if (waiting === null) continue;
    const people = [...byPerson(voters).map((accounts) => accounts.map(({ id }) => id)), [person.id]];
    const then = seat(demand.stages, people);
    const seatedIn = then.stageOf.at(-1) ?? null;
    if (seatedIn === null || (then.filled[waiting] ?? 0) <= (filled[waiting] ?? 0)) continue;
    return demand.stages[seatedIn]?.name ?? null;
  }
  return null;
}

/** Names of the stages that wait, in the rules by which this person decides at all. */
export function stagesBefore(
  demands: readonly Demand[],
  person: SlackUserId,
  voters: readonly Identity[],
): readonly string[] {
  const theirs = demands.filter(({ stages }) => stages.some(({ deciders }) => deciders.has(person)));
  const names = theirs.flatMap((demand) => {
    const { waiting } = seated(demand, voters);
    const stage = waiting === null ? undefined : demand.stages[waiting];
    return stage === undefined ? [] : [stage.name];
  });
  return [...new Set(names)];
}

/** The one that takes the fewest approvals: what people are shown. */
export function lightest([first, ...others]: readonly [Demand, ...Demand[]]): Demand {
  return others.reduce(
    (least, one) => (approvalsNeeded(one.stages) < approvalsNeeded(least.stages) ? one : least),
    first,
  );
}

/** As people read it. */
export function waitingStages({ stages }: Demand): readonly WaitingStage[] {
  return stages.map(({ name, quorum, decide }) => ({
    name,
    quorum,
    users: decide.flatMap((principal) => (principal.kind === 'user' ? [principal.id] : [])),
    groups: decide.flatMap((principal) => (principal.kind === 'group' ? [principal.id] : [])),
  }));
}
