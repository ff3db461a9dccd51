import type { Account } from '../directories/account.ts';
import type { AccountRecord } from '../directories/directory.ts';

type Tristate = boolean | 'unknown';

/** What a directory knows of one account, in words without markup. What it does not say is said to be unknown. */
export interface AccountWords {
  readonly status: string;
  readonly suspended: string;
  readonly admin: string;
  readonly groups: string;
  readonly devices: string;
  readonly lastActivity: string;
}

function membership({ membership: state, inviteExpired }: Account): string {
  switch (state) {
    case 'active':
      return 'active';
    case 'pending':
      return inviteExpired === true ? 'invited, the invitation has expired' : 'invited, not accepted yet';
    case 'unknown':
      return 'status unknown';
  }
}

function tristate(value: Tristate, yes: string, no: string, unknown: string): string {
  return value === 'unknown' ? unknown : value ? yes : no;
}

/** "iOS, Active (its app id, its last login)": what names it first, as commands take it. */
function deviceWords({ id, name, lastLogin }: AccountRecord['devices'][number]): string {
  const more = [id, lastLogin].filter((part) => part !== null);
  return more.length === 0 ? name : `${name} (${more.join(', ')})`;
}

export function accountWords({ account, groupNames, devices }: AccountRecord): AccountWords {
  return {
    status: membership(account),
    suspended: tristate(account.suspended, 'suspended', 'not suspended', 'suspension unknown'),
    admin: tristate(account.admin, 'administrator', 'no administrator', 'administrator unknown'),
    groups: groupNames.join(', ') || 'none',
    devices: devices.map(deviceWords).join('; ') || 'none',
    // The day is enough, and reads the same everywhere.
    lastActivity:
      account.lastActivityAt === null ? 'unknown' : new Date(account.lastActivityAt).toISOString().slice(0, 10),
  };
}
