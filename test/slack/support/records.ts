import type { Account } from '../../../src/directories/account.ts';
import type { AccountRecord } from '../../../src/directories/directory.ts';
import { accountId } from '../../../src/ids.ts';

export interface RecordParts {
  readonly account?: Partial<Account>;
  readonly record?: Partial<Omit<AccountRecord, 'account'>>;
}

/** What a directory tells of the person at `position`. */
export function aRecord(position: number, { account, record }: RecordParts = {}): AccountRecord {
  return {
    typed: `person${position}@acme.example`,
    account: {
      id: accountId(String(4_000 + position)),
      label: `Person ${position}`,
      email: `person${position}@acme.example`,
      membership: 'active',
      suspended: false,
      admin: false,
      kind: 'person',
      inviteExpired: 'unknown',
      groups: ['7'],
      lastActivityAt: Date.UTC(2026, 10, 20, 23, 30),
      ...account,
    },
    groupNames: ['Field Operations'],
    devices: [{ id: 'app9', name: 'Pixel 9', lastLogin: '2026-11-20' }],
    ...record,
  };
}
