import type { ManagedDirectory } from '../directories/managed.ts';
import type { Operation } from '../directories/operation.ts';
import { holdDirectory } from '../dispatch/directory-records.ts';
import { keepAdmins, loadAdmins } from '../safeguards/cap-records.ts';
import { capClassOf } from '../safeguards/caps.ts';
import { countToKeep } from '../safeguards/last-admins.ts';
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
 * then. Null for what takes nothing from anybody. Throws DirectoryUnavailable.
 */
export async function countAdmins(
  { store }: Pick<UseCaseDeps, 'store'>,
  { directory }: ManagedDirectory,
  operation: Operation,
): Promise<AdminsCounted | null> {
  if (capClassOf(operation) === null) return null;
  const now = (await directory.admins?.(AbortSignal.timeout(PREVIEW_WITHIN_MS))) ?? null;
  const before = await loadAdmins(store.db, directory.name);
  const kept = now === null ? before : countToKeep(before, now);
  if (kept !== before) {
    await store.write(async (tx) => {
      await holdDirectory(tx, directory.name);
      await keepAdmins(tx, directory.name, kept);
    });
  }
  return { now, before };
}

/** How many active administrators were named. */
export function adminsNamed(targets: readonly Target[]): number {
  return targets.filter((target) => {
    if (!('account' in target)) return false;
    const { admin, membership, suspended } = target.account;
    return admin === true && membership === 'active' && suspended !== true;
  }).length;
}
