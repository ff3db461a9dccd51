import { z } from 'zod';
import { batchAnswer, eachUser, userIdsOf } from './batch.ts';
import type { Operation } from './operation.ts';

const Input = z.object({ suspend: z.boolean() });

/** Sets the state, despite its name: suspending the suspended changes nothing. */
export const batchToggleUserSuspendStatus: Operation = {
  name: 'BatchToggleUserSuspendStatus',
  scope: 'network',
  mutates: true,
  people: userIdsOf,
  run(call) {
    const { suspend } = Input.parse(call.input);
    const what = suspend ? 'suspended' : 'unsuspended';
    const result = eachUser(call, 'User not found', (user) => {
      if (user.suspended === suspend) call.unchanged(user.userId, what);
      else call.change(user.userId, { ...user, suspended: suspend }, what);
      return null;
    });
    return batchAnswer(result);
  },
};
