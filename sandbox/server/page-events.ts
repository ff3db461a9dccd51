import type { ServerResponse } from 'node:http';
import type { PageChannel, PageDirectoryCall, PageEvent, PageFault, PageMessage, PageUser } from '../page/protocol.ts';
import { type Channel, type Message, TEAM_ID, type User } from '../slack/records.ts';
import type { Change, Workspace } from '../slack/workspace.ts';
import type { Route } from './server.ts';

export interface PageEventsDeps {
  readonly workspace: Workspace;
  readonly botConnected: () => boolean;
  readonly directoryCalls: () => readonly PageDirectoryCall[];
  readonly onDirectoryCall: (listener: (call: PageDirectoryCall) => void) => () => void;
  readonly faults: () => readonly PageFault[];
}

export interface PageEvents {
  readonly route: Route;
  /** Faults were switched: tells every page. */
  faultsChanged(): void;
  /** Everything was reset: every page starts over. */
  restart(): void;
  close(): void;
}

const CALLS_SHOWN = 200;

function kindOf({ deleted, isBot, isRestricted }: User): PageUser['kind'] {
  if (deleted) return 'deactivated';
  if (isBot) return 'bot';
  return isRestricted ? 'guest' : 'member';
}

function pageUser(user: User): PageUser {
  const kind = kindOf(user);
  const { id, name, realName, email } = user;
  return {
    id,
    name,
    realName,
    email,
    kind,
    playable: user.teamId === TEAM_ID && (kind === 'member' || kind === 'guest'),
  };
}

function pageChannel(workspace: Workspace, { id, name, kind, members }: Channel, me: string): PageChannel {
  const other = [...members].find((member) => member !== me) ?? me;
  return { id, kind, name: kind === 'dm' ? (workspace.users.get(other)?.displayName ?? other) : name };
}

function pageMessage(workspace: Workspace, message: Message): PageMessage {
  const { channel, ts, threadTs, user, text, blocks, edited } = message;
  return {
    channel,
    ts,
    threadTs,
    user,
    text,
    blocks,
    files: message.files.map(({ id, name, bytes }) => ({
      id,
      name,
      sizeBytes: bytes.byteLength,
      href: `/ui/file/${id}/${encodeURIComponent(name)}`,
    })),
    ephemeral: message.ephemeralTo !== null,
    edited,
    replyCount: workspace.history(channel).filter((one) => one.threadTs === ts && one.ts !== ts).length,
  };
}

/** `GET /events?as=U…`: everything one person may see, as it happens. */
export function createPageEvents(deps: PageEventsDeps): PageEvents {
  const { workspace } = deps;
  const pages = new Map<ServerResponse, string>();

  const send = (page: ServerResponse, event: PageEvent) => {
    page.write(`data: ${JSON.stringify(event)}\n\n`);
  };
  const toAll = (event: PageEvent) => {
    for (const [page, user] of pages) if (user !== '') send(page, event);
  };
  const toUser = (user: string, event: PageEvent) => {
    for (const [page, viewer] of pages) if (viewer === user) send(page, event);
  };

  const snapshot = (me: string): PageEvent => {
    const mine = me === '' ? [] : [...workspace.channels.values()].filter(({ members }) => members.has(me));
    return {
      type: 'snapshot',
      me,
      users: [...workspace.users.values()].map(pageUser),
      userGroups: me === '' ? [] : [...workspace.groups.values()],
      channels: mine.map((channel) => pageChannel(workspace, channel, me)),
      messages:
        me === ''
          ? []
          : workspace
              .visibleTo(me)
              .filter(({ ephemeralTo }) => ephemeralTo === null)
              .map((message) => pageMessage(workspace, message)),
      commands:
        me === ''
          ? []
          : workspace.manifest.commands.map(({ command, description, usageHint }) => ({
              command,
              description,
              usageHint,
            })),
      messageShortcuts: me === '' ? [] : workspace.manifest.messageShortcuts,
      botConnected: deps.botConnected(),
      calls: me === '' ? [] : deps.directoryCalls().slice(-CALLS_SHOWN),
      faults: me === '' ? [] : deps.faults(),
    };
  };

  const viewersOf = (message: Message): readonly string[] =>
    message.ephemeralTo === null
      ? [...(workspace.channels.get(message.channel)?.members ?? [])]
      : [message.ephemeralTo];

  const onChange = (change: Change) => {
    switch (change.kind) {
      case 'message': {
        const { message } = change;
        for (const user of viewersOf(message))
          toUser(user, { type: 'message', message: pageMessage(workspace, message) });
        const parent = message.threadTs === null ? null : workspace.find(message.channel, message.threadTs);
        if (parent)
          for (const user of viewersOf(parent))
            toUser(user, { type: 'message', message: pageMessage(workspace, parent) });
        return;
      }
      case 'message-removed': {
        const { channel, ts } = change.message;
        for (const user of viewersOf(change.message)) toUser(user, { type: 'message-removed', channel, ts });
        return;
      }
      case 'channel':
        for (const user of change.channel.members)
          toUser(user, { type: 'channel', channel: pageChannel(workspace, change.channel, user) });
        return;
      case 'views': {
        const stack = workspace.stack(change.user).map(({ id, hash, view }) => ({ id, hash, view }));
        toUser(change.user, { type: 'views', stack });
        return;
      }
      case 'view-errors':
        toUser(change.user, { type: 'view-errors', viewId: change.viewId, errors: change.errors });
        return;
      case 'slackbot':
        toUser(change.user, { type: 'slackbot', channel: change.channel, text: change.text });
        return;
      case 'bot':
        toAll({ type: 'bot', connected: change.connected });
        return;
    }
  };

  const stops = [workspace.onChange(onChange), deps.onDirectoryCall((call) => toAll({ type: 'call', call }))];

  return {
    route: (request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (request.method !== 'GET' || url.pathname !== '/events') return false;
      const me = url.searchParams.get('as') ?? '';
      if (me !== '' && !workspace.users.has(me)) {
        response.writeHead(404).end();
        return true;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      pages.set(response, me);
      response.on('close', () => {
        pages.delete(response);
        // Modals live in the client: they go with its last tab, and the app is not told.
        if (![...pages.values()].includes(me)) workspace.closeViews(me, true);
      });
      send(response, snapshot(me));
      return true;
    },
    faultsChanged: () => toAll({ type: 'faults', faults: deps.faults() }),
    restart: () => {
      for (const [page, user] of pages) send(page, snapshot(user));
    },
    close: () => {
      for (const stop of stops) stop();
      for (const page of pages.keys()) page.end();
    },
  };
}
