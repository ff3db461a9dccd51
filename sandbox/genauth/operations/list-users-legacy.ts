import { z } from 'zod';
import { ok } from '../envelope.ts';
import { showUser } from '../show-user.ts';
import { statuses } from '../user.ts';
import { poolOperation } from './operation.ts';
import { cutPage } from './paging.ts';
import { extras, flag, limit, optionalNumber, page } from './parameters.ts';

/** The deprecated list. Its times are in seconds. */
export const listUsersLegacy = poolOperation({
  name: 'list-users',
  method: 'GET',
  mutates: false,
  input: z.object({
    page,
    limit,
    status: z.enum(statuses).optional(),
    updatedAtStart: optionalNumber,
    updatedAtEnd: optionalNumber,
    withPost: flag,
    withUserPasswordExpireTime: flag,
    ...extras,
  }),
  run(call, input) {
    const { status, updatedAtStart = 0, updatedAtEnd = Number.POSITIVE_INFINITY } = input;
    const found = call
      .searchableUsers()
      .filter(
        (user) =>
          (status === undefined || user.status === status) &&
          user.updatedAt >= updatedAtStart * 1_000 &&
          user.updatedAt <= updatedAtEnd * 1_000,
      );
    return ok(cutPage(found, input, (user) => showUser(user, input)));
  },
});
