import type { Policy, PolicyRule } from '../approvals/policy.ts';
import type { WrittenPolicy, WrittenRule } from './policy-schema.ts';

/** A rule that names no directories is for the only one there is; where there are several it is refused elsewhere. */
export function ruleOf({ directories = '*', decide = [], ...rest }: WrittenRule): PolicyRule {
  return { directories, decide, ...rest };
}

/** The policy that Muster decides by, as it was written and with what was left out. */
export function policyOf({ expiresAfter, startsWithin, remindAfter, reason, rules }: WrittenPolicy): Policy {
  return {
    rules: rules.map(ruleOf),
    expiresAfterMs: expiresAfter,
    startsWithinMs: startsWithin,
    remindAfterMs: remindAfter,
    reason: { required: reason.required ?? true, tickets: reason.tickets ?? [] },
  };
}
