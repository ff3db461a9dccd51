import { z } from 'zod';
import { ok } from '../envelope.ts';
import { showUser } from '../show-user.ts';
import { createOptions, planNewUsers } from './create.ts';
import { fields } from './fields.ts';
import { poolOperation } from './operation.ts';

export const createUser = poolOperation({
  name: 'create-user',
  method: 'POST',
  mutates: true,
  input: z.object({ ...fields, options: createOptions }),
  people: ({ email, username, phone }) => [email ?? username ?? phone ?? ''],
  run(call, { options, ...row }) {
    const [planned] = planNewUsers(call, [row], options);
    if (!planned) throw new Error('one row makes one plan');
    if (planned.objection) return planned.objection;
    planned.apply();
    return ok(showUser(planned.user));
  },
});
