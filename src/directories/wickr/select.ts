import { breathe } from '../../runtime/calmly.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Account } from '../account.ts';
import { DirectoryUnavailable, type Selected, type Selection } from '../directory.ts';
import { inParallel, READS_AT_ONCE } from '../in-parallel.ts';
import type { Accounts } from './accounts.ts';
import { groupNamed, type SecurityGroups } from './groups.ts';

/** Activity takes a call per person: at four at a time, this many take a preview's patience. */
const MOST_ACTIVITIES = 1_000;

export interface SelectParts {
  readonly accounts: Pick<Accounts, 'everyone' | 'members' | 'list' | 'get'>;
  readonly groups: Pick<SecurityGroups, 'now'>;
  readonly clock: Clock;
}

/** Everyone who fits all that is given. Bots are nobody here. Throws DirectoryUnavailable. */
export async function select(selection: Selection, parts: SelectParts, signal: AbortSignal): Promise<Selected> {
  const { group, pending, expired, suspended, inactiveForMs } = selection;
  if (group === null && !pending && !expired && !suspended && inactiveForMs === null) {
    return { kind: 'refused', reason: 'A rule that selects everybody is no rule. Say who is meant.' };
  }
  const listing = await candidates(selection, parts, signal);
  if (listing.kind === 'refused') return listing;
  await breathe();

  const verdicts = listing.accounts
    .filter(({ kind }) => kind !== 'bot')
    .map((account) => ({ account, fits: fitsListed(account, selection) }));
  const fitting = verdicts.flatMap(({ account, fits }) => (fits === true ? [account] : []));
  const untold = listing.untold + verdicts.filter(({ fits }) => fits === 'unknown').length;
  if (inactiveForMs === null) return { kind: 'selected', accounts: fitting, untold };

  // Whoever has not joined yet has no activity to speak of.
  const members = fitting.filter(({ membership }) => membership !== 'pending');
  if (members.length > MOST_ACTIVITIES) {
    const reason = `Wickr tells of activity one person at a time, and this would ask about ${members.length}. Narrow it to ${MOST_ACTIVITIES} at most, for example by a group.`;
    return { kind: 'refused', reason };
  }
  const activities = await inParallel(members, READS_AT_ONCE, async (account) => ({
    account,
    lastActivityAt: await lastActivityOf(account, parts, signal),
  }));
  const now = parts.clock.now();
  const accounts = activities.flatMap(({ account, lastActivityAt }) =>
    lastActivityAt !== null && now - lastActivityAt >= inactiveForMs ? [{ ...account, lastActivityAt }] : [],
  );
  const silent = activities.filter(({ lastActivityAt }) => lastActivityAt === null).length;
  return { kind: 'selected', accounts, untold: untold + silent + (fitting.length - members.length) };
}

type Candidates =
  | { readonly kind: 'listed'; readonly accounts: readonly Account[]; readonly untold: number }
  | Extract<Selected, { kind: 'refused' }>;

async function candidates(
  { group, pending, expired }: Selection,
  { accounts, groups }: SelectParts,
  signal: AbortSignal,
): Promise<Candidates> {
  if (group === null && !pending && !expired) {
    return { kind: 'listed', accounts: (await accounts.everyone(signal)).all, untold: 0 };
  }
  if (group === null) return { kind: 'listed', ...counted(await accounts.list({ status: 1 }, signal)) };
  const found = groupNamed(group, await groups.now(signal));
  if (found.kind === 'refused') return found;
  return { kind: 'listed', ...counted(await accounts.members(found.group.id, signal)) };
}

const counted = ({ accounts, rowsWithoutId }: Awaited<ReturnType<Accounts['list']>>) => ({
  accounts,
  untold: rowsWithoutId,
});

/** By what a listing tells. */
function fitsListed(account: Account, { pending, expired, suspended }: Selection): boolean | 'unknown' {
  const { membership, inviteExpired } = account;
  const isPending = membership === 'unknown' ? 'unknown' : membership === 'pending';
  const facts = [
    ...(pending || expired ? [isPending] : []),
    ...(expired ? [inviteExpired] : []),
    ...(suspended ? [account.suspended] : []),
  ];
  if (facts.includes(false)) return false;
  return facts.includes('unknown') ? 'unknown' : true;
}

/** Null when it is not told, also for whoever is gone or cannot be read. */
async function lastActivityOf(
  account: Account,
  { accounts }: SelectParts,
  signal: AbortSignal,
): Promise<number | null> {
  try {
    return (await accounts.get(account.id, signal))?.account.lastActivityAt ?? null;
  } catch (error) {
    if (error instanceof DirectoryUnavailable && error.problem === 'unreadable') return null;
    throw error;
  }
}
