import { ok } from '../answer.ts';
import type { Operation } from './operation.ts';

/** `total` includes the rejected, as in AWS's sample and against its prose. */
export const getUsersCount: Operation = {
  name: 'GetUsersCount',
  scope: 'network',
  mutates: false,
  run(call) {
    const users = call.state.visibleUsers(call.network.networkId, call.nowMs);
    const pending = users.filter((user) => user.status === 1).length;
    const active = users.filter((user) => user.status === 2).length;
    const { rejected } = call.network;
    return ok({ pending, active, rejected, remaining: 0, total: pending + active + rejected });
  },
};
