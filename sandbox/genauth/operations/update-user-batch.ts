import { z } from 'zod';
import { malformed, ok } from '../envelope.ts';
import { showUser } from '../show-user.ts';
import { fields } from './fields.ts';
import { poolOperation } from './operation.ts';
import { settle } from './settle.ts';
import { planUpdates, updateOptions } from './update.ts';

/** Knows native ids only. What is false success elsewhere shows everybody as they were. */
export const updateUserBatch = poolOperation({
  name: 'update-user-batch',
  method: 'POST',
  mutates: true,
  input: z.object({
    list: z.array(z.object({ ...fields, userId: z.string().min(1) })),
    options: z.object(updateOptions).nullish(),
  }),
  people: ({ list }) => list.map(({ userId }) => userId),
  run(call, { list, options }) {
    const { duplicateIds, update } = call.behaviour;
    const distinct = new Set(list.map(({ userId }) => userId)).size;
    if (distinct < list.length && duplicateIds === 'refuse') return malformed('list');
    const users = new Map(call.actualUsers().map((user) => [user.userId, user]));
    const updates = list.map(({ userId, ...given }) => ({ user: users.get(userId) ?? null, fields: given }));
    for (const { userId } of list) if (!users.has(userId)) call.violation('unknown-id', userId);

    const planned = planUpdates(call, updates, options);
    const failed = settle(planned, update);
    if (failed) return failed;
    const shown =
      update === 'false_success'
        ? updates.flatMap(({ user }) => (user ? [user] : []))
        : planned.flatMap(({ next, objection }) => (next && !objection ? [next] : []));
    return ok(call.shuffle(shown).map((user) => showUser(user)));
  },
});
