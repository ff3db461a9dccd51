import { type ReasonDemand, SOME_REASON } from '../requests/reason-demand.ts';
import type { Policy, PolicyRule } from './policy.ts';

function demandOf({ reason: own = {} }: PolicyRule, { reason: usual = {} }: Policy): ReasonDemand {
  const required = own.required ?? usual.required ?? true;
  const tickets = own.tickets ?? usual.tickets ?? [];
  return { required, tickets: required && tickets.length > 0 ? [[...tickets]] : [] };
}

/** What all rules that let somebody ask want of the reason: whichever of them it is approved by, the reason is good enough. */
export function reasonDemandOf(governing: readonly PolicyRule[], policy: Policy): ReasonDemand {
  if (governing.length === 0) return SOME_REASON;
  const demands = governing.map((rule) => demandOf(rule, policy));
  const tickets = new Map(demands.flatMap((one) => one.tickets).map((list) => [list.join(' '), list]));
  return { required: demands.some(({ required }) => required), tickets: [...tickets.values()] };
}
