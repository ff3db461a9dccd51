import { z } from 'zod';
import { ok } from '../envelope.ts';
import { showUser } from '../show-user.ts';
import { changeOne } from './about-one.ts';
import { fields } from './fields.ts';
import { poolOperation } from './operation.ts';
import { userIdType } from './parameters.ts';
import { planUpdates, updateOptions } from './update.ts';

export const updateUser = poolOperation({
  name: 'update-user',
  method: 'POST',
  mutates: true,
  input: z.object({
    ...fields,
    userId: z.string().min(1),
    options: z.object({ ...updateOptions, userIdType }).nullish(),
  }),
  people: ({ userId }) => [userId],
  run: (call, { userId, options, ...given }) =>
    changeOne(call, { userId, userIdType: options?.userIdType ?? 'user_id' }, (user) => {
      const [planned] = planUpdates(call, [{ user, fields: given }], options);
      if (!planned?.next) throw new Error('a user who is there can be planned for');
      if (planned.objection) return planned.objection;
      if (call.behaviour.update === 'false_success') return ok(showUser(user));
      planned.apply();
      return ok(showUser(planned.next));
    }),
});
