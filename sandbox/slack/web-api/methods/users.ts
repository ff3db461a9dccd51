import { z } from 'zod';
import { TEAM_ID, type User } from '../../records.ts';
import { refuse } from '../answer.ts';
import { amount, text } from '../arguments.ts';
import { method } from '../method.ts';
import { userObject } from '../objects.ts';
import { pageEnd, pageOf } from '../paging.ts';

/** Slack's own helper: a person by every flag it carries, and in no list. */
const SLACKBOT: User = {
  id: 'USLACKBOT',
  teamId: TEAM_ID,
  name: 'slackbot',
  realName: 'Slackbot',
  displayName: 'Slackbot',
  email: null,
  deleted: false,
  isBot: false,
  isRestricted: false,
  isUltraRestricted: false,
};

export const userMethods = [
  method({
    name: 'users.info',
    scopes: ['users:read'],
    args: z.object({ user: text }),
    answer: ({ user: id }, { workspace }) => {
      const user = id === SLACKBOT.id ? SLACKBOT : workspace.users.get(id);
      return user ? { ok: true, user: userObject(workspace, user) } : refuse('user_not_found');
    },
  }),
  method({
    name: 'users.lookupByEmail',
    scopes: ['users:read.email'],
    args: z.object({ email: text }),
    answer: ({ email }, { workspace }) => {
      const user = [...workspace.users.values()].find(
        (one) => one.email?.toLowerCase() === email.toLowerCase() && !one.deleted && one.teamId === TEAM_ID,
      );
      return user ? { ok: true, user: userObject(workspace, user) } : refuse('users_not_found');
    },
  }),
  method({
    name: 'users.list',
    scopes: ['users:read'],
    args: z.object({ cursor: text.optional(), limit: amount.max(1_000).default(1_000) }),
    answer: (args, { workspace, workspace: { users, clock } }) => {
      const here = [...users.values()].filter(({ teamId }) => teamId === TEAM_ID);
      const page = pageOf(here, ({ id }) => `user:${id}`, { cursor: args.cursor, limit: args.limit });
      if (!page.ok) return page;
      const members = page.value.items.map((user) => userObject(workspace, user));
      return { ok: true, members, cache_ts: Math.floor(clock.now() / 1_000), ...pageEnd(page.value) };
    },
  }),
];
