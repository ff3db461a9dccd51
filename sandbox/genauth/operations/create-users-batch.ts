import { z } from 'zod';
import { ok } from '../envelope.ts';
import { showUser } from '../show-user.ts';
import { createOptions, planNewUsers } from './create.ts';
import { fields } from './fields.ts';
import { poolOperation } from './operation.ts';
import { settle } from './settle.ts';

export const createUsersBatch = poolOperation({
  name: 'create-users-batch',
  method: 'POST',
  mutates: true,
  input: z.object({ list: z.array(z.object(fields)), options: createOptions }),
  people: ({ list }) => list.map(({ email, username, phone }) => email ?? username ?? phone ?? ''),
  run(call, { list, options }) {
    const planned = planNewUsers(call, list, options);
    const { creation } = call.behaviour;
    const failed = settle(planned, creation === 'skip_conflicts' ? 'ignore_unknown' : creation);
    if (failed) return failed;
    const created = planned.filter(({ objection }) => objection === null);
    return ok(call.shuffle(created).map(({ user }) => showUser(user)));
  },
});
