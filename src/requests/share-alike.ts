import type { AccountState } from '../directories/account.ts';
import type { Details } from '../directories/operation.ts';
import type { PlannedChange } from './plan.ts';

const NO_DETAILS: Details = {};

/**
 * Lets changes of one plan share what is alike: of 100,000 people most have the same few states and no details, and an
 * object each would be most of the plan's memory.
 */
export function shareAlike(): (change: PlannedChange) => PlannedChange {
  const states = new Map<string, AccountState>();
  return ({ accountId, state, details }) => {
    const key = `${state.membership} ${state.suspended} ${state.admin} ${state.kind} ${state.nativeStatus ?? ''}`;
    const known = states.get(key);
    if (known === undefined) states.set(key, state);
    return { accountId, state: known ?? state, details: Object.keys(details).length === 0 ? NO_DETAILS : details };
  };
}
