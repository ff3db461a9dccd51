import { z } from 'zod';
import { BOT_ID, BOT_USER_ID, TEAM_ID } from '../../records.ts';
import { method } from '../method.ts';

const nothing = z.object({});

export const authMethods = [
  method({
    name: 'auth.test',
    args: nothing,
    answer: (_, { workspace, baseUrl }) => ({
      ok: true,
      url: `${baseUrl()}/`,
      team: 'Acme',
      user: workspace.users.get(BOT_USER_ID)?.name ?? 'muster',
      team_id: TEAM_ID,
      user_id: BOT_USER_ID,
      bot_id: BOT_ID,
      is_enterprise_install: false,
    }),
  }),
  method({
    name: 'apps.connections.open',
    token: 'app',
    args: nothing,
    answer: (_, { openSocket }) => ({ ok: true, url: openSocket() }),
  }),
];
