import { z } from 'zod';
import { ok } from '../answer.ts';
import type { Operation } from './operation.ts';
import { unameOf } from './user.ts';

const Input = z.object({ unames: z.array(z.string()) });

/** From hash to user name only. A read, although it is a POST and takes a token. */
export const batchLookupUserUname: Operation = {
  name: 'BatchLookupUserUname',
  scope: 'network',
  mutates: false,
  people: (input) => Input.parse(input).unames,
  run(call) {
    const { unames } = Input.parse(call.input);
    const users = call.state.visibleUsers(call.network.networkId, call.nowMs);
    const known = new Map(users.map(({ username }) => [unameOf(username), username]));
    const failed = unames.filter((uname) => !known.has(uname));
    return ok({
      message: failed.length === 0 ? 'success' : 'partial success',
      successful: unames.flatMap((uname) => {
        const username = known.get(uname);
        return username === undefined ? [] : [{ uname, username }];
      }),
      failed: failed.map((uname) => ({ uname, field: 'uname', reason: 'Uname not found' })),
    });
  },
};
