import { ok } from '../answer.ts';
import { eachUser, userIdsOf } from './batch.ts';
import type { Operation } from './operation.ts';

/** Sends another invitation each time. As in AWS's samples, the answer has no `message` and failures have no `field`. */
export const batchReinviteUser: Operation = {
  name: 'BatchReinviteUser',
  scope: 'network',
  mutates: true,
  people: userIdsOf,
  run(call) {
    const result = eachUser(call, 'user not found in current network', (user) => {
      if (user.status !== 1) return 'user cannot be reinvited';
      call.change(user.userId, { ...user, isInviteExpired: false }, 'reinvited');
      return null;
    });
    return ok(result);
  },
};
