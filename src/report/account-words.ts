import type { Account } from '../directories/account.ts';
import type { AccountRecord } from '../directories/directory.ts';

type Tristate = boolean | 'unknown';

/** What a directory knows of one account, in words without markup. What it does not say is said to be unknown. */
export interface AccountWords {
  readonly status: string;
  readonly suspended: string;
  readonly admin: string;
  /** Null where the directory has none at all. */
  readonly groups: string | null;
  readonly devices: string | null;
  readonly lastActivity: string;
  /** What else the directory tells: "Phone: 138…; Username: ada". Empty when it tells no more. */
  readonly facts: string;
}

function membership({ membership: state, inviteExpired, nativeStatus }: Account): string {
  if (nativeStatus !== undefined) return nativeStatus;
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

/** "iOS, Active (id rqgf2w, last login January 18th 2026, 12:33:22 pm)": by type or id a command takes it. */
function deviceWords({ id, name, lastLogin }: NonNullable<AccountRecord['devices']>[number]): string {
  const more = [...(id === null ? [] : [`id ${id}`]), ...(lastLogin === null ? [] : [`last login ${lastLogin}`])];
  return more.length === 0 ? name : `${name} (${more.join(', ')})`;
}

export function accountWords({ account, groupNames, devices, facts = [] }: AccountRecord): AccountWords {
  return {
    status: membership(account),
    suspended: tristate(account.suspended, 'suspended', 'not suspended', 'suspension unknown'),
    admin: tristate(account.admin, 'administrator', 'no administrator', 'administrator unknown'),
    groups: groupNames === null ? null : groupNames.join(', ') || 'none',
    devices: devices === null ? null : devices.map(deviceWords).join('; ') || 'none',
    facts: facts.map(({ name, value }) => `${name}: ${value}`).join('; '),
    // The day is enough, and reads the same everywhere.
    lastActivity:
      account.lastActivityAt === null ? 'unknown' : new Date(account.lastActivityAt).toISOString().slice(0, 10),
  };
}
