import { z } from 'zod';
import { deleteUser, leaveTogether } from './leave.ts';
import { findNamed } from './named-users.ts';
import { poolOperation } from './operation.ts';
import { idOptions, list } from './parameters.ts';

export const deleteUsersBatch = poolOperation({
  name: 'delete-users-batch',
  method: 'POST',
  mutates: true,
  input: z.object({ userIds: list, options: idOptions }),
  people: ({ userIds }) => userIds,
  run(call, { userIds, options }) {
    const found = findNamed(call, call.actualUsers(), options.userIdType, userIds);
    if (found.kind === 'refused') return found.why;
    return leaveTogether(call, found.named, call.behaviour.deletion, deleteUser);
  },
});
