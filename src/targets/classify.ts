import type { Account } from '../directories/account.ts';
import type { Lookup } from '../directories/lookup.ts';
import type { Choices, Newcomer, Operation } from '../directories/operation.ts';
import { accountId, type SlackUserId } from '../ids.ts';
import { foldEmail } from './email-address.ts';
import type { Expanded } from './expand.ts';
import type { Target } from './target.ts';

export interface Classify {
  /** In the order typed. */
  readonly expanded: readonly Expanded[];
  /** What the directory found for each different lookup, by `lookupKey`. */
  readonly found: ReadonlyMap<string, readonly Account[]>;
  readonly operation: Pick<Operation, 'assess' | 'welcome'>;
  readonly choices: Choices;
  /** E-mails and native ids that nobody may touch through Muster. */
  readonly protectedAccounts: readonly string[];
}

/** How many ids an ambiguous name is explained with. */
const IDS_NAMED = 5;

const WHY = {
  notFound: 'The directory has no such account.',
  idOfNobody: 'Nobody has this id. Newcomers are named by their e-mail.',
  protected: 'This account is protected: nobody may change it through Muster.',
} as const;

/** Equal for lookups that mean the same. */
export function lookupKey(lookup: Lookup): string {
  switch (lookup.by) {
    case 'email':
      return `email ${foldEmail(lookup.email)}`;
    case 'id':
      return `id ${lookup.id}`;
    case 'name':
      return `${lookup.type} ${lookup.value}`;
  }
}

/** What one or several identifiers led to. */
type Finding =
  | { readonly kind: 'account'; readonly account: Account }
  | { readonly kind: 'newcomer'; readonly newcomer: Newcomer }
  | { readonly kind: 'not-found' | 'ambiguous' | 'invalid'; readonly reason: string };

/**
 * One target for each account that was named, and one for each name that led to none or to several, in the order first
 * typed. An account is in at most one target.
 */
export function classify({ expanded, found, operation, choices, protectedAccounts }: Classify): readonly Target[] {
  const findings = new Map<string, Named>();
  for (const [index, one] of expanded.entries()) {
    const finding = one.kind === 'lookup' ? findingOf(one, found, operation.welcome !== undefined) : one;
    const key = findingKey(one, finding, index);
    const known = findings.get(key);
    const slackUserIds = one.kind === 'lookup' && one.slackUserId !== undefined ? [one.slackUserId] : [];
    if (known === undefined) findings.set(key, { finding, typed: [one.typed], slackUserIds });
    else {
      const typed = withOthers(known.typed, [one.typed]);
      findings.set(key, { ...known, typed, slackUserIds: withOthers(known.slackUserIds, slackUserIds) });
    }
  }
  const isProtected = protectedBy(protectedAccounts);
  const targetOf = ({ finding, typed }: Named): Target => {
    switch (finding.kind) {
      case 'account':
        return assessed(typed, finding.account, operation, choices, isProtected(finding.account));
      case 'newcomer':
        return welcomed(typed, finding.newcomer, operation, isProtected);
      default:
        return { kind: finding.kind, typed: typed, reason: finding.reason };
    }
  };
  return [...findings.values()].map((named): Target => {
    const target = targetOf(named);
    if (target.kind !== 'will-change' || named.slackUserIds.length === 0) return target;
    return { ...target, slackUserIds: named.slackUserIds };
  });
}

/** The same for accounts that a rule selected, each of them once. */
export function classifyAccounts(
  accounts: readonly Account[],
  { operation, choices, protectedAccounts }: Pick<Classify, 'operation' | 'choices' | 'protectedAccounts'>,
): readonly Target[] {
  const isProtected = protectedBy(protectedAccounts);
  return accounts.map((account) =>
    assessed([account.email ?? account.id], account, operation, choices, isProtected(account)),
  );
}

interface Named {
  readonly finding: Finding;
  readonly typed: readonly string[];
  readonly slackUserIds: readonly SlackUserId[];
}

/** Arrays, since most people are named once and a set each would be most of a large request's memory. */
const withOthers = <T>(known: readonly T[], others: readonly T[]): readonly T[] => {
  const added = others.filter((one) => !known.includes(one));
  return added.length === 0 ? known : [...known, ...added];
};

