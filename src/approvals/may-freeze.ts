import type { SlackUserId } from '../ids.ts';
import type { Policy, PolicyRule, Principal } from './policy.ts';
import { type Memberships, membersOf } from './rule-matching.ts';

/** Everybody whom a rule names as a decider, in whatever round. */
function decidersNamed({ decide, stages = [], escalate = [] }: PolicyRule): readonly Principal[] {
  const rounds = [...stages, ...escalate.flatMap((one) => one.stages ?? [])];
  return [...decide, ...rounds.flatMap((stage) => stage.decide)];
}

/** Whoever may decide on anything may stop everything. */
export function mayFreeze({ rules }: Policy, person: SlackUserId, memberships: Memberships): boolean {
  return rules.some((rule) => membersOf(decidersNamed(rule), memberships).has(person));
}

export const MAY_NOT_FREEZE =
  'Only those who may decide on requests can freeze Muster or let it go on. Nothing was changed.';
