import type { WickrGroup } from '../state.ts';
import type { Operation } from './operation.ts';
import { page, type SortKeys } from './paging.ts';

const sortKeys: SortKeys<WickrGroup> = {
  id: (group) => group.id,
  name: (group) => group.name.toLowerCase(),
};

export const listSecurityGroups: Operation = {
  name: 'ListSecurityGroups',
  scope: 'network',
  mutates: false,
  run(call) {
    const users = call.state.visibleUsers(call.network.networkId, call.nowMs);
    const show = (group: WickrGroup) => {
      const members = users.filter((user) => user.securityGroups.includes(group.id));
      const people = members.filter((user) => user.isUser).length;
      return {
        ...group,
        activeMembers: people,
        botMembers: members.length - people,
        modified: 1_767_225_600,
        securityGroupSettings: {},
      };
    };
    const { groups } = call.network;
    return page(call.input, {
      operation: 'ListSecurityGroups',
      member: 'securityGroups',
      items: () => groups,
      sortKeys,
      show,
    });
  },
};
