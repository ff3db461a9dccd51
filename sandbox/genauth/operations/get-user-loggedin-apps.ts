import { z } from 'zod';
import { ok } from '../envelope.ts';
import { readOne } from './about-one.ts';
import { poolOperation } from './operation.ts';
import { userIdType } from './parameters.ts';
import { showApp } from './show-app.ts';

export const getUserLoggedinApps = poolOperation({
  name: 'get-user-loggedin-apps',
  method: 'GET',
  mutates: false,
  input: z.object({ userId: z.string().min(1), userIdType }),
  people: ({ userId }) => [userId],
  run: (call, input) =>
    readOne(call, input, (user) => ok(call.shuffle(user.sessions).map((appId) => showApp(call.pool.apps, appId)))),
});
