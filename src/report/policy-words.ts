import type { Escalation, Policy, PolicyRule, Principal, Stage } from '../approvals/policy.ts';
import { reasonDemandOf } from '../approvals/reason-demand.ts';
import { ticketWords } from '../requests/reason-demand.ts';
import { listed } from './wording.ts';

/** The policy in the words of a terminal: ids as they are. */

const ids = (principals: readonly Principal[]): string => principals.map(({ id }) => id).join(', ');

const scope = (names: readonly string[] | '*', everything: string): string =>
  names === '*' ? everything : listed(names);

function quorumWords(quorum: number | null, isOnly: boolean): string {
  if (quorum !== null) return `${quorum} of`;
  return isOnly ? '1 (2 for what cannot be undone) of' : '1 of';
}

const stageWords = ({ name, decide, quorum }: Stage, isOnly: boolean): string =>
  `${name}: ${quorumWords(quorum, isOnly)} ${ids(decide)}`;

/** "more than 50 people, and more than 5 % of the directory" */
export function conditionWords({ peopleAbove, shareAbove, anyTarget }: Escalation): string {
  return [
    peopleAbove === undefined ? '' : `more than ${peopleAbove} people`,
    shareAbove === undefined ? '' : `more than ${Number((shareAbove * 100).toFixed(3))} % of the directory`,
    anyTarget === undefined ? '' : `anybody who is ${anyTarget.join(' or ')}`,
  ]
    .filter((part) => part !== '')
    .join(', and ');
}

function escalationLine(escalation: Escalation): string {
  const { quorum, stages = [] } = escalation;
  const demands = [
    ...(quorum === undefined ? [] : [`at least ${quorum} in every stage of the rule`]),
    ...stages.map((stage) => `then ${stageWords(stage, false)}`),
  ];
  return `for ${conditionWords(escalation)}: ${demands.join('; ')}`;
}

function reasonLine(rule: PolicyRule, policy: Policy): string {
  const demand = reasonDemandOf([rule], policy);
  const tickets = ticketWords(demand);
  if (!demand.required) return 'reason: may be left out';
  return `reason: required${tickets === null ? '' : `, and has to name ${tickets}`}`;
}

/** What a rule says, in lines: what it is about, then who may do what. */
export function ruleWords(
  rule: PolicyRule,
  policy: Policy,
): { readonly title: string; readonly lines: readonly string[] } {
  const { stages } = rule;
  const approve =
    stages === undefined
      ? rule.decide.length === 0
        ? []
        : [`approve: ${quorumWords(rule.quorum, true)} ${ids(rule.decide)}`]
      : [
          'approve, in order:',
          ...stages.map((stage, index) => `  ${index + 1}. ${stageWords(stage, stages.length === 1)}`),
        ];
  return {
    title: `${scope(rule.operations, 'every operation')} in ${scope(rule.directories, 'every directory')}`,
    lines: [
      `ask: ${ids(rule.ask)}`,
      ...approve,
      ...(rule.escalate ?? []).map(escalationLine),
      reasonLine(rule, policy),
    ],
  };
}
