import { z } from 'zod';
import { BOT_USER_ID, type Channel } from '../../records.ts';
import type { Workspace } from '../../workspace.ts';
import { dmWith, readableChannel, scopeProblem, visibleChannel } from '../access.ts';
import { type Result, refuse } from '../answer.ts';
import { amount, flag, text, unsupported } from '../arguments.ts';
import { method } from '../method.ts';
import { channelObject } from '../objects.ts';
import { pageEnd, pageOf } from '../paging.ts';

const MOST_USERS = 8;

const open = method({
  name: 'conversations.open',
  scopes: ['im:write', 'mpim:write', 'groups:write', 'channels:manage'],
  changes: true,
  args: z.object({ users: text.optional(), channel: text.optional(), return_im: flag, prevent_creation: unsupported }),
  answer: (args, { workspace }) => {
    const before = workspace.channels.size;
    const opened =
      args.channel === undefined ? openWith(workspace, args.users) : visibleChannel(workspace, args.channel);
    if (!opened.ok) return opened;
    if (opened.value.kind !== 'dm') return refuse('method_not_supported_for_channel_type');
    const channel = args.return_im ? channelObject(opened.value, BOT_USER_ID) : { id: opened.value.id };
    return workspace.channels.size > before
      ? { ok: true, channel }
      : { ok: true, no_op: true, already_open: true, channel };
  },
});

/** With one person. Group direct messages are not kept by the stand-in. */
function openWith(workspace: Workspace, users: string | undefined): Result<Channel> {
  const ids = users?.split(',').map((id) => id.trim()) ?? [];
  const [id] = ids;
  if (id === undefined) return refuse('users_list_not_supplied');
  if (ids.length > MOST_USERS) return refuse('too_many_users');
  if (ids.length > 1) return scopeProblem(workspace, ['mpim:write']) ?? refuse('method_not_supported_for_channel_type');
  return scopeProblem(workspace, ['im:write']) ?? dmWith(workspace, id, 'user_not_found', 'user_disabled');
}

const READ = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];

const info = method({
  name: 'conversations.info',
  scopes: READ,
  args: z.object({ channel: text, include_num_members: flag }),
  answer: (args, { workspace }) => {
    const channel = readableChannel(workspace, args.channel, 'read');
    if (!channel.ok) return channel;
    const count = args.include_num_members ? { num_members: channel.value.members.size } : {};
    return { ok: true, channel: { ...channelObject(channel.value, BOT_USER_ID), ...count } };
  },
});

const members = method({
  name: 'conversations.members',
  scopes: READ,
  args: z.object({ channel: text, cursor: text.optional(), limit: amount.max(1_000).default(100) }),
  answer: (args, { workspace }) => {
    const channel = readableChannel(workspace, args.channel, 'read');
    if (!channel.ok) return channel;
    const page = pageOf([...channel.value.members], (id) => `user:${id}`, { cursor: args.cursor, limit: args.limit });
    return page.ok ? { ok: true, members: page.value.items, ...pageEnd(page.value) } : page;
  },
});

export const conversationMethods = [open, info, members];
