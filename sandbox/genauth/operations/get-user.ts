import { z } from 'zod';
import { ok } from '../envelope.ts';
import { showUser } from '../show-user.ts';
import { readOne } from './about-one.ts';
import { poolOperation } from './operation.ts';
import { extras, flag, userIdType } from './parameters.ts';

export const getUser = poolOperation({
  name: 'get-user',
  method: 'GET',
  mutates: false,
  input: z.object({ userId: z.string().min(1), userIdType, withPost: flag, ...extras }),
  people: ({ userId }) => [userId],
  run: (call, input) => readOne(call, input, (user) => ok(showUser(user, input))),
});
