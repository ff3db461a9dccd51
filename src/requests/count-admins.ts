import { isActiveAdmin } from '../directories/account.ts';
import type { ManagedDirectory } from '../directories/managed.ts';
import { holdDirectory } from '../dispatch/directory-records.ts';
import type { DirectoryName } from '../ids.ts';
import { keepAdmins, loadAdmins } from '../safeguards/cap-records.ts';
import { countToKeep } from '../safeguards/last-admins.ts';
import type { Queries } from '../store/store.ts';
import type { Target } from '../targets/target.ts';
import { PREVIEW_WITHIN_MS, type UseCaseDeps } from './deps.ts';

export interface AdminsCounted {
  /** Active administrators; null when nobody can tell. */
  readonly now: number | null;
  /** As kept before this count. */
  readonly before: number | null;
}

/** `named`: active administrators among the people who were named; they are left out. */
export type NamedAdmins = AdminsCounted & { readonly named: number };

/**
 * Counts the administrators that a preview speaks of, and keeps it: who goes between a preview and the first call is missed
 * then. Throws DirectoryUnavailable.
 */
export async function countAdmins(
  { store }: Pick<UseCaseDeps, 'store'>,
  { directory }: ManagedDirectory,
): Promise<AdminsCounted> {
  const now = (await directory.admins?.(AbortSignal.timeout(PREVIEW_WITHIN_MS))) ?? null;
  const before = await loadAdmins(store.db, directory.name);
  const kept = now === null ? before : countToKeep(before, now);
  if (kept !== before) await store.write((tx) => keepCount(tx, directory.name, kept));
  return { now, before };
}

/** What is kept of a count, for whoever counts next. */
export async function keepCount(tx: Queries, directory: DirectoryName, kept: number | null): Promise<void> {
  await holdDirectory(tx, directory);
  await keepAdmins(tx, directory, kept);
}

/** How many active administrators were named. */
export function adminsNamed(targets: readonly Target[]): number {
  return targets.filter((target) => 'account' in target && isActiveAdmin(target.account)).length;
}
