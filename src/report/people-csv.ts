import type { AccountRecord } from '../directories/directory.ts';
import type { LookedUp } from '../requests/use-cases.ts';
import { accountWords } from './account-words.ts';
import { writeCsv } from './csv.ts';
import { DIRECTORY_COLUMN, WHO_COLUMNS } from './export-columns.ts';
import { reasonSentence } from './wording.ts';

const COLUMNS = [
  ...WHO_COLUMNS,
  'status',
  'suspended',
  'administrator',
  'groups',
  'devices',
  'last activity',
  'more',
  'problem',
  DIRECTORY_COLUMN,
] as const;

/** A file with NUL, or with U+FFFD as broken encodings leave it, would be taken for no text when it is given back. */
function readable(cell: string): string {
  return cell.toWellFormed().replace(/[\0\ufffd]/g, '?');
}

function record(found: AccountRecord): readonly string[] {
  const { typed, account } = found;
  const { status, suspended, admin, groups, devices, lastActivity, facts } = accountWords(found);
  return [
    typed,
    account.label,
    account.email ?? '',
    account.id,
    status,
    suspended,
    admin,
    groups ?? '',
    devices ?? '',
    lastActivity,
    facts,
    '',
  ];
}

/** Whoever was looked up, as CSV; the column `account id` names exactly the accounts that were found. */
export function peopleCsv({ found, missing, directory }: Extract<LookedUp, { readonly kind: 'looked-up' }>): string {
  const blank = COLUMNS.slice(1, -2).map(() => '');
  const rows = [...found.map(record), ...missing.map(({ typed, reason }) => [typed, ...blank, reasonSentence(reason)])];
  return writeCsv([COLUMNS, ...rows.map((cells) => [...cells.map(readable), directory])]);
}

/** "wickr-people-acme-prod-2026-11-21.csv"; the day is that of UTC. */
export function peopleFileName(kind: string, directory: string, now: number): string {
  return `${kind}-people-${directory}-${new Date(now).toISOString().slice(0, 10)}.csv`;
}
