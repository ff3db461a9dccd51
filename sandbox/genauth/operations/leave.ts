import { ok, userNotFound } from '../envelope.ts';
import type { GenAuthUser } from '../user.ts';
import type { Named } from './named-users.ts';
import type { PoolCall } from './operation.ts';
import { settle } from './settle.ts';

/** For good, with every session. */
export function deleteUser(call: PoolCall, user: GenAuthUser): void {
  const { deletedUsers, archivedListShowsDeleted } = call.behaviour;
  if (deletedUsers === 'kept_as_archived' && user.status === 'Archived') {
    call.tell(user.userId, 'deleted', false);
    return;
  }
  const kept = { ...user, status: 'Archived', statusChangedAt: call.nowMs, sessions: [] } as const;
  call.change(user.userId, deletedUsers === 'gone' ? null : kept, 'deleted');
  if (archivedListShowsDeleted) call.archive(user.userId);
}

/** Keeps the profile; ends sessions, takes departments away and bars the door. */
export function resignUser(call: PoolCall, user: GenAuthUser): void {
  if (user.status === 'Resigned') {
    call.tell(user.userId, 'resigned', false);
    return;
  }
  call.change(user.userId, resigned(user, call.nowMs), 'resigned');
}

const resigned = (user: GenAuthUser, nowMs: number): GenAuthUser => ({
  ...user,
  status: 'Resigned',
  statusChangedAt: nowMs,
  updatedAt: nowMs,
  departmentIds: [],
  sessions: [],
});

/** The answer to a batch that says one boolean for everybody. */
export function leaveTogether(
  call: PoolCall,
  named: readonly Named[],
  semantics: PoolCall['behaviour']['deletion'],
  leave: (call: PoolCall, user: GenAuthUser) => void,
) {
  const steps = named.map(({ user }) => ({
    objection: user ? null : userNotFound,
    apply: () => void (user && leave(call, user)),
  }));
  return settle(steps, semantics) ?? ok({ success: true });
}
