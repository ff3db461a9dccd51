import type { Cast } from '../approvals/rehearsal.ts';
import { type SlackUserGroupId, type SlackUserId, slackUserGroupId, slackUserId } from '../ids.ts';
import type { SlackPerson } from '../people/person.ts';
import { WrongUsage } from './command.ts';

/** Options by which a terminal says who is who, since Slack is not asked. */
export const CAST_OPTIONS = {
  member: { type: 'string', multiple: true },
  email: { type: 'string', multiple: true },
  standing: { type: 'string', multiple: true },
} as const;

export const CAST_USAGE = '[--member S…=U…,U…] [--email U…=ADDRESS] [--standing U…=guest]';

export const CAST_DETAILS = [
  'Slack is not asked, so say who is who where it matters:',
  '  --member S0123ABCDEF=U0123ABCDE1,U0123ABCDE2   who is in a user group (again for another group)',
  '  --email U0123ABCDE1=alice@example.com          the e-mail of a profile',
  '  --standing U0123ABCDE1=guest                   member (the default), guest, bot, deactivated, other-workspace',
].join('\n');

const USER = /^[UW][A-Z0-9]{1,30}$/;
const GROUP = /^S[A-Z0-9]{1,30}$/;
const STANDINGS: readonly SlackPerson['standing'][] = ['member', 'guest', 'bot', 'deactivated', 'other-workspace'];

export function readUser(text: string): SlackUserId {
  if (USER.test(text)) return slackUserId(text);
  throw new WrongUsage(`${JSON.stringify(text)} is no Slack member id (U… or W…).`);
}

function pair(text: string, option: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new WrongUsage(`--${option} ${text} lacks its =.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function readMember(text: string): [SlackUserGroupId, readonly SlackUserId[]] {
  const [group, members] = pair(text, 'member');
  if (!GROUP.test(group)) throw new WrongUsage(`${JSON.stringify(group)} is no Slack user group id (S…).`);
  return [slackUserGroupId(group), members === '' ? [] : members.split(',').map((one) => readUser(one.trim()))];
}

export function readStanding(text: string): SlackPerson['standing'] {
  const standing = STANDINGS.find((one) => one === text);
  if (standing) return standing;
  throw new WrongUsage(`${JSON.stringify(text)} is no standing: one of ${STANDINGS.join(', ')}.`);
}

export interface CastOptions {
  readonly member?: readonly string[] | undefined;
  readonly email?: readonly string[] | undefined;
  readonly standing?: readonly string[] | undefined;
}

export function readCast({ member = [], email = [], standing = [] }: CastOptions): Cast {
  const people = new Map<SlackUserId, Pick<SlackPerson, 'email' | 'standing'>>();
  const change = (id: SlackUserId, parts: Partial<Pick<SlackPerson, 'email' | 'standing'>>) =>
    people.set(id, { ...{ email: null, standing: 'member' }, ...people.get(id), ...parts });
  for (const text of email) {
    const [id, address] = pair(text, 'email');
    change(readUser(id), { email: address });
  }
  for (const text of standing) {
    const [id, word] = pair(text, 'standing');
    change(readUser(id), { standing: readStanding(word) });
  }
  return { people, groups: new Map(member.map(readMember)) };
}
