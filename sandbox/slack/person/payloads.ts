import { APP_ID, BOT_ID, type Message, type OpenView, TEAM_ID } from '../records.ts';
import type { Workspace } from '../workspace.ts';
import type { StateValues } from './view-state.ts';

/** The payloads Slack sends, with the fields an app may rely on. https://docs.slack.dev/reference/interaction-payloads */

const team = { id: TEAM_ID, domain: 'acme' };

function userOf(workspace: Workspace, id: string) {
  const user = workspace.users.get(id);
  return { id, username: user?.name ?? id, name: user?.name ?? id, team_id: user?.teamId ?? TEAM_ID };
}

const channelOf = (workspace: Workspace, id: string) => ({
  id,
  name: workspace.channels.get(id)?.name ?? 'directmessage',
});

export function messageOf(message: Message): Record<string, unknown> {
  return {
    type: 'message',
    user: message.user,
    ...(message.botId === null ? {} : { bot_id: message.botId, app_id: APP_ID }),
    ts: message.ts,
    text: message.text,
    team: TEAM_ID,
    ...(message.blocks === null ? {} : { blocks: message.blocks }),
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    ...(message.edited ? { edited: { user: message.user, ts: message.ts } } : {}),
  };
}

/** A view as it appears in payloads and answers. */
export function viewOf(open: OpenView, values: StateValues): Record<string, unknown> {
  return {
    private_metadata: '',
    callback_id: '',
    clear_on_close: false,
    notify_on_close: false,
    close: null,
    submit: null,
    ...open.view,
    id: open.id,
    team_id: TEAM_ID,
    state: { values },
    hash: open.hash,
    previous_view_id: open.previousId,
    root_view_id: open.rootId,
    app_id: APP_ID,
    external_id: open.externalId ?? '',
    app_installed_team_id: TEAM_ID,
    bot_id: BOT_ID,
  };
}

export function commandPayload(
  workspace: Workspace,
  parts: {
    readonly user: string;
    readonly channel: string;
    readonly command: string;
    readonly text: string;
    readonly responseUrl: string;
  },
): Record<string, unknown> {
  const { user, channel, command, text, responseUrl } = parts;
  return {
    token: 'deprecated',
    team_id: workspace.users.get(user)?.teamId ?? TEAM_ID,
    team_domain: team.domain,
    channel_id: channel,
    channel_name: channelOf(workspace, channel).name,
    user_id: user,
    user_name: userOf(workspace, user).username,
    command,
    text,
    api_app_id: APP_ID,
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: workspace.issueTrigger(user),
  };
}

function anyInteraction(workspace: Workspace, type: string, user: string): Record<string, unknown> {
  return {
    type,
    user: userOf(workspace, user),
    api_app_id: APP_ID,
    token: 'deprecated',
    team,
    enterprise: null,
    is_enterprise_install: false,
  };
}

function interaction(workspace: Workspace, type: string, user: string, viewId: string | null): Record<string, unknown> {
  return { ...anyInteraction(workspace, type, user), trigger_id: workspace.issueTrigger(user, viewId) };
}

export function messageActionPayload(
  workspace: Workspace,
  parts: {
    readonly user: string;
    readonly message: Message;
    readonly action: Readonly<Record<string, unknown>>;
    readonly values: StateValues;
    readonly responseUrl: string;
  },
): Record<string, unknown> {
  const { user, message, action, values, responseUrl } = parts;
  return {
    ...interaction(workspace, 'block_actions', user, null),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: message.ephemeralTo !== null,
      ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    },
    channel: channelOf(workspace, message.channel),
    // Slack shows an app the message it belongs to, but of an ephemeral one only that it exists.
    ...(message.ephemeralTo === null ? { message: messageOf(message) } : {}),
    state: { values },
    response_url: responseUrl,
    actions: [{ ...action, action_ts: (workspace.clock.now() / 1_000).toFixed(6) }],
  };
}

/** https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
export function messageShortcutPayload(
  workspace: Workspace,
  parts: {
    readonly user: string;
    readonly message: Message;
    readonly files: readonly Readonly<Record<string, unknown>>[];
    readonly callbackId: string;
    readonly responseUrl: string;
  },
): Record<string, unknown> {
  const { user, message, files, callbackId, responseUrl } = parts;
  return {
    ...interaction(workspace, 'message_action', user, null),
    callback_id: callbackId,
    action_ts: (workspace.clock.now() / 1_000).toFixed(6),
    response_url: responseUrl,
    message_ts: message.ts,
    channel: channelOf(workspace, message.channel),
    message: { ...messageOf(message), ...(files.length > 0 ? { files, upload: true } : {}) },
  };
}

export function viewActionPayload(
  workspace: Workspace,
  parts: {
    readonly user: string;
    readonly open: OpenView;
    readonly action: Readonly<Record<string, unknown>>;
    readonly values: StateValues;
  },
): Record<string, unknown> {
  const { user, open, action, values } = parts;
  return {
    ...interaction(workspace, 'block_actions', user, open.id),
    container: { type: 'view', view_id: open.id },
    view: viewOf(open, values),
    actions: [{ ...action, action_ts: (workspace.clock.now() / 1_000).toFixed(6) }],
  };
}

export function submissionPayload(
  workspace: Workspace,
  user: string,
  open: OpenView,
  values: StateValues,
): Record<string, unknown> {
  return { ...interaction(workspace, 'view_submission', user, open.id), view: viewOf(open, values), response_urls: [] };
}

export function closedPayload(
  workspace: Workspace,
  user: string,
  open: OpenView,
  all: boolean,
): Record<string, unknown> {
  return { ...anyInteraction(workspace, 'view_closed', user), view: viewOf(open, {}), is_cleared: all };
}
