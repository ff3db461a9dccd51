import { z } from 'zod';
import { TEAM_ID } from '../../records.ts';
import { refuse } from '../answer.ts';
import { flag, text } from '../arguments.ts';
import { method } from '../method.ts';

export const userGroupMethods = [
  method({
    name: 'usergroups.list',
    scopes: ['usergroups:read'],
    args: z.object({ include_users: flag, include_count: flag }),
    answer: (args, { workspace }) => ({
      ok: true,
      usergroups: [...workspace.groups.values()].map(({ id, handle, name, members }) => ({
        id,
        team_id: TEAM_ID,
        is_usergroup: true,
        is_subteam: true,
        name,
        description: '',
        handle,
        is_external: false,
        date_delete: 0,
        ...(args.include_users ? { users: members } : {}),
        ...(args.include_count ? { user_count: members.length } : {}),
      })),
    }),
  }),
  method({
    name: 'usergroups.users.list',
    scopes: ['usergroups:read'],
    args: z.object({ usergroup: text }),
    answer: ({ usergroup }, { workspace }) => {
      const group = workspace.groups.get(usergroup);
      return group ? { ok: true, users: group.members } : refuse('no_such_subteam');
    },
  }),
];
