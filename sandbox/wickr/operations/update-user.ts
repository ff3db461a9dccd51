import { z } from 'zod';
import { badRequest, notFound, ok } from '../answer.ts';
import type { Operation } from './operation.ts';

const Input = z.object({
  userId: z.string(),
  userDetails: z
    .object({
      firstName: z.string().optional(),
      lastName: z.string().optional(),
      username: z.string().optional(),
      securityGroupIds: z.array(z.string()).optional(),
    })
    .default({}),
});

/** Whether the real service leaves omitted details alone is not documented; here it does. */
export const updateUser: Operation = {
  name: 'UpdateUser',
  scope: 'network',
  mutates: true,
  people: (input) => [Input.parse(input).userId],
  run(call) {
    const { userId, userDetails } = Input.parse(call.input);
    const user = call.actual(userId);
    if (!user) {
      call.violation('unknown-id', userId);
      return notFound('User not found.');
    }
    const failure = call.itemFailure(userId, 0);
    if (failure !== null) return badRequest(failure);
    const next = {
      ...user,
      firstName: userDetails.firstName ?? user.firstName,
      lastName: userDetails.lastName ?? user.lastName,
      username: userDetails.username ?? user.username,
      securityGroups: userDetails.securityGroupIds ?? user.securityGroups,
    };
    if (JSON.stringify(next) === JSON.stringify(user)) call.unchanged(userId, 'updated');
    else call.change(userId, next, 'updated');
    return ok({
      userId,
      networkId: call.network.networkId,
      suspended: next.suspended,
      securityGroupIds: next.securityGroups,
      firstName: next.firstName,
      lastName: next.lastName,
      modified: Math.floor(call.nowMs / 1_000),
      status: next.status,
    });
  },
};
