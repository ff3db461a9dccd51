import { type Directory, DirectoryUnavailable } from '../directories/directory.ts';
import type { ManagedDirectory } from '../directories/managed.ts';
import type { Operation } from '../directories/operation.ts';
import { keepCount } from '../requests/count-admins.ts';
import type { Request } from '../requests/request.ts';
import { adminsAlarm } from '../safeguards/breaker.ts';
import { loadAdmins } from '../safeguards/cap-records.ts';
import { capClassOf } from '../safeguards/caps.ts';
import { loadGuard, saveGuard } from '../safeguards/guard-records.ts';
import { countToKeep, tooFewAdmins } from '../safeguards/last-admins.ts';
import { isRamped } from '../safeguards/ramp.ts';
import { safeguardsOf } from '../safeguards/settings.ts';
import type { Queries, Store } from '../store/store.ts';

export type AdminsWatched =
  | { readonly kind: 'hold' }
  | { readonly kind: 'unread'; readonly problem: string }
  /** `note` belongs into the transaction that pauses the request: whoever resumes has been told. */
  | { readonly kind: 'alarm'; readonly reason: string; readonly note: (tx: Queries) => Promise<void> };

const HOLD: AdminsWatched = { kind: 'hold' };

/** A directory whose administrators come and go while much is taken from it, or run out, is looked at by a person first. */
export async function watchAdmins(
  store: Store,
  { directory, ...managed }: ManagedDirectory,
  operation: Operation,
  { id, people }: Pick<Request, 'id' | 'people'>,
  signal: AbortSignal,
): Promise<AdminsWatched> {
  const takesAway = capClassOf(operation) !== null;
  const isGrave = isRamped(operation.traits, people, safeguardsOf(managed));
  if (!directory.admins || (!isGrave && !takesAway)) return HOLD;
  const counted = await count(directory, signal);
  if (counted.kind === 'unread') return counted;
  const { now } = counted;
  const { seen } = await loadGuard(store.db, id);
  const before = await loadAdmins(store.db, directory.name);
  if (now === null) return HOLD;
  const kept = countToKeep(before, now);
  const note = async (tx: Queries) => {
    if (kept !== before) await keepCount(tx, directory.name, kept);
    if (now !== seen.admins) await saveGuard(tx, id, { seen: { ...seen, admins: now } });
  };
  const few = takesAway ? tooFewAdmins({ directory: directory.name, now, before, seen: seen.admins }) : null;
  const reason = few ?? (isGrave ? adminsAlarm(seen.admins, now) : null);
  if (reason !== null) return { kind: 'alarm', reason, note };
  if (kept !== before || now !== seen.admins) await store.write(note);
  return HOLD;
}

async function count(
  directory: Directory,
  signal: AbortSignal,
): Promise<{ readonly kind: 'counted'; readonly now: number | null } | Extract<AdminsWatched, { kind: 'unread' }>> {
  try {
    return { kind: 'counted', now: (await directory.admins?.(signal)) ?? null };
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return { kind: 'unread', problem: `${error.message}, so its administrators could not be counted; trying again.` };
  }
}
