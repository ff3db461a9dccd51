import { z } from 'zod';
import { ok } from '../envelope.ts';
import { changeOne } from './about-one.ts';
import { resignUser as resign } from './leave.ts';
import { poolOperation } from './operation.ts';
import { userIdType } from './parameters.ts';

export const resignUser = poolOperation({
  name: 'resign-user',
  method: 'POST',
  mutates: true,
  input: z.object({ userId: z.string().min(1), userIdType }),
  people: ({ userId }) => [userId],
  run: (call, input) =>
    changeOne(call, input, (user) => {
      if (call.behaviour.resignation !== 'false_success') resign(call, user);
      return ok({ success: true });
    }),
});
