import { z } from 'zod';
import { ok } from '../envelope.ts';
import { readOne } from './about-one.ts';
import { poolOperation } from './operation.ts';
import { cutPage } from './paging.ts';
import { limit, optionalNumber, page, userIdType } from './parameters.ts';
import { showApp } from './show-app.ts';

export const getUserLoginHistory = poolOperation({
  name: 'get-user-login-history',
  method: 'GET',
  mutates: false,
  input: z.object({
    userId: z.string().min(1),
    userIdType,
    appId: z.string().optional(),
    clientIp: z.string().optional(),
    start: optionalNumber,
    end: optionalNumber,
    page,
    limit,
  }),
  people: ({ userId }) => [userId],
  run: (call, input) =>
    readOne(call, input, (user) => {
      const { appId, clientIp, start = 0, end = Number.POSITIVE_INFINITY } = input;
      const logins = user.logins.filter(
        (login) =>
          (appId === undefined || login.appId === appId) &&
          (clientIp === undefined || login.clientIp === clientIp) &&
          login.at >= start &&
          login.at <= end,
      );
      return ok(
        cutPage(logins, input, (login) => ({
          ...showApp(call.pool.apps, login.appId),
          clientIp: login.clientIp,
          userAgent: login.userAgent,
          time: new Date(login.at).toISOString(),
        })),
      );
    }),
});
