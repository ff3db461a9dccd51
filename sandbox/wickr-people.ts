import type { User } from './slack/records.ts';
import { ALICE, DAVE } from './slack/seed.ts';
import type { NamedUser } from './wickr/seed.ts';

/** Colleagues who administer the network or have no account in it, so that previews have something to tell. */
const ADMINS = new Set<string>([ALICE]);
const WITHOUT_ACCOUNT = new Set<string>([DAVE, 'U0JONAS001']);
const SUSPENDED = new Set<string>(['U0IRENE001']);

/** The Slack workspace's people as Wickr users, by the e-mail of their Slack profile. */
export function wickrPeople(users: readonly User[]): readonly NamedUser[] {
  return users.flatMap(({ id, email, realName, isBot }): readonly NamedUser[] => {
    if (email === null || isBot || WITHOUT_ACCOUNT.has(id)) return [];
    const [firstName = '', lastName = ''] = realName.split(' ');
    return [{ username: email, firstName, lastName, admin: ADMINS.has(id), suspended: SUSPENDED.has(id) }];
  });
}
