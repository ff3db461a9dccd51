import { BOT_USER_ID, type Channel } from '../records.ts';
import type { Workspace } from '../workspace.ts';
import { good, type Refusal, type Result, refuse } from './answer.ts';

/** What the app may see and do, given its token, its scopes and the channels it is in. */

export interface Tokens {
  readonly bot: string;
  readonly app: string;
}

export function tokenProblem(tokens: Tokens, token: string | null, wanted: 'bot' | 'app'): Refusal | null {
  if (token === null) return refuse('not_authed');
  if (token !== tokens.bot && token !== tokens.app) return refuse('invalid_auth');
  return token === tokens[wanted] ? null : refuse('not_allowed_token_type');
}

/** Any one of `scopes` will do. */
export function scopeProblem({ manifest }: Workspace, scopes: readonly string[]): Refusal | null {
  if (scopes.length === 0 || scopes.some((scope) => manifest.scopes.has(scope))) return null;
  return { ...refuse('missing_scope'), needed: scopes.join(','), provided: [...manifest.scopes].join(',') };
}

const FAMILY = { channel: 'channels', private: 'groups', dm: 'im' } as const;

/** `groups:history`: reading needs the scope of the very kind of conversation. */
export function readingProblem(workspace: Workspace, { kind }: Channel, what: 'history' | 'read'): Refusal | null {
  return scopeProblem(workspace, [`${FAMILY[kind]}:${what}`]);
}

/** What is not public does not exist for those who are not in it. */
export function visibleChannel({ channels }: Workspace, id: string): Result<Channel> {
  const channel = channels.get(id);
  if (!channel || (channel.kind !== 'channel' && !channel.members.has(BOT_USER_ID))) return refuse('channel_not_found');
  return good(channel);
}

export function joinedChannel(workspace: Workspace, id: string): Result<Channel> {
  const channel = visibleChannel(workspace, id);
  return channel.ok && !channel.value.members.has(BOT_USER_ID) ? refuse('not_in_channel') : channel;
}

/** For reading; the scope comes after the channel, because it depends on it. */
export function readableChannel(workspace: Workspace, id: string, what: 'history' | 'read'): Result<Channel> {
  const channel = what === 'history' ? joinedChannel(workspace, id) : visibleChannel(workspace, id);
  return (channel.ok ? readingProblem(workspace, channel.value, what) : null) ?? channel;
}

/** The direct message channel of the app and a person, opened if need be. */
export function dmWith(workspace: Workspace, userId: string, unknownUser: string, disabled: string): Result<Channel> {
  const user = workspace.users.get(userId);
  if (!user || isStranger(workspace, userId)) return refuse(unknownUser);
  if (user.deleted) return refuse(disabled);
  return user.isBot ? refuse('cannot_dm_bot') : good(workspace.openDm(userId));
}

/** Somebody of another workspace with whom the app shares no channel. */
export function isStranger({ users, channels }: Workspace, userId: string): boolean {
  const [user, bot] = [users.get(userId), users.get(BOT_USER_ID)];
  if (!user || user.teamId === bot?.teamId) return false;
  return ![...channels.values()].some(({ members }) => members.has(userId) && members.has(BOT_USER_ID));
}
