import { Document, isScalar, visit } from 'yaml';
import type { Escalation, Policy, PolicyRule, Principal, ReasonRule, Stage } from '../approvals/policy.ts';
import { durationText } from './duration.ts';

const ids = (principals: readonly Principal[]) => principals.map(({ id }) => id);

const stage = ({ name, decide, quorum }: Stage) => ({ name, decide: ids(decide), quorum: quorum ?? 1 });

const percent = (share: number): string => `${Number((share * 100).toFixed(3))}%`;

function escalation({ shareAbove, stages, ...rest }: Escalation) {
  return {
    ...rest,
    ...(shareAbove === undefined ? {} : { shareAbove: percent(shareAbove) }),
    ...(stages === undefined ? {} : { stages: stages.map(stage) }),
  };
}

function reasonOf({ reason: own = {} }: PolicyRule, usual: ReasonRule) {
  const required = own.required ?? usual.required ?? true;
  return { required, tickets: required ? (own.tickets ?? usual.tickets ?? []) : [] };
}

function ruleOf(rule: PolicyRule, usual: ReasonRule) {
  const { stages, decide } = rule;
  const only = stages?.length === 1 ? stages[0] : undefined;
  return {
    directories: rule.directories,
    operations: rule.operations,
    ask: ids(rule.ask),
    ...(stages === undefined && decide.length > 0 ? { decide: ids(decide), quorum: rule.quorum } : {}),
    ...(stages === undefined
      ? {}
      : { stages: stages.map((one) => ({ ...stage(one), ...(one === only ? { quorum: one.quorum } : {}) })) }),
    escalate: (rule.escalate ?? []).map(escalation),
    reason: reasonOf(rule, usual),
  };
}

const BY_TIER = ' 1, and 2 for what cannot be undone';

/** The policy as it could stand in muster.yaml, with everything written out that was left to its default. */
export function policyText(policy: Policy): string {
  const { reason = {} } = policy;
  const written = {
    policy: {
      expiresAfter: durationText(policy.expiresAfterMs),
      startsWithin: durationText(policy.startsWithinMs ?? 0),
      remindAfter: (policy.remindAfterMs ?? []).map(durationText),
      reason: { required: reason.required ?? true, tickets: reason.tickets ?? [] },
      rules: policy.rules.map((rule) => ruleOf(rule, reason)),
    },
  };
  const document = new Document(written, { aliasDuplicateObjects: false });
  visit(document, {
    Seq: (_, list) => {
      list.flow = list.items.every(isScalar);
    },
  });
  for (const [index, { stages }] of policy.rules.entries()) {
    const path = ['policy', 'rules', index, ...(stages?.length === 1 ? ['stages', 0] : []), 'quorum'];
    const quorum = document.getIn(path, true);
    if (isScalar(quorum) && quorum.value === null) quorum.comment = BY_TIER;
  }
  return document.toString({ lineWidth: 120, flowCollectionPadding: false });
}