function findingOf(
  { lookup, firstName, lastName }: Extract<Expanded, { kind: 'lookup' }>,
  found: Classify['found'],
  newcomersWelcome: boolean,
): Finding {
  const answer = found.get(lookupKey(lookup));
  if (answer === undefined) throw new Error('An identifier was never looked up');
  const [account, ...others] = exactMatches(lookup, answer);
  if (account === undefined) {
    if (!newcomersWelcome) return { kind: 'not-found', reason: WHY.notFound };
    if (lookup.by !== 'email') return { kind: 'invalid', reason: WHY.idOfNobody };
    return {
      kind: 'newcomer',
      newcomer: { email: foldEmail(lookup.email), firstName: firstName ?? null, lastName: lastName ?? null },
    };
  }
  if (others.length > 0) return { kind: 'ambiguous', reason: ambiguity(lookup, [account, ...others]) };
  return { kind: 'account', account };
}

/** Equal for what becomes one target. What cannot be looked up stays by itself: two members of a group may share a name. */
function findingKey(one: Expanded, finding: Finding, index: number): string {
  if (finding.kind === 'account') return `account ${finding.account.id}`;
  if (finding.kind === 'newcomer') return `newcomer ${finding.newcomer.email}`;
  return one.kind === 'lookup' ? `lookup ${lookupKey(one.lookup)}` : `invalid ${index}`;
}

/** Whatever the directory takes for a match, only the same id or the same e-mail is one; of its other types it knows best. */
function exactMatches(lookup: Lookup, accounts: readonly Account[]): readonly Account[] {
  const exact = accounts.filter(({ id, email }) => {
    if (lookup.by === 'name') return true;
    return lookup.by === 'id' ? id === lookup.id : email !== null && foldEmail(email) === foldEmail(lookup.email);
  });
  return [...new Map(exact.map((account) => [account.id, account])).values()];
}

function ambiguity(lookup: Lookup, accounts: readonly Account[]): string {
  const named = accounts.slice(0, IDS_NAMED).map(({ id }) => id);
  const more = accounts.length - named.length;
  const ids = more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
  const what = lookup.by === 'name' ? lookup.type : 'e-mail';
  return `${accounts.length} accounts have this ${what}: ${ids}. Name the one you mean by its id.`;
}

/** Tells whether nobody may touch an account, by its id or its e-mail. */
export function protectedBy(
  protectedAccounts: readonly string[],
): (account: { readonly id: string; readonly email: string | null }) => boolean {
  const emails = new Set(protectedAccounts.map(foldEmail));
  const ids = new Set<string>(protectedAccounts);
  return ({ id, email }) => ids.has(id) || (email !== null && emails.has(foldEmail(email)));
}

function assessed(
  typed: readonly string[],
  account: Account,
  operation: Pick<Operation, 'assess'>,
  choices: Choices,
  isProtected: boolean,
): Target {
  if (isProtected) return { kind: 'protected', typed, account, reason: WHY.protected };
  const assessment = operation.assess(account, choices);
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

/** Somebody without an account, as one to be: their e-mail stands for the id they do not have yet. */
function welcomed(
  typed: readonly string[],
  newcomer: Newcomer,
  { welcome }: Pick<Operation, 'welcome'>,
  isProtected: ReturnType<typeof protectedBy>,
): Target {
  const name = [newcomer.firstName, newcomer.lastName].filter((part) => part !== null && part !== '').join(' ');
  const account: Account = {
    id: accountId(newcomer.email),
    label: name === '' ? newcomer.email : name,
    email: newcomer.email,
    membership: 'unknown',
    suspended: 'unknown',
    admin: 'unknown',
    kind: 'unknown',
    inviteExpired: 'unknown',
    groups: [],
    lastActivityAt: null,
  };
  if (isProtected(account)) return { kind: 'protected', typed, account, reason: WHY.protected };
  const answer = welcome?.(newcomer) ?? { kind: 'invalid', reason: WHY.notFound };
  if (answer.kind === 'invalid') return { kind: 'invalid', typed, reason: answer.reason };
  return { kind: 'will-change', typed, account, details: answer.details };
}
