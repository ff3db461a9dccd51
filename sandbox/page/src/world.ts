/** Everything the page knows, as a pure function of the events it got. */

import type {
  PageChannel,
  PageCommand,
  PageDirectoryCall,
  PageEvent,
  PageFault,
  PageMessage,
  PageShortcut,
  PageUser,
  PageUserGroup,
  PageView,
} from '../protocol.ts';

export interface World {
  readonly loaded: boolean;
  readonly me: string;
  readonly users: ReadonlyMap<string, PageUser>;
  readonly userGroups: ReadonlyMap<string, PageUserGroup>;
  readonly channels: readonly PageChannel[];
  /** Oldest first. */
  readonly messages: readonly PageMessage[];
  readonly commands: readonly PageCommand[];
  readonly messageShortcuts: readonly PageShortcut[];
  readonly botConnected: boolean;
  /** Newest first. */
  readonly calls: readonly PageDirectoryCall[];
  readonly faults: readonly PageFault[];
  readonly views: readonly PageView[];
  readonly viewErrors: { readonly viewId: string; readonly errors: Readonly<Record<string, string>> } | null;
  /** Channel id → messages of others that came while another channel was open. */
  readonly unread: Readonly<Record<string, number>>;
  /** The last message of somebody else, to be read out. */
  readonly arrival: PageMessage | null;
}

/** What the page tells itself, beside what the server tells it. */
export type WorldEvent = PageEvent | { readonly type: 'read'; readonly channel: string };

/** The author of what the workspace itself says. */
export const workspaceUser = 'SANDBOX';

export const emptyWorld: World = {
  loaded: false,
  me: '',
  users: new Map(),
  userGroups: new Map(),
  channels: [],
  messages: [],
  commands: [],
  messageShortcuts: [],
  botConnected: false,
  calls: [],
  faults: [],
  views: [],
  viewErrors: null,
  unread: {},
  arrival: null,
};

/** `nowMs` dates what the workspace itself says. */
export function reduce(world: World, event: WorldEvent, nowMs: number): World {
  switch (event.type) {
    case 'snapshot': {
      const { type: _, users, userGroups, messages, calls, ...rest } = event;
      return {
        ...emptyWorld,
        ...rest,
        loaded: true,
        users: byId(users),
        userGroups: byId(userGroups),
        messages: [...messages].sort(byTs),
        calls: [...calls].sort((a, b) => b.at - a.at),
      };
    }
    case 'message':
      return withMessage(world, event.message);
    case 'message-removed':
      return { ...world, messages: world.messages.filter((m) => m.channel !== event.channel || m.ts !== event.ts) };
    case 'channel':
      return { ...world, channels: [...world.channels.filter((c) => c.id !== event.channel.id), event.channel] };
    case 'views':
      return { ...world, views: event.stack, viewErrors: null };
    case 'view-errors':
      return { ...world, viewErrors: { viewId: event.viewId, errors: event.errors } };
    case 'slackbot':
      return withMessage(world, workspaceMessage(world, event.channel, event.text, nowMs));
    case 'bot':
      return { ...world, botConnected: event.connected };
    case 'call':
      return { ...world, calls: [event.call, ...world.calls] };
    case 'faults':
      return { ...world, faults: event.faults };
    case 'read': {
      const { [event.channel]: _, ...unread } = world.unread;
      return { ...world, unread };
    }
  }
}

export function isReply(message: PageMessage): boolean {
  return message.threadTs !== null && message.threadTs !== message.ts;
}

function withMessage(world: World, message: PageMessage): World {
  const others = world.messages.filter((known) => !isSame(known, message));
  const messages = [...others, message].sort(byTs);
  const isNew = others.length === world.messages.length;
  if (!isNew || message.user === world.me) return { ...world, messages };
  const unread = isReply(message)
    ? world.unread
    : { ...world.unread, [message.channel]: (world.unread[message.channel] ?? 0) + 1 };
  return { ...world, messages, unread, arrival: message };
}

function workspaceMessage(world: World, channel: string, text: string, nowMs: number): PageMessage {
  const last = world.messages.filter((m) => m.channel === channel).at(-1);
  const seconds = Math.max(nowMs / 1000, Number(last?.ts ?? 0) + 0.000001);
  return {
    channel,
    ts: seconds.toFixed(6),
    threadTs: null,
    user: workspaceUser,
    text,
    blocks: null,
    files: [],
    ephemeral: true,
    edited: false,
    replyCount: 0,
  };
}

function isSame(a: PageMessage, b: PageMessage): boolean {
  return a.channel === b.channel && a.ts === b.ts && a.ephemeral === b.ephemeral;
}

function byTs(a: PageMessage, b: PageMessage): number {
  return Number(a.ts) - Number(b.ts);
}

function byId<Thing extends { readonly id: string }>(things: readonly Thing[]): ReadonlyMap<string, Thing> {
  return new Map(things.map((thing) => [thing.id, thing]));
}
