import { z } from 'zod';
import { appNotFound, ok } from '../envelope.ts';
import { changeOne } from './about-one.ts';
import { poolOperation } from './operation.ts';
import { idOptions, list } from './parameters.ts';

/** Signs one user out of applications. */
export const kickUsers = poolOperation({
  name: 'kick-users',
  method: 'POST',
  mutates: true,
  input: z.object({ userId: z.string().min(1), appIds: list, options: idOptions }),
  people: ({ userId }) => [userId],
  run: (call, { userId, appIds, options }) =>
    changeOne(call, { userId, userIdType: options.userIdType }, (user) => {
      const known = new Set(call.pool.apps.map((app) => app.appId));
      if (!appIds.every((appId) => known.has(appId))) return appNotFound;
      const ended = user.sessions.filter((appId) => appIds.includes(appId));
      const sessions = user.sessions.filter((appId) => !appIds.includes(appId));
      if (ended.length === 0) call.tell(user.userId, 'signed-out', false);
      else call.change(user.userId, { ...user, sessions }, 'signed-out', ended.join(' '));
      return ok({ success: true });
    }),
});
