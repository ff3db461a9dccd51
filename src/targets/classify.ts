import type { Account } from '../directories/account.ts';
import type { Operation } from '../directories/operation.ts';
import type { AccountId } from '../ids.ts';
import type { Expanded } from './expand.ts';
import type { Target } from './target.ts';

/** An identifier with every account that matches it exactly. */
export type Looked =
  | (Extract<Expanded, { kind: 'lookup' }> & { readonly accounts: readonly Account[] })
  | Extract<Expanded, { kind: 'invalid' }>;

export interface Classify {
  readonly looked: readonly Looked[];
  readonly operation: Pick<Operation, 'assess'>;
  /** E-mails (case-folded) and native ids that nobody may touch. */
  readonly protectedAccounts: readonly string[];
  /** How the directory is called: "the AWS Wickr network acme-prod". */
  readonly place: string;
}

/** Ids shown for an ambiguous person. */
const MATCHES_SHOWN = 5;

/**
 * What would become of each person, in the order first named. Identifiers that lead to one account are one target, so no
 * account is ever in two.
 */
export function classify({ looked, operation, protectedAccounts, place }: Classify): readonly Target[] {
  const guarded = new Set(protectedAccounts.map((one) => one.toLowerCase()));
  const targets = new Map<string, Target>();
  const add = (key: string, target: Target) => {
    const known = targets.get(key);
    const typed = known ? [...new Set([...known.typed, ...target.typed])] : target.typed;
    targets.set(key, known ? { ...known, typed } : target);
  };

  for (const one of looked) {
    const typed = [one.typed];
    if (one.kind === 'invalid') {
      add(`invalid ${one.typed}`, { kind: 'invalid', typed, reason: one.reason });
      continue;
    }
    const lookupKey = one.lookup.by === 'email' ? `email ${one.lookup.email}` : `id ${one.lookup.id}`;
    const accounts = new Map<AccountId, Account>(one.accounts.map((account) => [account.id, account]));
    const [account, another] = [...accounts.values()];
    if (!account) add(lookupKey, { kind: 'not-found', typed, reason: `Nobody in ${place} matches this exactly.` });
    else if (another) add(lookupKey, { kind: 'ambiguous', typed, reason: ambiguity([...accounts.keys()]) });
    else add(`account ${account.id}`, classifyAccount(account, typed, operation, guarded));
  }
  return [...targets.values()];
}

function ambiguity(ids: readonly AccountId[]): string {
  const shown = ids.slice(0, MATCHES_SHOWN).join(', ');
  return `${ids.length} accounts match: ${shown}${ids.length > MATCHES_SHOWN ? ' …' : ''}. Name the one you mean by its id.`;
}

function classifyAccount(
  account: Account,
  typed: readonly string[],
  operation: Pick<Operation, 'assess'>,
  guarded: ReadonlySet<string>,
): Target {
  if (guarded.has(account.id) || (account.email !== null && guarded.has(account.email.toLowerCase()))) {
    return { kind: 'protected', typed, account, reason: 'is on the list of protected accounts' };
  }
  const assessment = operation.assess(account);
  switch (assessment.kind) {
    case 'will-change':
      return { kind: 'will-change', typed, account };
    case 'already-so':
    case 'protected':
      return { kind: assessment.kind, typed, account, reason: assessment.reason };
    case 'invalid':
      return { kind: 'invalid', typed, reason: assessment.reason };
  }
}
