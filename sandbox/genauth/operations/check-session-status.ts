import { z } from 'zod';
import { appNotFound, ok } from '../envelope.ts';
import { readOne } from './about-one.ts';
import { poolOperation } from './operation.ts';

export const checkSessionStatus = poolOperation({
  name: 'check-session-status',
  method: 'POST',
  mutates: false,
  input: z.object({ appId: z.string().min(1), userId: z.string().min(1) }),
  people: ({ userId }) => [userId],
  run: (call, { appId, userId }) =>
    readOne(call, { userId, userIdType: 'user_id' }, (user) =>
      call.pool.apps.some((app) => app.appId === appId) ? ok({ active: user.sessions.includes(appId) }) : appNotFound,
    ),
});
