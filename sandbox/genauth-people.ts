import type { NamedUser } from './genauth/named-user.ts';
import type { User } from './slack/records.ts';
import { DAVE } from './slack/seed.ts';

/** Colleagues of whom previews have something to tell. */
const WITHOUT_ACCOUNT = new Set<string>([DAVE, 'U0JONAS001']);
const STATUS: ReadonlyMap<string, NamedUser['status']> = new Map([
  ['U0IRENE001', 'Suspended'],
  ['U0HENRY001', 'Deactivated'],
]);

/** The Slack workspace's people as users of a pool: by the e-mail of their Slack profile, and with their Slack id besides. */
export function genauthPeople(users: readonly User[]): readonly NamedUser[] {
  return users.flatMap(({ id, email, name, realName, isBot }, index): readonly NamedUser[] => {
    if (email === null || isBot || WITHOUT_ACCOUNT.has(id)) return [];
    const phone = `555${String(index).padStart(7, '0')}`;
    return [{ name: realName, email, username: name, phone, externalId: id, status: STATUS.get(id) ?? 'Activated' }];
  });
}
