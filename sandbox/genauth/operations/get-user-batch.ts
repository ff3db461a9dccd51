import { z } from 'zod';
import { ok, userNotFound } from '../envelope.ts';
import { showUser } from '../show-user.ts';
import { findNamed } from './named-users.ts';
import { poolOperation } from './operation.ts';
import { extras, list, userIdType } from './parameters.ts';

export const getUserBatch = poolOperation({
  name: 'get-user-batch',
  method: 'GET',
  mutates: false,
  input: z.object({ userIds: list, userIdType, ...extras }),
  people: ({ userIds }) => userIds,
  run(call, input) {
    const found = findNamed(call, call.visibleUsers(), input.userIdType, input.userIds);
    if (found.kind === 'refused') return found.why;
    const users = found.named.flatMap(({ user }) => (user ? [user] : []));
    const missing = found.named.some(({ user }) => user === null);
    if (missing && call.behaviour.getUserBatch === 'fail_all') return userNotFound;
    return ok(call.shuffle(users).map((user) => showUser(user, input)));
  },
});
