import { messageOf } from '../person/payloads.ts';
import { type Channel, type FileRecord, type Message, TEAM_ID, type User } from '../records.ts';
import type { Workspace } from '../workspace.ts';
import { isStranger } from './access.ts';

/** A moment for fields that need one and that nobody reads: 2025-01-01 UTC, in seconds. */
const LONG_AGO = 1_735_689_600;

/** https://docs.slack.dev/reference/objects/file-object */
export function fileObject(file: FileRecord, baseUrl: string): Record<string, unknown> {
  const filetype = /\.(\w+)$/.exec(file.name)?.[1]?.toLowerCase() ?? 'text';
  const address = `${baseUrl}/files-pri/${file.id}/${encodeURIComponent(file.name)}`;
  return {
    id: file.id,
    created: LONG_AGO,
    timestamp: LONG_AGO,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype,
    pretty_type: filetype.toUpperCase(),
    user: file.user,
    user_team: TEAM_ID,
    size: file.bytes.length,
    mode: 'hosted',
    is_external: false,
    is_public: false,
    url_private: address,
    url_private_download: `${address}?download`,
  };
}

interface MessageView {
  readonly baseUrl: string;
  /** Of the thread below it, oldest first. */
  readonly replies: readonly Message[];
  readonly metadata: boolean;
  /** Who began the thread that it is a reply in. */
  readonly parentUser?: string | undefined;
}

/** https://docs.slack.dev/reference/objects/message-object */
export function messageObject(message: Message, view: MessageView): Record<string, unknown> {
  const { baseUrl, replies, metadata, parentUser } = view;
  const latest = replies.at(-1);
  const repliers = [...new Set(replies.map(({ user }) => user))];
  return {
    ...messageOf(message),
    ...(message.files.length > 0
      ? { files: message.files.map((file) => fileObject(file, baseUrl)), upload: false }
      : {}),
    ...(metadata && message.metadata ? { metadata: message.metadata } : {}),
    ...(parentUser === undefined ? {} : { parent_user_id: parentUser }),
    ...(latest
      ? {
          thread_ts: message.ts,
          reply_count: replies.length,
          reply_users_count: repliers.length,
          reply_users: repliers,
          latest_reply: latest.ts,
          is_locked: false,
          subscribed: false,
        }
      : {}),
  };
}

/** https://docs.slack.dev/reference/objects/user-object */
export function userObject(workspace: Workspace, user: User): Record<string, unknown> {
  const stranger = isStranger(workspace, user.id);
  const withEmail = user.email !== null && !stranger && workspace.manifest.scopes.has('users:read.email');
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted: user.deleted,
    real_name: user.realName,
    profile: {
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.displayName,
      display_name_normalized: user.displayName,
      ...(withEmail ? { email: user.email } : {}),
      team: user.teamId,
    },
    is_bot: user.isBot,
    is_app_user: false,
    updated: LONG_AGO,
    // Of somebody who has left, Slack tells neither rights nor place.
    ...(user.deleted
      ? {}
      : {
          tz: 'Etc/UTC',
          tz_label: 'Coordinated Universal Time',
          tz_offset: 0,
          is_admin: false,
          is_owner: false,
          is_primary_owner: false,
          is_restricted: user.isRestricted,
          is_ultra_restricted: user.isUltraRestricted,
          is_email_confirmed: user.email !== null,
        }),
    ...(stranger ? { is_stranger: true } : {}),
  };
}

/** https://docs.slack.dev/reference/objects/conversation-object */
export function channelObject(channel: Channel, me: string): Record<string, unknown> {
  const shared = {
    id: channel.id,
    created: LONG_AGO,
    is_archived: channel.archived,
    is_im: channel.kind === 'dm',
    is_mpim: false,
    is_org_shared: false,
    context_team_id: TEAM_ID,
  };
  if (channel.kind === 'dm') return { ...shared, user: [...channel.members].find((member) => member !== me) ?? me };
  const isPrivate = channel.kind === 'private';
  return {
    ...shared,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !isPrivate,
    is_group: isPrivate,
    is_private: isPrivate,
    is_general: channel.name === 'general',
    is_shared: false,
    is_ext_shared: false,
    is_pending_ext_shared: false,
    is_member: channel.members.has(me),
  };
}
