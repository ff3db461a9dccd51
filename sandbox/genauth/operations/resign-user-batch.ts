import { z } from 'zod';
import { leaveTogether, resignUser } from './leave.ts';
import { findNamed } from './named-users.ts';
import { poolOperation } from './operation.ts';
import { list, userIdType } from './parameters.ts';

export const resignUserBatch = poolOperation({
  name: 'resign-user-batch',
  method: 'POST',
  mutates: true,
  input: z.object({ userIds: list, userIdType }),
  people: ({ userIds }) => userIds,
  run(call, input) {
    const found = findNamed(call, call.actualUsers(), input.userIdType, input.userIds);
    if (found.kind === 'refused') return found.why;
    return leaveTogether(call, found.named, call.behaviour.resignation, resignUser);
  },
});
