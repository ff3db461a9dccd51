import { z } from 'zod';
import { badRequest, notFound, ok } from '../answer.ts';
import type { Operation } from './operation.ts';
import { showUserDetails } from './user.ts';

const Input = z.object({ userId: z.string() });

/** AWS's samples have both 404 and 400 for an unknown id. */
export const getUser: Operation = {
  name: 'GetUser',
  scope: 'network',
  mutates: false,
  run(call) {
    const user = call.visible(Input.parse(call.input).userId);
    if (user) return ok(showUserDetails(user));
    return call.behaviour.unknownUser === 404 ? notFound('User not found.') : badRequest('Invalid userId.');
  },
};
