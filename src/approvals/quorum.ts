import type { Blast } from '../requests/blast.ts';
import { ONLY_STAGE } from '../requests/request.ts';
import type { Escalation, PolicyRule, Principal } from './policy.ts';

/** One round of approvals that a rule demands of a request. */
export interface DemandedStage {
  readonly name: string;
  readonly decide: readonly Principal[];
  readonly quorum: number;
}

/** The quorum of rules that name none: what cannot be undone takes two others. */
export function defaultQuorum(reversible: boolean): number {
  return reversible ? 1 : 2;
}

/** Does the request reach so far? What the directory did not tell counts as reaching. */
export function reaches({ peopleAbove, shareAbove, anyTarget }: Escalation, blast: Blast): boolean {
  const many = peopleAbove === undefined || blast.people > peopleAbove;
  const largeShare =
    shareAbove === undefined || blast.directorySize === null || blast.people > shareAbove * blast.directorySize;
  const touches = anyTarget === undefined || blast.classes.some((one) => one === 'unknown' || anyTarget.includes(one));
  return many && largeShare && touches;
}

/**
 * Everything a rule demands, round by round. Escalations add up: each can only ask for more people or more rounds, so that
 * a request that reaches further never needs fewer. Null: how far it reaches is not known yet, and nothing escalates.
 */
export function demandedStages(
  rule: PolicyRule,
  blast: Blast | null,
  reversible: boolean,
): readonly [DemandedStage, ...DemandedStage[]] {
  const escalations = blast === null ? [] : (rule.escalate ?? []).filter((one) => reaches(one, blast));
  const atLeast = Math.max(1, ...escalations.map(({ quorum = 1 }) => quorum));
  const own = rule.stages ?? [{ name: ONLY_STAGE, decide: rule.decide, quorum: rule.quorum }];
  const usual = own.length === 1 ? defaultQuorum(reversible) : 1;
  const further = escalations.flatMap(({ stages = [] }) => stages);
  const [first, ...others] = [
    ...own.map((stage) => ({ ...stage, quorum: Math.max(stage.quorum ?? usual, atLeast) })),
    ...further.map((stage) => ({ ...stage, quorum: stage.quorum ?? 1 })),
  ];
  if (!first) throw new Error('A rule has no stage');
  return [first, ...others];
}

/** How many approvals that is altogether. */
export function approvalsNeeded(stages: readonly { readonly quorum: number }[]): number {
  return stages.reduce((sum, { quorum }) => sum + quorum, 0);
}
