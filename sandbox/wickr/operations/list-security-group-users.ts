import { z } from 'zod';
import { notFound } from '../answer.ts';
import type { WickrUser } from '../state.ts';
import type { Operation } from './operation.ts';
import { page, type SortKeys } from './paging.ts';
import { showUser } from './user.ts';

const Input = z.object({ groupId: z.string() });

const sortKeys: SortKeys<WickrUser> = {
  username: (user) => user.username.toLowerCase(),
  firstName: (user) => user.firstName.toLowerCase(),
  lastName: (user) => user.lastName.toLowerCase(),
};

/** An unknown group is answered as AWS's sample of GetSecurityGroup has it. */
export const listSecurityGroupUsers: Operation = {
  name: 'ListSecurityGroupUsers',
  scope: 'network',
  mutates: false,
  run(call) {
    const { groupId } = Input.parse(call.input);
    if (!call.network.groups.some((group) => group.id === groupId)) return notFound('Security group not found');
    const from = call.state.visibleUsers(call.network.networkId, call.nowMs);
    const items = () => from.filter((user) => user.securityGroups.includes(groupId));
    return page(call.input, {
      operation: 'ListSecurityGroupUsers',
      member: 'users',
      from,
      items,
      sortKeys,
      show: showUser,
    });
  },
};
