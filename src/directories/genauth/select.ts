import type { AccountId } from '../../ids.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Selected, Selection } from '../directory.ts';
import { accountOf } from './account-of.ts';
import type { GenAuthClient } from './client.ts';
import type { UserFilter } from './requests.ts';
import type { PoolUser } from './schema.ts';
import { valueFrom } from './unavailable.ts';
import { MAX_USERS_PER_CALL } from './user-batch.ts';
import type { Users } from './users.ts';

/** At 50 a call and five calls a second, so many take a preview's patience. */
const MOST_LISTED = 10_000;

export interface SelectParts {
  readonly client: Pick<GenAuthClient, 'listUsers'>;
  readonly users: Pick<Users, 'read'>;
  readonly place: string;
  readonly clock: Clock;
}

/**
 * Everyone who fits all that is given. The search only proposes people, since its index is behind: each is read, and
 * fits or does not as they are now. Throws DirectoryUnavailable.
 */
export async function select(selection: Selection, parts: SelectParts, signal: AbortSignal): Promise<Selected> {
  const { group, pending, expired, suspended, inactiveForMs } = selection;
  if (group !== null || pending || expired) {
    return { kind: 'refused', reason: 'A user pool knows no groups and no open invitations to select people by.' };
  }
  if (!suspended && inactiveForMs === null) {
    return { kind: 'refused', reason: 'A rule that selects everybody is no rule. Say who is meant.' };
  }
  const now = parts.clock.now();
  const ids = new Set<AccountId>();
  for (const filters of searches(selection, now)) {
    const found = await listed(filters, parts, signal);
    if (found.kind === 'refused') return found;
    for (const id of found.ids) ids.add(id);
  }
  const users = await parts.users.read([...ids], signal);
  const fitting = [...users.values()].filter((user) => user !== null && fits(user, selection, now)) as PoolUser[];
  return { kind: 'selected', accounts: fitting.map(accountOf), untold: ids.size - users.size };
}

/** Whoever never logged in shows no last log-in to compare, so there is a search for them alone. */
function searches({ suspended, inactiveForMs }: Selection, now: number): readonly (readonly UserFilter[])[] {
  const stopped: readonly UserFilter[] = suspended ? [{ field: 'status', operator: 'EQUAL', value: 'Suspended' }] : [];
  if (inactiveForMs === null) return [stopped];
  const value = new Date(now - inactiveForMs).toISOString();
  return [
    [...stopped, { field: 'lastLogin', operator: 'LESSER', value }],
    [...stopped, { field: 'lastLogin', operator: 'IS_NULL' }],
  ];
}

async function listed(
  advancedFilter: readonly UserFilter[],
  { client, place }: SelectParts,
  signal: AbortSignal,
): Promise<{ readonly kind: 'listed'; readonly ids: readonly AccountId[] } | Extract<Selected, { kind: 'refused' }>> {
  const ids: AccountId[] = [];
  for (let page = 1; ; page += 1) {
    const { totalCount, users, rowsWithoutId } = valueFrom(
      await client.listUsers({ page, advancedFilter }, signal),
      place,
    );
    if (totalCount > MOST_LISTED) {
      const reason = `That would be ${totalCount} people; at most ${MOST_LISTED} can be gone through at once.`;
      return { kind: 'refused', reason };
    }
    ids.push(...users.map(({ id }) => id));
    if (users.length + rowsWithoutId < MAX_USERS_PER_CALL) return { kind: 'listed', ids };
  }
}

/** Whoever is gone for good is nobody's to select; without a log-in, somebody is as inactive as the account is old. */
function fits(user: PoolUser, { suspended, inactiveForMs }: Selection, now: number): boolean {
  if (user.status === 'archived' || user.status === 'resigned') return false;
  if (suspended && user.status !== 'suspended') return false;
  if (inactiveForMs === null) return true;
  const since = user.lastLoginAt ?? user.createdAt;
  return since !== null && now - since >= inactiveForMs;
}
