import type { Account } from '../directories/account.ts';
import type { Directory } from '../directories/directory.ts';
import type { ManagedDirectory } from '../directories/managed.ts';
import type { Operation, ReadBack } from '../directories/operation.ts';
import type { AccountId } from '../ids.ts';
import type { Payload } from './payload.ts';
import type { Seen } from './told.ts';

/** What a look showed of each person; the accounts, where it was they that were read. */
export interface Looked {
  readonly shows: ReadonlyMap<AccountId, ReadBack>;
  readonly accounts: Seen;
}

export const NOTHING_SEEN: Looked = { shows: new Map(), accounts: null };

/** Newcomers have no id to be read by: whoever has their e-mail now is looked for. */
async function readNewcomers(
  directory: Pick<Directory, 'find'>,
  ids: readonly AccountId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<AccountId, Account | null>> {
  const found = await directory.find({ lookups: ids.map((email) => ({ by: 'email', email })), signal });
  return new Map(ids.map((id, index) => [id, found[index]?.[0] ?? null]));
}

/** The longest look at the directory. */
export const LOOK_WITHIN_MS = 120_000;

/** What the directory shows of the effect. */
export async function look(
  { directory }: ManagedDirectory,
  operation: Operation,
  members: readonly AccountId[],
  { request: { choices }, details }: Payload,
): Promise<Looked> {
  if (members.length === 0) return NOTHING_SEEN;
  const signal = AbortSignal.timeout(LOOK_WITHIN_MS);
  const shown = (await operation.look?.({ members, details, choices, signal })) ?? null;
  if (shown !== null) return { shows: shown, accounts: null };
  const accounts = operation.welcome
    ? await readNewcomers(directory, members, signal)
    : await directory.read(members, signal);
  const shows = [...accounts].map(([id, account]) => [id, operation.readBack(account, choices)] as const);
  return { shows: new Map(shows), accounts };
}
