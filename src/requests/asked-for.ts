import type { Account } from '../directories/account.ts';
import { type Directory, DirectoryUnavailable } from '../directories/directory.ts';
import type { ManagedDirectory } from '../directories/managed.ts';
import type { Operation } from '../directories/operation.ts';
import { foldEmail } from '../targets/email-address.ts';
import type { Target } from '../targets/target.ts';
import { blastOf } from './blast.ts';
import type { UseCaseDeps } from './deps.ts';
import type { AskedFor } from './rights.ts';

/** How long a directory may take to tell its size. */
const SIZE_WITHIN_MS = 10_000;

/** How far a request reaches, and whom it is about, for the policy to judge. */
export async function askedFor(
  deps: Pick<UseCaseDeps, 'rights' | 'log'>,
  { directory }: ManagedDirectory,
  { words, welcome }: Operation,
  targets: readonly Target[],
): Promise<AskedFor> {
  const changing = targets.flatMap((target) => (target.kind === 'will-change' ? [target] : []));
  const asksForShare = deps.rights.asksForShare({ directory: directory.name, operation: words.verb });
  const isNewcomer = ({ id, email, membership }: Account) =>
    welcome !== undefined && membership === 'unknown' && id === email;
  return {
    blast: blastOf(
      changing.map(({ account }) => ({ account, isNewcomer: isNewcomer(account) })),
      asksForShare ? await sizeOf(deps, directory) : null,
    ),
    targets: [...new Set(changing.flatMap(({ slackUserIds = [] }) => slackUserIds))],
    // Not of the accounts: what is asked for is kept longer than they are.
    emailsAmong: among(changing.flatMap(({ account }) => account.email ?? [])),
  };
}

/** Which of some e-mails (folded) are among these. */
export function among(emails: readonly string[]): AskedFor['emailsAmong'] {
  return async (wanted) => {
    const meant = new Set(wanted);
    return new Set(emails.map(foldEmail).filter((email) => meant.has(email)));
  };
}

/** Null where the directory does not say: the policy then takes it for small. */
async function sizeOf({ log }: Pick<UseCaseDeps, 'log'>, directory: Directory): Promise<number | null> {
  try {
    return (await directory.check(AbortSignal.timeout(SIZE_WITHIN_MS))).people;
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    log.warn({ err: error, directory: directory.name }, 'A directory did not tell how many people it has');
    return null;
  }
}
