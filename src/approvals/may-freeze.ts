import type { SlackUserId } from '../ids.ts';
import type { Policy } from './policy.ts';
import { includes, type Memberships } from './rights.ts';

/** Whoever may decide on anything may stop everything. */
export function mayFreeze({ rules }: Policy, person: SlackUserId, memberships: Memberships): boolean {
  return rules.some(({ decide }) => includes(decide, person, memberships));
}

export const MAY_NOT_FREEZE =
  'Only those who may decide on requests can freeze Muster or let it go on. Nothing was changed.';
