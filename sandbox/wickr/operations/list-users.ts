import { z } from 'zod';
import type { Behaviour } from '../behaviour.ts';
import type { WickrUser } from '../state.ts';
import type { Operation } from './operation.ts';
import { page, type SortKeys } from './paging.ts';
import { showUser } from './user.ts';

const Input = z.object({
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  username: z.string().optional(),
  status: z.number().optional(),
  groupId: z.string().optional(),
});

const sortKeys: SortKeys<WickrUser> = {
  username: (user) => user.username.toLowerCase(),
  firstName: (user) => user.firstName.toLowerCase(),
  lastName: (user) => user.lastName.toLowerCase(),
  status: (user) => user.status,
  groupId: (user) => user.securityGroups.join(' '),
};

export const listUsers: Operation = {
  name: 'ListUsers',
  scope: 'network',
  mutates: false,
  run(call) {
    const wanted = Input.parse(call.input);
    const matches = textMatcher(call.behaviour.usernameFilter);
    const users = call.state.visibleUsers(call.network.networkId, call.nowMs);
    const items = () =>
      users.filter(
        (user) =>
          matches(user.username, wanted.username) &&
          matches(user.firstName, wanted.firstName) &&
          matches(user.lastName, wanted.lastName) &&
          (wanted.status === undefined || user.status === wanted.status) &&
          (wanted.groupId === undefined || user.securityGroups.includes(wanted.groupId)),
      );
    // How names match may be another way the next time.
    const byName = (wanted.username ?? wanted.firstName ?? wanted.lastName) !== undefined;
    const from = byName ? {} : { from: users };
    return page(call.input, { operation: 'ListUsers', member: 'users', ...from, items, sortKeys, show: showUser });
  },
};

/** The real match mode is not documented, so a client has to be right under each of them. */
function textMatcher(mode: Behaviour['usernameFilter']) {
  return (value: string, wanted: string | undefined): boolean => {
    if (wanted === undefined) return true;
    switch (mode) {
      case 'exact':
        return value === wanted;
      case 'prefix':
        return value.toLowerCase().startsWith(wanted.toLowerCase());
      case 'substring':
        return value.toLowerCase().includes(wanted.toLowerCase());
    }
  };
}
